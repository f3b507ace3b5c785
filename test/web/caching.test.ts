import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { listPapers, testApp } from './test-app.ts'

const day = '2026-05-20'
const forEveryone = [
  '/',
  '/?topic=robotics',
  `/digests/${day}`,
  '/topics/robotics',
  '/papers/arxiv:1',
  '/search?q=walking',
  '/feed.atom',
  '/topics/robotics/feed.atom',
  '/robots.txt',
  '/sitemap.xml',
  '/api/v1/openapi.json',
  '/api/v1/digests/latest',
  '/api/v1/papers/arxiv:1',
]

async function printedSite() {
  const site = await testApp()
  await listPapers(site.context, day, [{ id: 'arxiv:1', title: 'Walking', abstract: 'word '.repeat(300) }])
  return site
}

test.each(forEveryone)('%s is answered with 304 to who has it, until the papers change', async (path) => {
  const { context, get } = await printedSite()
  const first = await get(path)
  const etag = first.headers.get('etag') ?? ''
  expect(first.status).toBe(200)
  expect(etag).toMatch(/^W\/"[\w-]+"$/)
  expect(first.headers.get('cache-control')).toBe('public, max-age=60')
  expect(first.headers.get('set-cookie')).toBeNull()
  const known = { headers: { 'If-None-Match': `"other", ${etag}` } }
  const again = await get(path, known)
  expect(again.status).toBe(304)
  expect(again.headers.get('etag')).toBe(etag)
  expect(await again.text()).toBe('')
  await context.db.updateTable('papers').set({ title: 'Walking further' }).execute()
  await context.db
    .updateTable('digests')
    .set({ changed_at: new Date('2026-05-20T09:00:00Z') })
    .execute()
  const isOfPapers = !['/robots.txt', '/api/v1/openapi.json'].includes(path)
  expect((await get(path, known)).status).toBe(isOfPapers ? 200 : 304)
})

test('a list that turns out bad is not shown from memory', async () => {
  const { context, get } = await printedSite()
  expect((await get(`/digests/${day}`)).status).toBe(200)
  await context.db.updateTable('digests').set({ state: 'stale' }).execute()
  expect((await get(`/digests/${day}`)).status).toBe(404)
})

test('answers are packed for those who take them so, and are the same unpacked', async () => {
  const { get } = await printedSite()
  const plain = await (await get('/')).text()
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync }
  for (const [accept, encoding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
  ] as const) {
    const answer = await get('/', { headers: { 'Accept-Encoding': accept } })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(answer.headers.get('vary')).toBe('Accept-Encoding, Accept-Language')
    const packed = Buffer.from(await answer.arrayBuffer())
    expect(packed.length).toBeLessThan(plain.length / 2)
    expect(unpack[encoding](packed).toString()).toBe(plain)
  }
  for (const accept of ['', 'identity', 'zstd']) {
    const answer = await get('/', { headers: { 'Accept-Encoding': accept } })
    expect(answer.headers.get('content-encoding')).toBeNull()
  }
  const styles = await get('/assets/styles.css', { headers: { 'Accept-Encoding': 'gzip' } })
  expect(styles.headers.get('content-encoding')).toBe('gzip')
})

test('HEAD has the headers of GET and no body', async () => {
  const { get } = await printedSite()
  const [head, whole] = [await get('/', { method: 'HEAD' }), await get('/')]
  expect(head.headers.get('etag')).toBe(whole.headers.get('etag'))
  expect(await head.text()).toBe('')
})

test('what is not for everyone, or not found, is not kept', async () => {
  const site = await printedSite()
  for (const path of ['/subscribe', '/health', site.link('preferences', 1), '/papers/none', '/nope']) {
    const { headers } = await site.get(path)
    expect(headers.get('cache-control')).not.toContain('public')
    expect(headers.get('etag')).toBeNull()
  }
  const packed = await site.get(site.link('unsubscribe', 1), { headers: { 'Accept-Encoding': 'gzip, br' } })
  expect(packed.headers.get('content-encoding')).toBeNull()
})

test('the same page is the same for everyone: no address, no reference, and of times only when it was rendered', async () => {
  const { get, wait } = await printedSite()
  const read = async (init?: RequestInit) => (await get('/', init)).text()
  const withoutStamp = (page: string) => page.replace(/name="stamp" value="[^"]+"/, '')
  const before = await read()
  const another = { headers: { 'User-Agent': 'another', Cookie: 'a=b' } }
  expect(await read(another)).toBe(before)
  wait(3)
  const later = await read(another)
  expect(later).not.toBe(before)
  expect(withoutStamp(later)).toBe(withoutStamp(before))
})

test('pages that are not cached are compressed while nothing was typed into them', async () => {
  const { get, app } = await printedSite()
  const headers = { 'Accept-Encoding': 'gzip' }
  for (const path of ['/subscribe', '/how', '/status']) {
    const answer = await get(path, { headers })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(answer.headers.get('vary')).toContain('Accept-Encoding')
  }
  const posted = await app.request('/subscribe', { method: 'POST', headers, body: new URLSearchParams({}) })
  expect(posted.headers.get('content-encoding')).toBeNull()
})
