import type { Context } from 'hono'
import { routes } from '../../routes.ts'
import { findTopic } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { pageHref, SearchPage, TopicPage } from '../search/page.tsx'
import { PaperDocument } from './page.tsx'
import { maxPage, maxQueryLength, readPaper, readTopicPapers, searchPapers } from './paper-query.ts'
import { sendPage, type Answer } from '../respond.tsx'

export function showTopic({ config, db }: WebDeps): Answer {
  return async (c) => {
    const topic = findTopic(c.req.param('slug') ?? '')
    const page = pageOf(c)
    if (!topic || page === null) return sendPage(c, <NotFoundPage />, 404)
    const found = await readTopicPapers(db, topic.slug, page)
    if (page > 1 && found.papers.length === 0) return sendPage(c, <NotFoundPage />, 404)
    const url = config.publicUrl + pageHref(routes.topic.href({ slug: topic.slug }), { page })
    return sendPage(c, <TopicPage topic={topic} found={found} url={url} />)
  }
}

export function showPaper({ config, db }: WebDeps): Answer {
  return async (c) => {
    const paper = await readPaper(db, c.req.param('id') ?? '')
    if (!paper) return sendPage(c, <NotFoundPage />, 404)
    const url = config.publicUrl + routes.paper.href({ id: paper.id })
    return sendPage(c, <PaperDocument paper={paper} url={url} />)
  }
}

export function showSearch({ config, db }: WebDeps): Answer {
  return async (c) => {
    const query = (c.req.query('q') ?? '').trim().slice(0, maxQueryLength)
    const page = pageOf(c)
    if (page === null) return sendPage(c, <NotFoundPage />, 404)
    const found = query ? await searchPapers(db, query, page) : null
    if (page > 1 && !found?.papers.length) return sendPage(c, <NotFoundPage />, 404)
    const asked = pageHref(routes.search.href(), { ...(query && { q: query }), page })
    return sendPage(c, <SearchPage query={query} found={found} url={config.publicUrl + asked} />)
  }
}

/** @returns null for what is no page's number */
function pageOf(c: Context): number | null {
  const text = c.req.query('page') ?? '1'
  const page = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null
  return page !== null && page <= maxPage ? page : null
}
