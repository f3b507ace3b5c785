import fc from 'fast-check'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../src/store/schema.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import { createApp } from '../../src/web/app.tsx'
import { subscriptionRows, testApp } from './test-app.ts'

const purposes = ['confirm', 'preferences', 'unsubscribe'] as const

test.each(['/nope', '/digests/2026-02-30', '/digests/yesterday', '/digests/2026-05-20', '/%E0%A4%A'])(
  '%s is a page that says so, with 404',
  async (path) => {
    const answer = await (await testApp()).get(path)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('Read the latest papers')
  },
)

test.each([
  ['POST', '/', 'GET, HEAD, OPTIONS'],
  ['DELETE', '/subscribe', 'GET, HEAD, POST, OPTIONS'],
  ['PUT', '/unsubscribe/x', 'GET, HEAD, POST, OPTIONS'],
])('%s %s is refused with what is allowed', async (method, path, allowed) => {
  const answer = await (await testApp()).get(path, { method })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe(allowed)
})

test('a body beyond what a form can hold is refused, with and without a length', async () => {
  const site = await testApp()
  const long = `email=${'a'.repeat(70_000)}`
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
  const chunks = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(long))
      controller.close()
    },
  })
  for (const body of [long, chunks]) {
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' }
    expect((await site.get('/subscribe', init)).status).toBe(413)
  }
})

test('a malformed multipart body is a form with nothing filled in', async () => {
  const site = await testApp()
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
  const answer = await site.get('/subscribe', { method: 'POST', headers, body: '--y\r\nnonsense' })
  expect(answer.status).toBe(422)
})

test('a failure inside is a page with a number, and tells nothing else', async () => {
  const { deps } = await testApp()
  const answer = await createApp({ ...deps, db: deps.db.withSchema('nowhere') }).request('/')
  expect(answer.status).toBe(500)
  expect(answer.headers.get('content-security-policy')).toBeTruthy()
  const page = await answer.text()
  expect(page).toMatch(/<code translate="no">[0-9a-f]{16}<\/code>/)
  expect(page).not.toMatch(/nowhere|relation|select/)
})

test('health follows the database', async () => {
  const { deps, get } = await testApp()
  expect((await get('/health')).status).toBe(200)
  const pool = new pg.Pool({ connectionString: 'postgres://127.0.0.1:9/none' })
  const gone = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  onTestFinished(() => gone.destroy())
  expect((await createApp({ ...deps, db: gone }).request('/health')).status).toBe(503)
})

test('a token that was changed opens nothing and does nothing', async () => {
  const site = await testApp()
  await site.post('/subscribe', { email: 'ada@example.org' })
  const id = (await findSubscriber(site.context.db, 'ada@example.org'))?.id ?? 0
  const before = await subscriptionRows(site.context)
  const tampered = fc.asyncProperty(
    fc.constantFrom(...purposes),
    fc.nat(60),
    fc.constantFrom(...'aZ09-_'),
    async (purpose, at, character) => {
      const [, , token = ''] = site.link(purpose, id).split('/')
      const changed = token.slice(0, at % token.length) + character + token.slice((at % token.length) + 1)
      if (changed === token) return
      const answer = await site.post(`/${purpose}/${changed}`, { button: 'unsubscribe' })
      expect(answer.status).toBe(400)
      expect(await answer.text()).not.toContain('e•••')
    },
  )
  await fc.assert(tampered, { numRuns: 60 })
  expect(await subscriptionRows(site.context)).toEqual(before)
})

test('a link for one purpose is no link for another', async () => {
  const site = await testApp()
  await site.post('/subscribe', { email: 'ada@example.org' })
  for (const purpose of purposes) {
    for (const other of purposes.filter((one) => one !== purpose)) {
      const [, , token] = site.link(purpose, 1).split('/')
      expect((await site.get(`/${other}/${token}`)).status).toBe(400)
    }
  }
})

test('a confirmation link ends after three days, an unsubscribe link does not', async () => {
  const site = await testApp()
  await site.post('/subscribe', { email: 'ada@example.org' })
  const id = (await findSubscriber(site.context.db, 'ada@example.org'))?.id ?? 0
  const [confirm, leave] = [site.link('confirm', id), site.link('unsubscribe', id)]
  site.wait(73)
  for (const method of ['GET', 'POST']) {
    const answer = await site.get(confirm, { method })
    expect(answer.status).toBe(410)
    expect(await answer.text()).toContain('href="/subscribe"')
  }
  site.wait(5 * 365 * 24)
  expect((await site.get(leave)).status).toBe(200)
})

test('a right link of someone who is not there any more tells nothing', async () => {
  const site = await testApp()
  expect((await site.get(site.link('preferences', 4711))).status).toBe(410)
  expect((await site.get(site.link('unsubscribe', 4711))).status).toBe(200)
  expect((await site.post(site.link('unsubscribe', 4711), { 'List-Unsubscribe': 'One-Click' })).status).toBe(
    200,
  )
})

test('every page forbids inline code and frames; those behind a token also caches, referrers and search', async () => {
  const site = await testApp()
  const csp = "default-src 'none'; style-src 'self'; script-src 'self'"
  for (const path of ['/', '/nope', '/subscribe', '/assets/styles.css', site.link('confirm', 1)]) {
    const { headers } = await site.get(path)
    expect(headers.get('content-security-policy')).toContain(csp)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBeTruthy()
  }
  for (const purpose of purposes) {
    for (const path of [site.link(purpose, 1), `/${purpose}/broken`]) {
      const answer = await site.get(path)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
      expect(answer.headers.get('x-robots-tag')).toContain('noindex')
      expect(await answer.text()).not.toMatch(/<script(?![^>]*src=)|style=|<style| on\w+=/)
    }
  }
})
