import {
  isTooMuch,
  isUndecided,
  lanesAtFault,
  readFirstMessages,
  readRefused,
  type FirstMessages,
  type LaneMessages,
  type Limit,
} from '../src/bounces/rates.ts'
import type { Context } from '../src/context.ts'
import { isClosed, readAccounting } from '../src/editions/accounting.ts'
import { pauseEdition, readEdition } from '../src/editions/edition-state.ts'
import { messageOf } from '../src/errors.ts'
import {
  renderBounceRateHigh,
  renderComplaintRateHigh,
  renderMailRefused,
} from '../src/render/operator-email.ts'
import { routes } from '../src/routes.ts'
import { pauseLane, readLaneStates } from '../src/smtp/lane-state.ts'
import { tellOperator } from './outbox.ts'

/** Of a few messages, one says nothing. */
const fewestBounces = 10
const fewestComplaints = 3
/** Above this share of an edition, or this many, the operator is told of refusals that are no recipient's fault. */
const refusedShare = 0.01
const refusedCount = 10

/**
 * Looks at an edition of which something came back: pauses it where hard bounces or complaints are above their limits, or,
 * where some lanes alone are, those lanes. Tells the operator, once each, of that and of refusals that are ours to repair.
 */
export async function tellOfReturned(context: Context, edition: number): Promise<void> {
  const { db, config } = context
  const { hardShare, complaintShare } = config.bounces
  const whole = await readFirstMessages(db, edition)
  const lanes = await readLanes(context, edition)
  const limits: Limit[] = [
    { kind: 'hard', fewest: fewestBounces, share: hardShare },
    { kind: 'complained', fewest: fewestComplaints, share: complaintShare },
  ]
  for (const limit of limits) {
    const atFault = lanesAtFault(lanes, limit)
    for (const one of atFault) await pauseOneLane(context, edition, one, limit)
    if (atFault.length === 0 && isTooMuch(whole, limit) && !isUndecided(lanes, limit))
      await pauseWhole(context, edition, whole, limit)
  }
  await tellOfRefused(context, edition, whole.tried)
}

/** What became of the first messages over each lane, where there are several. */
async function readLanes({ db, config }: Context, edition: number): Promise<LaneMessages[]> {
  const names = config.delivery.lanes
    .filter((one) => one.carries.includes('editions'))
    .map(({ name }) => name)
  if (names.length < 2) return []
  const states = await readLaneStates(db)
  const lanes: LaneMessages[] = []
  for (const lane of names) {
    const since = states.conditionOf(lane).resumedAt
    lanes.push({ lane, ...(await readFirstMessages(db, edition, { lane, since })) })
  }
  return lanes
}

async function pauseOneLane(
  context: Context,
  edition: number,
  { lane, ...messages }: LaneMessages,
  limit: Limit,
): Promise<void> {
  const { db, clock } = context
  const condition = (await readLaneStates(db)).conditionOf(lane)
  if (condition.pausedAt) return
  const count = messages[limit.kind]
  const happened = limit.kind === 'hard' ? 'bounced' : 'were reported as spam'
  const reason = `${count} of the first ${messages.tried} messages of edition ${edition} ${happened}`
  await pauseLane(db, lane, reason, clock())
  await tellOfRate(context, { edition, lane, messages, isPaused: true }, limit)
}

async function pauseWhole(
  context: Context,
  edition: number,
  messages: FirstMessages,
  limit: Limit,
): Promise<void> {
  const isPaused = await pauseUnlessOver(context, edition)
  await tellOfRate(context, { edition, lane: null, messages, isPaused }, limit)
}

/** An edition of which nothing is left to send needs no pause. @returns whether it is paused now */
async function pauseUnlessOver({ db }: Context, id: number): Promise<boolean> {
  const accounting = await readAccounting(db, id)
  if (accounting === null || isClosed(accounting)) return false
  return (await pauseEdition(db, id)) || (await readEdition(db, id))?.state === 'paused'
}

type Rate = { edition: number; lane: string | null; messages: FirstMessages; isPaused: boolean }

async function tellOfRate(
  context: Context,
  { edition, lane, messages: { since, tried, hard, complained }, isPaused }: Rate,
  { kind, share: limit }: Limit,
): Promise<void> {
  const { config, logger } = context
  const website = config.web.publicUrl + routes.home.href()
  // Told once; and once more where it is too much again after the operator has resumed it.
  const about = [edition, lane, since?.toISOString()].filter((one) => one !== null && one !== undefined)
  const where = lane === null ? { edition } : { edition, lane }
  const common = { edition, lane, tried, limit, isPaused, website }
  if (kind === 'hard') {
    logger.error({ ...where, hard, tried, isPaused }, 'too many messages bounce')
    const mail = await renderBounceRateHigh({ ...common, bounced: hard, isWholeEdition: false })
    await tellOperator(context, `bounce rate ${about.join(' ')}`, mail)
  } else {
    logger.error({ ...where, complained, tried, isPaused }, 'too many recipients complain')
    const mail = await renderComplaintRateHigh({ ...common, complained })
    await tellOperator(context, `complaint rate ${about.join(' ')}`, mail)
  }
}

async function tellOfRefused(context: Context, edition: number, tried: number): Promise<void> {
  const { db, config, logger } = context
  const website = config.web.publicUrl + routes.home.href()
  for (const kind of ['policy', 'ours'] as const) {
    const { count, domain, reason } = await readRefused(db, edition, kind)
    if (count === 0 || (count < refusedCount && count <= refusedShare * tried)) continue
    logger.error(
      { edition, kind, count, domain, reason },
      'messages came back that were refused because of us',
    )
    const mail = await renderMailRefused({ edition, kind, count, domain, reason, website })
    await tellOperator(context, `refused: ${kind} ${edition}`, mail)
  }
}

/** Looks at editions of which something came back, while more does. */
export type ReturnWatch = {
  /** Notes an edition, and looks at what was noted if the last look was long enough ago. Never fails. */
  note: (edition: number) => Promise<void>
  /** Looks at what was noted since the last look. */
  finish: () => Promise<void>
}

/** A look reads the edition's deliveries, so looks take at most a tenth of the time. */
const leastPauseMs = 1000

export function watchReturns(context: Context): ReturnWatch {
  const noted = new Set<number>()
  let nextAt = 0
  const finish = async () => {
    const startedAt = Date.now()
    try {
      for (const edition of noted) {
        await tellOfReturned(context, edition)
        noted.delete(edition)
      }
    } finally {
      nextAt = Date.now() + Math.max(leastPauseMs, 9 * (Date.now() - startedAt))
    }
  }
  return {
    finish,
    note: async (edition) => {
      noted.add(edition)
      if (Date.now() < nextAt) return
      try {
        await finish()
      } catch (error) {
        context.logger.error(
          { edition, error: messageOf(error) },
          'how much of an edition came back could not be read: looking again later',
        )
      }
    },
  }
}
