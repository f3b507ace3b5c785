import type { Config } from '../config.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { loadCandidateSet } from '../select/candidates.ts'
import { createDigestEncoder } from '../render/digest-fragments.ts'
import type { Db } from '../store/open.ts'
import { digestMessage, digestPapers, type DigestPapers } from './digest-message.ts'
import type { Message } from './connection.ts'
import type { Outlet } from './outlet.ts'
import { claimDeliveries, isStillWanted, settleDelivery, type ClaimedDelivery } from './ledger.ts'
import type { Outcome } from './outcome.ts'

export type DeliverDeps = {
  db: Db
  outlet: Outlet
  config: Pick<Config, 'mailFrom' | 'secretKeys' | 'publicUrl' | 'postalAddress'>
  clock: () => Date
  logger: Logger
}

// One for the process: editions that share their candidates share the fragments too.
const encode = createDigestEncoder()

/** Small, so that a claim is fresh when its message goes out and little is in doubt after a crash. */
const claimSize = 50

/** Sends what is waiting in one range of an edition, until nothing is, and records what became of each. */
export async function deliverRange(deps: DeliverDeps, editionId: number, rangeNo: number): Promise<void> {
  const edition = await deps.db
    .selectFrom('editions')
    .select(['slot', 'candidate_set_id'])
    .where('id', '=', editionId)
    .executeTakeFirstOrThrow()
  const papers = digestPapers(await loadCandidateSet(deps.db, edition.candidate_set_id))
  for (;;) {
    // Rows stay as they are where nothing can take them; the reconciler looks again.
    if (await deps.outlet.closedUntil()) return
    const { claimed, skipped } = await claimDeliveries(deps.db, editionId, rangeNo, claimSize, deps.clock())
    if (claimed.length + skipped === 0) return
    // No more at a time than the lanes can send, so that the last look at each comes right before it goes out.
    const waiting = claimed.values()
    const sendWaiting = async () => {
      for (const delivery of waiting) await deliverOne(deps, delivery, edition.slot, papers)
    }
    await Promise.all(Array.from({ length: deps.outlet.connections }, sendWaiting))
  }
}

async function deliverOne(
  deps: DeliverDeps,
  delivery: ClaimedDelivery,
  slot: Date,
  papers: DigestPapers,
): Promise<void> {
  const { db, outlet, config, clock, logger } = deps
  const made = await make(() =>
    digestMessage(config, { ...delivery, key: `d${delivery.id}`, slot }, papers, encode),
  )
  if (made.message && !(await isStillWanted(db, delivery, clock()))) return
  const outcome = made.message ? await outlet.send(made.message) : made.outcome
  if (outcome.kind !== 'submitted') {
    // What the operator alone can mend.
    const level = outcome.blame === 'message' || outcome.blame === 'sender' ? 'error' : 'warn'
    logger[level]({ delivery: delivery.id, ...outcome }, 'message not submitted')
  }
  await settleDelivery(db, delivery, outcome, clock())
}

/** A message that cannot even be made fails alone, with its reason, and holds nobody else up. */
export async function make(
  message: () => Promise<Message>,
): Promise<{ message: Message } | { message: null; outcome: Outcome }> {
  try {
    return { message: await message() }
  } catch (error) {
    const response = `Paperboy could not make this message: ${messageOf(error)}`
    return { message: null, outcome: { kind: 'failed', response } }
  }
}
