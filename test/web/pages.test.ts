import { expect, test } from 'vitest'
import { everyPage } from './every-page.ts'
import { listPapers, testApp } from './test-app.ts'

const site = 'http://paperboy.test'
const hostile = `"><script>alert('x')</script> & <b>`

/** What a card must say; its address is the page's own unless told. */
type Card = { type: 'website' | 'article'; title: string; description?: string; image?: string; url?: string }

/** Those that everyone may read, and pass on. */
const isOpen = /^\/($|\?|digests|topics|papers|people|organizations|archive|search|subscribe|how|status)/

test(
  'pages that are somebody’s own, and errors, have no card and stay out of search engines',
  { timeout: 120_000 },
  async () => {
    const pages = await everyPage(await testApp())
    const closed = pages.filter(({ path, status }) => !isOpen.test(path) || status >= 400)
    const carded = closed.filter(({ html }) => /(property|name)="(og|twitter):|rel="canonical"/.test(html))
    expect(carded.map(({ name }) => name)).toEqual([])
    const tag = '<meta name="robots" content="noindex, nofollow"/>'
    const indexed = closed.filter(({ html }) => !html.includes(tag))
    expect(indexed.map(({ name }) => name)).toEqual([])
    const own = closed.filter(({ path }) => !isOpen.test(path) && path !== '/nowhere')
    const unmarked = own.filter(({ headers }) => headers.get('x-robots-tag') !== 'noindex, nofollow')
    expect(unmarked.map(({ name }) => name)).toEqual([])
  },
)

test.each<[path: string, card: Card]>([
  ['/', { type: 'website', title: 'Paperboy: trending research papers' }],
  ['/?topic=robotics', { type: 'website', title: 'Robotics on Wednesday, 20 May 2026 · Paperboy' }],
  ['/digests/2026-05-19', { type: 'website', title: 'Tuesday, 19 May 2026 · Paperboy' }],
  ['/topics/robotics', { type: 'website', title: 'Robotics: trending papers · Paperboy' }],
  ['/search', { type: 'website', title: 'Search · Paperboy' }],
  ['/search?q=walking', { type: 'website', title: '“walking” · Paperboy' }],
  ['/subscribe', { type: 'website', title: 'Get trending papers in your inbox · Paperboy' }],
  ['/status', { type: 'website', title: 'Where the papers come from · Paperboy' }],
  [
    '/papers/arxiv:1',
    { type: 'article', title: 'Walking · Paperboy', image: 'https://images.example.org/1.png?a&b' },
  ],
  ['/papers/arxiv:hep-th%2F2', { type: 'article', title: `${hostile} · Paperboy`, description: hostile }],
  [
    `/search?q=${encodeURIComponent(hostile)}`,
    {
      type: 'website',
      url: `/search?${new URLSearchParams({ q: hostile }).toString()}`,
      title: `“${hostile}” · Paperboy`,
    },
  ],
])('%s has a card for other sites', async (path, { url = path, ...expected }) => {
  const { context, get } = await testApp()
  const thumbnail = { thumbnail_url: 'https://images.example.org/1.png?a&b' }
  await listPapers(context, '2026-05-19', [
    { id: 'arxiv:1', title: 'Walking', summary: 'It walks.', ...thumbnail },
  ])
  await listPapers(context, '2026-05-20', [
    { id: 'arxiv:hep-th/2', title: hostile, summary: hostile, thumbnail_url: 'javascript:alert(1)' },
  ])
  const card = cardOf(await (await get(path)).text())
  expect(card).toMatchObject({ site_name: 'Paperboy', url: site + url, canonical: site + url, ...expected })
  expect(card['description']).toBeTruthy()
  expect(card['image']).toBe(expected.image)
})

/** The texts of a page's card, by the names of their properties, with its canonical address. */
function cardOf(html: string): Record<string, string> {
  const tags = [...html.matchAll(/<meta property="og:(\w+)" content="([^"]*)"\/>/g)]
  const canonical = /<link rel="canonical" href="([^"]*)"\/>/.exec(html)?.[1] ?? ''
  const texts = [
    ...tags.map(([, name = '', text = '']) => [name, text] as const),
    ['canonical', canonical] as const,
  ]
  return Object.fromEntries(texts.map(([name, text]) => [name, unescaped(text)]))
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" }
  return text.replace(/&([^;]+);/g, (all, name: string) => characters[name] ?? all)
}
