import { routes } from '../../routes.ts'
import { findTopic } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { pageHref, readPageNumber } from '../page/paper-list.tsx'
import { countTopicWeeks } from '../../papers/count-topics.ts'
import { readTopicPapers } from '../../papers/find-papers.ts'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { TopicsPage } from './index-page.tsx'
import { TopicPage } from './page.tsx'

/** A season: long enough to see a topic grow. */
const shownWeeks = 12

export function topicRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.topics.path, get: showTopics(deps) },
    { path: routes.topic.path, query: ['page'], get: showTopic(deps) },
  ]
}

function showTopics({ config, db, clock }: WebDeps): Handler {
  return async (c) => {
    const weeks = await countTopicWeeks(db, clock(), shownWeeks)
    return sendPage(c, <TopicsPage weeks={weeks} url={config.web.publicUrl + routes.topics.href()} />)
  }
}

function showTopic({ config, db }: WebDeps): Handler {
  return async (c) => {
    const topic = findTopic(c.req.param('slug') ?? '')
    const page = readPageNumber(c.req.query('page'))
    if (!topic || page === null) return sendFixedPage(c, <NotFoundPage />, 404)
    const found = await readTopicPapers(db, topic.slug, page)
    if (page > 1 && found.papers.length === 0) return sendFixedPage(c, <NotFoundPage />, 404)
    const url = config.web.publicUrl + pageHref(routes.topic.href({ slug: topic.slug }), { page })
    return sendPage(c, <TopicPage topic={topic} found={found} url={url} />)
  }
}
