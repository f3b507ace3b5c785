import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { hasListed } from '../papers/entries.ts'
import type { Paper, TopicScores } from '../papers/paper.ts'
import { middleRank, type Source } from '../sources/source.ts'
import { SourceError } from '../sources/source-error.ts'
import type { Db } from '../store/open.ts'
import { addDays, daysBetween, utcDay } from './days.ts'
import { firstLookBackDays } from './first-seen.ts'
import { readEtag } from './known-day.ts'
import { recordDay, type DayReport, type Polled } from './record-day.ts'
import { advanceWatermark, daysToPoll } from './watermark.ts'

export type { DayReport } from './record-day.ts'

export type IngestDeps = {
  db: Db
  source: Source
  classify: (paper: Paper) => TopicScores
  clock: () => Date
  logger: Logger
  /** Stops fetching; what was written stays. */
  signal?: AbortSignal | undefined
}

/** How many days are fetched at once, and so how many wait in memory to be written. */
const fetchedAhead = 4

/**
 * Fetches a source's digest for one day and stores it. Doing it again updates the day.
 * A source that fails gives a report with the problem, not an error.
 */
export async function ingestDay(deps: IngestDeps, day: string): Promise<DayReport> {
  return record(deps, await poll(deps, day))
}

/**
 * What the recurring poll does: the days since the newest one fully ingested, at most 14 days back, always today and
 * yesterday, and the earlier days whose lists the source may still add to. A source that has never listed a paper is asked for a week: an edition of the first day needs papers to
 * pick from, and on a Sunday the newest are Friday's.
 *
 * @returns a report for each day, the oldest first
 */
export async function ingestRecent(deps: IngestDeps): Promise<DayReport[]> {
  const today = utcDay(deps.clock())
  const isFirst = !(await hasListed(deps.db, deps.source.name))
  const reports = await ingestDays(deps, await daysToPoll(deps, today))
  const oldest = reports[0]
  if (isFirst && oldest && !isDown(oldest)) {
    const week = daysBetween(addDays(today, -firstLookBackDays), addDays(oldest.day, -1))
    reports.unshift(...(await ingestDays(deps, week)))
  }
  await advanceWatermark(deps, today)
  return reports
}

/** Then looking further back would only ask a source that is down or limits us more questions. */
function isDown({ state, problem }: DayReport): boolean {
  return state === 'failed' || state === 'gone' || (state === 'empty' && problem !== null)
}

/**
 * Ingests a range of days, in order. It mails nothing: editions pick from recent days only.
 *
 * @param onDay is called for each day as soon as it is stored
 */
export async function backfill(
  deps: IngestDeps,
  from: string,
  to: string,
  onDay: (report: DayReport) => void = () => undefined,
): Promise<DayReport[]> {
  return ingestDays(deps, daysBetween(from, to), onDay)
}

async function ingestDays(
  deps: IngestDeps,
  days: readonly string[],
  onDay: (report: DayReport) => void = () => undefined,
): Promise<DayReport[]> {
  const reports: DayReport[] = []
  const ahead: Promise<Polled>[] = []
  const stop = new AbortController()
  const signal = deps.signal ? AbortSignal.any([deps.signal, stop.signal]) : stop.signal
  let next = 0
  const fetchAhead = () => {
    for (; next < days.length && ahead.length < fetchedAhead; next += 1) {
      const polled = poll({ ...deps, signal }, days[next] ?? '')
      // It is awaited below. Until then a failure must not count as an unhandled rejection.
      polled.catch(() => undefined)
      ahead.push(polled)
    }
  }
  try {
    fetchAhead()
    for (let polled = ahead.shift(); polled; polled = ahead.shift()) {
      const answered = await polled
      deps.signal?.throwIfAborted()
      fetchAhead()
      const report = await record(deps, answered)
      reports.push(report)
      onDay(report)
    }
    return reports
  } finally {
    stop.abort()
  }
}

async function poll({ db, source, clock, signal }: IngestDeps, day: string): Promise<Polled> {
  const etag = await readEtag(db, source.name, day)
  const polled = { source: source.name, rank: source.rank ?? middleRank, day, at: clock() }
  try {
    return { ...polled, answer: await source.fetchDigest(day, { etag, signal }) }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    return { ...polled, answer: { kind: 'failure', problem: messageOf(error) } }
  }
}

async function record({ db, classify, logger }: IngestDeps, polled: Polled): Promise<DayReport> {
  const report = await recordDay(db, polled, classify)
  const { source, day, state, problem, listed, added, updated } = report
  for (const { id, reason } of report.dropped) logger.warn({ source, day, id, reason }, 'dropped an entry')
  const fields = { source, day, state, listed, added, updated }
  if (report.isAlarming) logger.error({ ...fields, problem }, 'a digest is missing')
  else if (state === 'gone') logger.info({ source, day, problem }, 'a day that the source no longer lists')
  else if (problem) logger.warn({ ...fields, problem }, 'ingested a day with a problem')
  else logger.info(fields, 'ingested a day')
  return report
}
