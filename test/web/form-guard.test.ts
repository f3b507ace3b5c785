import { expect, test } from 'vitest'
import { createApp } from '../../src/web/app.tsx'
import { checkStamp, createStamp } from '../../src/web/subscribe/form-stamp.ts'
import { configWith } from '../helpers/config.ts'
import { addActive } from '../helpers/subscribers.ts'
import { solve } from './solve.ts'
import { listPapers, subscriptionRows, tellingHeaders, testApp } from './test-app.ts'

const keys: [string, string] = [
  'a key of at least thirty-two characters',
  'another key of thirty-two characters',
]
const now = new Date('2026-05-20T12:00:00Z')
const after = (ms: number) => new Date(now.getTime() + ms)

/** The pages that want two seconds for a form, with a clock in seconds. */
async function guardedApp() {
  const site = await testApp()
  const app = createApp({
    ...site.deps,
    config: configWith(site.context.config, { web: { minFillMs: 2000 } }),
  })
  const post = async (fields: Record<string, string>) =>
    app.request('/subscribe', { method: 'POST', body: new URLSearchParams(fields) })
  return { ...site, app, post }
}

const stampOf = (page: string) => /name="stamp" value="([^"]+)"/.exec(page)?.[1] ?? ''

test('a form that comes back at once is shown again, as it was filled in, and taken when it comes later', async () => {
  const site = await guardedApp()
  const stamp = stampOf(await (await site.app.request('/subscribe')).text())
  const fields = { email: 'ada@example.org', keywords: 'kv cache', stamp }
  const quick = await site.post(fields)
  expect(quick.status).toBe(422)
  const page = await quick.text()
  expect(page).toContain('quicker than people usually are')
  expect(page).toContain('value="ada@example.org"')
  expect(page).toContain('value="kv cache"')
  expect(stampOf(page)).toBe(stamp)
  expect((await subscriptionRows(site.context)).subscribers).toEqual([])
  site.wait(2 / 3600)
  expect((await site.post({ ...fields, stamp: stampOf(page) })).status).toBe(200)
  await site.answerRequests()
  expect((await subscriptionRows(site.context)).mails).toHaveLength(1)
})

test('a stamp that is not ours is replaced', async () => {
  const site = await guardedApp()
  const answer = await site.post({ email: 'ada@example.org', stamp: '0.aaaaaaaaaaaaaaaaaaaaaaaaaaa' })
  expect(answer.status).toBe(422)
  expect(stampOf(await answer.text())).toMatch(/^[0-9a-z]+\.[\w-]{27}$/)
})

test('a form needs a stamp; that of a page from a cache is as good', async () => {
  const site = await guardedApp()
  // A front page without papers is not kept.
  await listPapers(site.context, '2026-05-19', [{ id: 'arxiv:1', title: 'Walking' }])
  const stamp = stampOf(await (await site.app.request('/')).text())
  expect((await site.post({ email: 'ada@example.org' })).status).toBe(422)
  site.wait(0.5)
  expect(stampOf(await (await site.app.request('/')).text())).toBe(stamp)
  expect((await site.post({ email: 'ada@example.org', stamp })).status).toBe(200)
  expect((await site.app.request('/subscribe')).headers.get('cache-control')).toBe('no-store')
})

test.each([
  [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
  [{ Origin: 'https://evil.example' }, 403],
  [{ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' }, 200],
  [{ 'Sec-Fetch-Site': 'same-site' }, 200],
  [{ Origin: 'null' }, 200],
  [{ Origin: 'http://localhost:4711', Host: 'localhost:4711' }, 200],
  [{}, 200],
])('a form with %j is answered with %i', async (headers, status) => {
  const { app, context, link } = await testApp()
  const body = new URLSearchParams({ email: 'ada@example.org' })
  expect((await app.request('/subscribe', { method: 'POST', body, headers })).status).toBe(status)
  const id = await addActive(context.db, 'bob@example.org')
  const oneClick = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const left = await app.request(link('unsubscribe', id), { method: 'POST', body: oneClick, headers })
  expect(left.status).toBe(200)
})

test('who fills in the field that nobody sees is answered as anyone, and not heard', async () => {
  const site = await guardedApp()
  const stamp = stampOf(await (await site.app.request('/subscribe')).text())
  site.wait(1)
  const person = await site.post({ email: 'ada@example.org', stamp })
  const program = await site.post({ email: 'bob@example.org', website: 'https://spam.example' })
  expect(program.status).toBe(200)
  expect(await program.text()).toBe(await person.text())
  expect(tellingHeaders(program)).toEqual(tellingHeaders(person))
  await site.answerRequests()
  expect((await subscriptionRows(site.context)).subscribers).toHaveLength(1)
})

test('stamps are checked with every key, and only against haste', () => {
  const [first, second] = keys
  const stamp = createStamp([second], now)
  expect(checkStamp(keys, stamp, after(1999), 2000)).toBe('too soon')
  expect(checkStamp(keys, stamp, after(2000), 2000)).toBe('fine')
  expect(checkStamp(keys, stamp, after(30 * 24 * 3_600_000), 2000)).toBe('fine')
  expect(checkStamp([first], stamp, after(5000), 2000)).toBe('broken')
  // A time from the future is never ours.
  expect(checkStamp(keys, stamp, after(-60_000), 2000)).toBe('too soon')
  expect(checkStamp(keys, '', now, 0)).toBe('fine')
  for (const broken of ['', 'x', `${stamp}x`, `0${stamp}`, `${stamp}\n`]) {
    expect(checkStamp(keys, broken, after(5000), 2000)).toBe('broken')
  }
})

test('with proof of work on, a form is taken with a sum that was solved, once, and within an hour', async () => {
  const site = await testApp()
  const app = createApp({
    ...site.deps,
    config: configWith(site.context.config, { web: { isProofWanted: true } }),
  })
  const post = async (fields: Record<string, string>) =>
    app.request('/subscribe', { method: 'POST', body: new URLSearchParams(fields) })
  const bare = await post({ email: 'ada@example.org' })
  expect(bare.status).toBe(422)
  const page = await bare.text()
  expect(page).toContain('needs JavaScript')
  expect(page).toContain('value="ada@example.org"')
  const proof = solve(page)
  const late = solve(await (await app.request('/subscribe')).text())
  const forged = btoa(JSON.stringify({ ...JSON.parse(atob(proof)), signature: 'f'.repeat(64) }))
  for (const bad of [forged, 'nonsense', btoa('{}'), btoa('null')]) {
    expect((await post({ email: 'ada@example.org', proof: bad })).status).toBe(422)
  }
  expect((await post({ email: 'ada@example.org', proof })).status).toBe(200)
  expect((await post({ email: 'bob@example.org', proof })).status).toBe(422)
  site.wait(1)
  expect((await post({ email: 'bob@example.org', proof: late })).status).toBe(422)
  await site.answerRequests()
  expect((await subscriptionRows(site.context)).subscribers).toHaveLength(1)
})

test('https is kept to where the pages are reached by it', async () => {
  const site = await testApp()
  const header = async (publicUrl: string) => {
    const app = createApp({ ...site.deps, config: configWith(site.context.config, { web: { publicUrl } }) })
    return (await app.request('/subscribe')).headers.get('strict-transport-security')
  }
  expect(await header('https://papers.example.org')).toBe('max-age=31536000')
  expect(await header('http://localhost:3000')).toBeNull()
})
