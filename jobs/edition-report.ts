import type { Context } from '../src/context.ts'
import { findShortfall } from '../src/deliver/demand.ts'
import { findTried, readAccounting, type Accounting } from '../src/editions/accounting.ts'
import { readEdition, type EditionSummary } from '../src/editions/edition-state.ts'
import { moveWatermark, readWatermarkRow } from '../src/ingest/watermark-rows.ts'
import { countRefused } from '../src/ledger/count.ts'
import { renderBounceRateHigh, renderEditionNotSent } from '../src/render/operator-email.ts'
import { routes } from '../src/routes.ts'
import { readLaneStates } from '../src/smtp/lane-state.ts'
import { tellOperator } from './outbox.ts'

/** Amazon SES reviews an account at 5 %; elsewhere that share looks like a bought list too. */
const limit = 0.05
/** Of a few messages one says nothing. */
const fewest = 10
/** An edition is looked at for so long after it ended: one that ends while this is running is seen by the next run. */
const lookBackMs = 3_600_000
/** Up to when editions have been looked at: those that ended while no scheduler ran are told of, too. */
const reportsWatermark = 'edition reports'
/** After an outage of a week nobody asks any more why an edition was not sent. */
const oldestMs = 7 * 86_400_000

/** Tells the operator, once each, of editions of which too much was refused or not sent. */
export async function tellOfEditions(context: Context): Promise<void> {
  const { db, clock } = context
  const now = clock().getTime()
  const lookedAt = await readWatermarkRow(db, reportsWatermark)
  const since = Math.min(now, lookedAt?.getTime() ?? now) - lookBackMs
  const recent = { openedAfter: new Date(now - oldestMs), since: new Date(since) }
  for (const id of await findTried(db, recent)) {
    const accounting = await readAccounting(db, id)
    const edition = await readEdition(db, id)
    if (!accounting || !edition) continue
    await tellOfBounces(context, accounting)
    await tellOfUnsent(context, edition, accounting)
  }
  await moveWatermark(db, reportsWatermark, lookedAt, new Date(now))
}

/** Only what a relay has refused can have bounced. */
async function tellOfBounces(context: Context, { edition, submitted }: Accounting): Promise<void> {
  const { db, config, logger } = context
  const bounced = await countRefused(db, edition)
  const tried = bounced + submitted
  if (bounced < fewest || bounced <= limit * tried) return
  logger.error({ edition, bounced, tried }, 'too many messages bounce')
  const website = config.web.publicUrl + routes.home.href()
  const mail = await renderBounceRateHigh({
    edition,
    lane: null,
    bounced,
    tried,
    isWholeEdition: true,
    limit,
    isPaused: false,
    website,
  })
  await tellOperator(context, `bounce rate ${edition}`, mail)
}

async function tellOfUnsent(
  context: Context,
  { id: edition, kind, slot, createdAt }: EditionSummary,
  { submitted, failed, uncertain, skipped }: Accounting,
): Promise<void> {
  const { db, config, clock, logger } = context
  const unsent = skipped['too late'] ?? 0
  const isWhole = submitted + failed + uncertain === 0
  const total = submitted + failed + uncertain + unsent
  if (kind === 'welcome' || unsent === 0) return
  if (!isWhole && (unsent < fewest || unsent <= limit * total)) return
  // Readers take turns by the limits, which the operator is told of in another mail.
  if (!isWhole && (await findShortfall(db, config.delivery.lanes, clock()))) return
  const problems = await readProblems(context, createdAt)
  logger.error({ edition, unsent, total, problems }, 'digests were not sent in time')
  const website = config.web.publicUrl + routes.home.href()
  const mail = await renderEditionNotSent({
    edition,
    slot: minuteOf(slot),
    unsent,
    total,
    problems,
    website,
  })
  await tellOperator(context, `not sent ${edition}`, mail)
}

/** What kept lanes from sending since then. */
async function readProblems({ db, config }: Context, since: Date) {
  const states = await readLaneStates(db)
  return config.delivery.lanes.flatMap(({ name: lane }) => {
    const { pausedAt, pauseReason, lastProblem, lastProblemAt } = states.conditionOf(lane)
    if (pausedAt) return [{ lane, problem: `paused ${pauseReason ?? ''}`.trim() }]
    if (!lastProblemAt || lastProblemAt < since) return []
    return [{ lane, problem: `${lastProblem ?? ''} (last on ${minuteOf(lastProblemAt)} UTC)` }]
  })
}

function minuteOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ')
}
