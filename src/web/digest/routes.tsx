import type { Context } from 'hono'
import { routes } from '../../routes.ts'
import { findTopic, type Topic } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { isDay } from '../../ingest/days.ts'
import { latestDigest, readDigest, type DigestView } from '../../papers/digest-view.ts'
import { DigestPage, NoDigestPage, NothingYetPage } from './page.tsx'
import { NotFoundPage } from '../page/error-pages.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { createStamp } from '../subscribe/form-stamp.ts'
import { lastWeeksTopicCounts } from './topic-counts.ts'

export function digestRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.home.path, query: ['topic'], get: showLatestDigest(deps) },
    { path: routes.digest.path, query: ['topic'], get: showDigest(deps) },
  ]
}

function showLatestDigest(deps: WebDeps): Handler {
  return async (c) => {
    const digest = await latestDigest(deps.db)
    if (!digest) {
      const url = deps.config.web.publicUrl + routes.home.href()
      // Whoever looks again must see the first papers at once.
      c.header('Cache-Control', 'no-cache')
      return sendPage(c, <NothingYetPage url={url} stamp={stampNow(deps)} />)
    }
    return sendDigest(c, deps, digest, { isLatest: true, path: routes.home.href() })
  }
}

function showDigest(deps: WebDeps): Handler {
  return async (c) => {
    const day = c.req.param('day') ?? ''
    if (!isDay(day)) return sendPage(c, <NotFoundPage />, 404)
    const digest = await readDigest(deps.db, day)
    if (!digest) return sendPage(c, <NoDigestPage day={day} />, 404)
    const isLatest = digest.nextDay === null
    return sendDigest(c, deps, digest, { isLatest, path: routes.digest.href({ day }) })
  }
}

async function sendDigest(
  c: Context,
  deps: WebDeps,
  digest: DigestView,
  { isLatest, path }: { isLatest: boolean; path: string },
): Promise<Response> {
  const topic = chosenTopic(c)
  if (topic === undefined) return sendPage(c, <NotFoundPage />, 404)
  const topicCounts = await lastWeeksTopicCounts(deps)
  const url = deps.config.web.publicUrl + path + (topic ? `?topic=${topic.slug}` : '')
  const stamp = stampNow(deps)
  return sendPage(c, <DigestPage {...{ digest, isLatest, topic, url, topicCounts, stamp }} />)
}

function stampNow({ config, clock }: WebDeps): string {
  return createStamp(config.secretKeys, clock())
}

/** @returns null where none was chosen, undefined where there is no such topic */
function chosenTopic(c: Context): Topic | null | undefined {
  const slug = c.req.query('topic')
  return slug === undefined || slug === '' ? null : findTopic(slug)
}
