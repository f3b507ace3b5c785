import { describe, expect, test } from 'vitest'
import { openPage } from '../helpers/browser.ts'
import { lacks } from '../helpers/requirements.ts'
import { listPapers, testApp } from './test-app.ts'

const day = '2026-05-20'

/** What stands in each element of a name, by the names of its children. A browser is strict about XML. */
async function readXml(xml: string, name: string): Promise<Record<string, string>[]> {
  const page = await openPage()
  // A text, because it is the browser's code and not ours: nothing here knows of its types.
  return page.evaluate<Record<string, string>[]>(`
    (() => {
      const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml')
      const error = parsed.querySelector('parsererror')
      if (error) throw new Error(error.textContent)
      return [...parsed.getElementsByTagName(${JSON.stringify(name)})].map((element) =>
        Object.fromEntries([...element.children].map((child) => [child.tagName, child.textContent])),
      )
    })()`)
}

describe.skipIf(lacks('chromium'))('feeds', () => {
  test('the feeds have the newest papers of all topics, and of one', async () => {
    const { context, get } = await testApp()
    await listPapers(context, '2026-05-19', [{ id: 'arxiv:1', title: 'Older' }])
    await listPapers(context, day, [{ id: 'arxiv:2', title: 'Newer', summary: 'In one sentence.' }])
    await context.db
      .updateTable('papers')
      .set({ topics: '{"theory":0.7}' })
      .where('id', '=', 'arxiv:1')
      .execute()
    const answer = await get('/feed.atom')
    expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    const entries = await readXml(await answer.text(), 'entry')
    expect(entries.map((entry) => entry['id'])).toEqual([
      'http://paperboy.test/papers/arxiv:2',
      'http://paperboy.test/papers/arxiv:1',
    ])
    expect(entries[0]?.['updated']).toBe('2026-05-20T00:00:00.000Z')
    expect(entries[0]?.['content']).toContain('In one sentence.')
    const theory = await readXml(await (await get('/topics/theory/feed.atom')).text(), 'entry')
    expect(theory.map((entry) => entry['title'])).toEqual(['Older'])
    expect((await get('/topics/nonsense/feed.atom')).status).toBe(404)
  })

  test('hostile texts do not break a feed, nor get through it as markup', async () => {
    const { context, get } = await testApp()
    const text = 'a ]]> b <script>x</script> & \u0001\u001b\ufffe ü 🤖 $SL^{2}$'
    await listPapers(context, day, [{ id: 'arxiv:1&<"', title: text, abstract: text, organization: text }])
    await context.db
      .updateTable('papers')
      .set({ authors: [text] })
      .execute()
    const [entry] = await readXml(await (await get('/feed.atom')).text(), 'entry')
    expect(entry?.['title']).toBe('a ]]&gt; b &lt;script&gt;x&lt;/script&gt; &amp;  ü 🤖 SL²')
    expect(entry?.['content']).not.toContain('<script')
    expect(entry?.['id']).toBe('http://paperboy.test/papers/arxiv:1%26%3C%22')
  })

  test('a feed without papers is a feed, the same at any time', async () => {
    const { get, wait } = await testApp()
    const before = await (await get('/feed.atom')).text()
    wait(5)
    expect(await (await get('/feed.atom')).text()).toBe(before)
    expect(await readXml(before, 'entry')).toEqual([])
  })
})

test('pages lead to their feeds', async () => {
  const { get } = await testApp()
  const everything =
    '<link rel="alternate" type="application/atom+xml" title="All papers" href="/feed.atom"/>'
  for (const path of ['/', '/topics/robotics']) expect(await (await get(path)).text()).toContain(everything)
  expect(await (await get('/topics/robotics')).text()).toContain('href="/topics/robotics/feed.atom"')
})

test('crawlers are told where to go and what to leave', async () => {
  const { context, get } = await testApp()
  await listPapers(context, day, [{ id: 'arxiv:hep-th/9901001', title: 'Old-style' }])
  const robots = await (await get('/robots.txt')).text()
  expect(robots).toContain('Sitemap: http://paperboy.test/sitemap.xml')
  for (const path of ['/confirm/', '/preferences/', '/unsubscribe/', '/search']) {
    expect(robots).toContain(`Disallow: ${path}\n`)
  }
  const map = await (await get('/sitemap.xml')).text()
  const urls = [...map.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url]) => url)
  for (const path of ['/', `/digests/${day}`, '/topics/robotics', '/papers/arxiv:hep-th%2F9901001']) {
    expect(urls).toContain(`http://paperboy.test${path}`)
    expect((await get(path)).status).toBe(200)
  }
})
