import { expect, test } from 'vitest'
import { openEditionAt } from '../../src/editions/edition.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { routes } from '../../src/routes.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { addActive } from '../helpers/subscribers.ts'
import { everyPage } from './every-page.ts'
import { testApp, type TestApp } from './test-app.ts'

const origin = 'https://lab.example.org'
const base = '/paperboy'
const start = () => testApp({ web: { publicUrl: origin + base } })

/** Everything in a page that a browser would fetch or go to on this origin, as absolute URLs. */
function leadsFrom(html: string, page: string): URL[] {
  const found = [...html.matchAll(/ (?:href|action|src|formaction|srcset|content)="([^"]*)"/gi)]
  return found.flatMap(([attribute, value = '']) => {
    const text = value.replaceAll('&amp;', '&')
    if (attribute.startsWith(' content') && !/^https?:/.test(text)) return []
    const url = URL.parse(text, page)
    return url && url.origin === origin ? [url] : []
  })
}

async function open({ app }: TestApp, url: URL, path = url.pathname): Promise<Response> {
  return app.request(`${origin}${path}${url.search}`)
}

test('a crawler from the home page stays below the path, and all that it finds is there', async () => {
  const site = await start()
  const { db, signer, clock } = site.context
  await storeCandidates(db, [
    candidate({ id: 'arxiv:2605.1', topics: { robotics: 0.9 } }),
    candidate({ id: 'arxiv:hep-th/9901001', topics: { agents: 0.9 } }),
  ])
  const id = await addActive(db, 'ada@example.org', { topics: ['robotics'], hour: '7' })
  const edition = await openEditionAt(db, new Date('2026-05-20T07:00:00Z'), clock())
  await createComposer({ db })(edition?.id ?? 0, 0, clock())
  await db.updateTable('deliveries').set({ status: 'submitted' }).execute()
  const token = signer.sign('preferences', id, clock())
  const leaving = signer.sign('unsubscribe', id, clock())
  const waiting = [
    routes.home.href(),
    routes.preferences.href({ token }),
    routes.why.href({ token }),
    routes.more.href({ token, paper: 'arxiv:2605.1' }),
    routes.marks.href({ token }),
    routes.mute.href({ token, paper: 'arxiv:2605.1' }),
    routes.unsubscribe.href({ token: leaving }),
    routes.feed.href(),
    routes.sitemap.href(),
    routes.robots.href(),
    routes.apiDocument.href(),
  ].map((path) => origin + base + path)
  const seen = new Set(waiting)
  const faults: string[] = []
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const url = new URL(next)
    if (url.pathname !== base && !url.pathname.startsWith(`${base}/`)) faults.push(`outside: ${next}`)
    const answer = await open(site, url)
    // What is posted to the path of "mail" alone says so to a GET.
    if (answer.status !== 200 && !(answer.status === 405 && next.endsWith('/mail')))
      faults.push(`${answer.status}: ${next}`)
    const text = await answer.text()
    const found = answer.headers.get('content-type')?.includes('html')
      ? leadsFrom(text, next)
      : [...text.matchAll(/https:\/\/lab\.example\.org[^"<\s]*/g)].map(
          ([one]) => new URL(one.replaceAll('&amp;', '&')),
        )
    for (const one of found) {
      one.hash = ''
      // Each page links to itself in each language, and every link from there carries it: one page of them is enough.
      if (one.searchParams.has('lang') && !one.pathname.endsWith('/how')) continue
      if (!seen.has(one.href)) waiting.push(one.href)
      seen.add(one.href)
    }
  }
  expect(faults).toEqual([])
  expect(seen.size).toBeGreaterThan(40)
})

test(
  'every page in every state has its links, forms and files below the path',
  { timeout: 120_000 },
  async () => {
    const site = await start()
    const outside = (await everyPage(site)).flatMap(({ name, html, path }) =>
      leadsFrom(html, origin + base + path)
        .filter(({ pathname }) => pathname !== base && !pathname.startsWith(`${base}/`))
        .map(({ pathname }) => `${name}: ${pathname}`),
    )
    expect(outside).toEqual([])
  },
)

test.each(['passes the path on', 'strips the path'])(
  'a proxy that %s reaches the same pages',
  async (proxy) => {
    const site = await start()
    const prefix = proxy === 'strips the path' ? '' : base
    for (const path of ['/', '/subscribe', '/status', '/health', '/api/v1/topics']) {
      expect((await site.get(prefix + path)).status).toBe(200)
    }
    expect((await site.get(`${prefix}/nowhere`)).status).toBe(404)
    expect(await (await site.get(`${prefix}/robots.txt`)).text()).toContain(`Disallow: ${base}/preferences/`)
    expect((await site.post(`${prefix}/subscribe`, { email: 'ada@example.org' })).status).toBe(200)
  },
)

test('a longer name that begins like the path is not below it', async () => {
  const site = await start()
  expect((await site.get('/paperboys/subscribe')).status).toBe(404)
})
