import { routes } from '../../routes.ts'
import { findTopic } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { pageHref, readPageNumber } from '../page/paper-list.tsx'
import { readTopicPapers } from '../../papers/find-papers.ts'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { TopicPage } from './page.tsx'

export function topicRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.topic.path, query: ['page'], get: showTopic(deps) }]
}

function showTopic({ config, db }: WebDeps): Handler {
  return async (c) => {
    const topic = findTopic(c.req.param('slug') ?? '')
    const page = readPageNumber(c.req.query('page'))
    if (!topic || page === null) return sendPage(c, <NotFoundPage />, 404)
    const found = await readTopicPapers(db, topic.slug, page)
    if (page > 1 && found.papers.length === 0) return sendPage(c, <NotFoundPage />, 404)
    const url = config.web.publicUrl + pageHref(routes.topic.href({ slug: topic.slug }), { page })
    return sendPage(c, <TopicPage topic={topic} found={found} url={url} />)
  }
}
