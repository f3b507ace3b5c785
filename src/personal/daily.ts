import { createHash } from 'node:crypto'
import { emptyCandidateSets } from '../editions/candidates.ts'
import { createComposer } from '../editions/compose.ts'
import { nameMessages } from '../editions/delivered-edition.ts'
import {
  openDueEdition,
  openWelcomeEdition,
  readSlotsWatermark,
  type OpenedEdition,
} from '../editions/edition.ts'
import { prune } from '../editions/prune.ts'
import { addDays, utcDay } from '../ingest/days.ts'
import { deleteDigestsBefore } from '../ingest/digests.ts'
import { takeOverDoubtful } from '../ledger/claim.ts'
import { findUnsettledEditions } from '../ledger/count.ts'
import { historyOf, type PastDelivery } from '../ledger/history.ts'
import { dropUnusedNumbers } from '../ledger/paper-numbers.ts'
import { deletePapersBefore } from '../papers/stored-papers.ts'
import { longestHistoryDays, longestHorizonDays } from '../select/profile.ts'
import type { Store } from '../store/open.ts'
import { addConsented } from '../subscribers/add.ts'
import { findIdsByKey } from '../subscribers/find.ts'
import { localDay } from '../subscribers/pause.ts'
import { updatePreferences } from '../subscribers/update-preferences.ts'
import { catchUp } from './catch-up.ts'
import type { DailyDeps, Reader } from './deps.ts'
import { retryFailed } from './retry-failed.ts'
import { openSender, type Sender } from './sender.ts'
import { deliveryDays } from './state.ts'

/** What a run did. */
export type DailyReport = {
  /** What was sent, and what could not be; the oldest first. */
  settled: PastDelivery[]
  /** Whether a digest was due in this run. */
  wasDue: boolean
  /** Why nothing could be chosen: sources that gave no good list; else empty. */
  problems: string[]
  /** What the relay said of a message that is not sent yet; null where nothing waits. */
  waitsFor: string | null
}

/**
 * Catches up with the sources, opens the edition of the present day if it has none yet, and sends what is unsent.
 *
 * Before a message is sent, the state says so. A run that dies in between leaves a message that may have been taken: the
 * next run sends it again, the same to the byte, and then goes on. So a crash repeats one mail at most, and loses none.
 */
export async function runDaily(deps: DailyDeps): Promise<DailyReport> {
  const { state, clock } = deps
  const { db } = state.store
  const startedAt = clock()
  const readerId = await keepReader(deps)
  const sender = openSender(deps)
  const report = async (more: Partial<DailyReport>): Promise<DailyReport> => ({
    settled: (await historyOf(db, readerId)).filter(
      ({ status, settledAt }) => status !== 'skipped' && settledAt !== null && settledAt >= startedAt,
    ),
    wasDue: false,
    problems: [],
    waitsFor: null,
    ...more,
  })
  try {
    // Nothing new is chosen before it is known what has been sent. The state stays as it is: the next run must know of the doubt.
    if (!(await resendDoubtful(deps, sender))) return await report({ waitsFor: sender.lastReply() })
    await retryFailed(db, clock())
    const { edition, problems } = await chooseNew(deps, readerId)
    await sender.sendAll(deps.waitMs)
    const isWaiting = await hasUnsent(state.store)
    await forgetOld(deps)
    await state.save()
    return await report({
      wasDue: edition !== null,
      problems,
      waitsFor: isWaiting ? sender.lastReply() : null,
    })
  } finally {
    await sender.close()
  }
}

/**
 * The same choice as `runDaily` makes, without sending or saving anything.
 *
 * @returns what would be sent: null where nothing is due
 */
export async function dryRunDaily(
  deps: DailyDeps,
): Promise<{ selection: PastDelivery['selection'] | null; problems: string[] }> {
  const { db } = deps.state.store
  const readerId = await keepReader(deps)
  const { edition, problems } = await chooseNew(deps, readerId)
  const newest = (await historyOf(db, readerId)).at(-1)
  return { selection: edition ? (newest?.selection ?? []) : null, problems }
}

/** @returns the id of the reader's row, with the preferences of today */
async function keepReader({ state, reader, clock, config }: DailyDeps): Promise<number> {
  const { db } = state.store
  const { address, preferences } = reader
  const find = async () => (await findIdsByKey(db, [address.emailKey])).get(address.emailKey)
  const known = await find()
  if (known !== undefined) {
    await updatePreferences(db, known, preferences)
    return known
  }
  const now = clock()
  const consent = { how: 'cli', at: now.toISOString() } as const
  await addConsented(db, [{ address, preferences }], consent, now, config.secretKeys)
  return (await find()) ?? 0
}

/** @returns false where something that may have been sent still waits */
async function resendDoubtful({ state: { store } }: DailyDeps, sender: Sender): Promise<boolean> {
  const doubtful = await takeOverDoubtful(store.db)
  for (const range of doubtful) await sender.resend(range)
  const unsettled = await findUnsettledEditions(store.db, new Date(8.64e15))
  return !doubtful.some(({ editionId }) => unsettled.includes(editionId))
}

async function hasUnsent({ db }: Store): Promise<boolean> {
  return (await findUnsettledEditions(db, new Date(8.64e15))).length > 0
}

/** Catches up, and composes the edition that is due, if one is. */
async function chooseNew(
  deps: DailyDeps,
  readerId: number,
): Promise<{ edition: OpenedEdition | null; problems: string[] }> {
  const { state, clock, logger } = deps
  const { db } = state.store
  const problems = await catchUp({ ...deps, db })
  // A list that is stale or missing today may be there at the next run, so the day stays open until then.
  if (problems.length > 0) return { edition: null, problems }
  const now = clock()
  const isFirst = (await readSlotsWatermark(db)) === null
  const due = await openDueEdition(db, now, logger)
  const edition = due ?? (isFirst ? await openWelcomeEdition(db, readerId, now) : null)
  if (edition) {
    await nameMessages(db, edition.id, namePart(deps.reader, now))
    for (const rangeNo of edition.ranges) await createComposer({ db })(edition.id, rangeNo, now)
  }
  return { edition, problems: [] }
}

/**
 * Of the messages of a day for a reader: a run that lost its state names them the same again, so that a mailbox that has one
 * of them knows the other.
 */
function namePart({ address, preferences }: Reader, now: Date): string {
  const day = localDay(now, preferences.timeZone)
  return createHash('sha256').update(`${address.emailKey} ${day}`).digest('hex').slice(0, 8)
}

/** How long papers are kept: as long as one of them could still be picked or compared with. */
const paperDays = longestHistoryDays + longestHorizonDays
const dayMs = 86_400_000

/** Keeps the state small. */
async function forgetOld({ state: { store }, clock }: DailyDeps): Promise<void> {
  const { db } = store
  const now = clock()
  await emptyCandidateSets(db, await findUnsettledEditions(db, new Date(now.getTime() - 2 * dayMs)))
  const firstDay = addDays(utcDay(now), -paperDays)
  await deletePapersBefore(db, firstDay)
  await deleteDigestsBefore(db, firstDay)
  await dropUnusedNumbers(db)
  await prune(db, new Date(now.getTime() - deliveryDays * dayMs))
}
