import { routes } from '../../routes.ts'
import { wholeTopics } from '../../topics/catalogue.ts'
import { basePathOf } from '../base-path.ts'
import type { WebDeps } from '../deps.ts'
import { listDays } from '../../papers/digest-view.ts'
import { readNewestPapers } from '../../papers/find-papers.ts'
import type { Handler } from '../respond.tsx'

// A sitemap may hold 50,000 addresses; the newest are what anybody looks for.
const maxDays = 1000
const maxPapers = 5000

/** What search engines need not fetch: pages of one person, and lists that never end. */
export function sendRobots({ config }: WebDeps): Handler {
  const tokenPaths = Object.values(routes).flatMap(({ path }) =>
    path.includes('/:token') ? [path.slice(0, path.indexOf(':token'))] : [],
  )
  const basePath = basePathOf(config.web.publicUrl)
  const text = [
    'User-agent: *',
    ...new Set([...tokenPaths, routes.search.path, '/api/'].map((path) => `Disallow: ${basePath}${path}`)),
    '',
    `Sitemap: ${config.web.publicUrl}${routes.sitemap.href()}`,
    '',
  ].join('\n')
  return (c) => c.text(text)
}

export function sendSitemap({ config, db }: WebDeps): Handler {
  return async (c) => {
    const days = await listDays(db, maxDays)
    const papers = await readNewestPapers(db, { limit: maxPapers })
    const entries = [
      entry(config.web.publicUrl + routes.home.href(), days[0]?.changedAt),
      entry(config.web.publicUrl + routes.topics.href()),
      ...wholeTopics().map(({ slug }) => entry(config.web.publicUrl + routes.topic.href({ slug }))),
      ...days.map(({ day, changedAt }) =>
        entry(config.web.publicUrl + routes.digest.href({ day }), changedAt),
      ),
      ...papers.map(({ id }) => entry(config.web.publicUrl + routes.paper.href({ id }))),
    ]
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${entries.join('\n')}
</urlset>
`
    return c.body(xml, 200, { 'Content-Type': 'application/xml; charset=utf-8' })
  }
}

function entry(url: string, changedAt?: Date): string {
  const changed = changedAt ? `<lastmod>${changedAt.toISOString()}</lastmod>` : ''
  return `<url><loc>${url.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</loc>${changed}</url>`
}
