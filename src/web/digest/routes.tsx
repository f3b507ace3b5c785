import type { Context } from 'hono'
import { routes } from '../../routes.ts'
import { findTopic, type Topic } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { isDay } from '../../ingest/days.ts'
import { latestDigest, readDigest, type DigestView } from '../../papers/digest-view.ts'
import { isFor, readNotes } from '../../editions/notes.ts'
import { countTopics } from '../../papers/count-topics.ts'
import { DigestPage, NoDigestPage, NothingYetPage, papersOnTopic } from './page.tsx'
import { NotFoundPage } from '../page/error-pages.tsx'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { createStamp } from '../subscribe/form-stamp.ts'

/** With fewer papers, as early in a day, the front page goes on with the days before. */
const enoughPapers = 8
const maxEarlierDays = 3

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
    if (!isDay(day)) return sendFixedPage(c, <NotFoundPage />, 404)
    const digest = await readDigest(deps.db, day)
    if (!digest) {
      // Notes of days to come wait for theirs.
      const isToCome = day > deps.clock().toISOString().slice(0, 10)
      const notes = isToCome ? [] : (await readNotes(deps.db, day, day)).filter((note) => isFor(note, []))
      return sendPage(c, <NoDigestPage day={day} notes={notes} />, notes.length > 0 ? 200 : 404)
    }
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
  if (topic === undefined) return sendFixedPage(c, <NotFoundPage />, 404)
  // Counted for this page, which is kept as long as the papers stay as they are.
  const topicCounts = await countTopics(deps.db, deps.clock())
  const url = deps.config.web.publicUrl + path + (topic ? `?topic=${topic.slug}` : '')
  const stamp = stampNow(deps)
  const earlier = path === routes.home.href() ? await readEarlier(deps, digest, topic) : []
  const all = await readNotes(deps.db, digest.day, digest.day)
  const notes = all.filter((note) => isFor(note, topic ? [topic.slug] : []))
  return sendPage(c, <DigestPage {...{ digest, isLatest, topic, url, topicCounts, stamp, earlier, notes }} />)
}

/** The days before, newest first, until the front page has enough to read. Papers of a later day are left out. */
async function readEarlier({ db }: WebDeps, latest: DigestView, topic: Topic | null): Promise<DigestView[]> {
  const seen = new Set(latest.papers.map(({ id }) => id))
  const earlier: DigestView[] = []
  let shown = papersOnTopic(latest.papers, topic).length
  let day = latest.previousDay
  while (day !== null && shown < enoughPapers && earlier.length < maxEarlierDays) {
    const digest = await readDigest(db, day)
    if (!digest) break
    const papers = digest.papers.filter(({ id }) => !seen.has(id))
    papers.forEach(({ id }) => seen.add(id))
    earlier.push({ ...digest, papers })
    shown += papersOnTopic(papers, topic).length
    day = digest.previousDay
  }
  return earlier
}

function stampNow({ config, clock }: WebDeps): string {
  return createStamp(config.secretKeys, clock())
}

/** @returns null where none was chosen, undefined where there is no such topic */
function chosenTopic(c: Context): Topic | null | undefined {
  const slug = c.req.query('topic')
  return slug === undefined || slug === '' ? null : findTopic(slug)
}
