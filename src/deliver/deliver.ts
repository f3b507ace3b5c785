import { LRUCache } from 'lru-cache'
import type { DeliveryConfig } from '../config/config.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { createDigestEncoder } from '../render/digest-fragments.ts'
import { loadCandidateSet } from '../editions/candidates.ts'
import type { Db } from '../store/open.ts'
import { readSelection } from '../ledger/selection.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'
import { digestMessage, digestPapers, type DigestPapers } from './digest-message.ts'
import { messageConfig, type MessageConfig } from './message-config.ts'
import type { Message } from '../smtp/connection.ts'
import {
  claimDeliveries,
  closeRange,
  keepSigningKey,
  openRange,
  readDeliveredEdition,
  renewLeases,
  type ClaimedDelivery,
  type DeliveredEdition,
} from '../ledger/ledger.ts'
import type { Outcome } from '../smtp/outcome.ts'
import type { Outlet } from '../smtp/outlet.ts'
import { openRounds, type Round, type Rounds } from './rounds.ts'
import { settleAndCheck, type Objection, type Result } from '../ledger/settle.ts'

export type DeliverDeps = {
  db: Db
  outlet: Outlet
  config: Pick<MessageConfig, 'mail' | 'web'> & { delivery: Pick<DeliveryConfig, 'leaseMs' | 'uncertain'> }
  signer: LinkSigner
  clock: () => Date
  logger: Logger
}

// One for the process: editions that share their candidates share the fragments too.
const encode = createDigestEncoder()

// What a worker has claimed waits for the lease when it dies, and outlives the young garbage while it waits for its turn.
const claimSize = 250

/** Sends what is waiting in one range of an edition, until nothing is, and records what became of each. */
export async function deliverRange(all: DeliverDeps, editionId: number, rangeNo: number): Promise<void> {
  const { db, clock } = all
  const signingKeyId = await keepSigningKey(db, editionId, all.signer.keyId)
  const deps = { ...all, signer: all.signer.withKey(signingKeyId) }
  const edition = await readDeliveredEdition(db, editionId)
  const range = await openRange(db, editionId, rangeNo)
  if (!range) return
  const papers = await papersOf(db, edition)
  const { leaseMs, uncertain } = deps.config.delivery
  // Where a dead worker's claims are left to the operator, they must be few: those that were really on their way.
  const limit = uncertain === 'hold' ? deps.outlet.connections : claimSize
  for (;;) {
    // Rows stay as they are where nothing can take them; the reconciler looks again.
    if (await deps.outlet.closedUntil()) return
    const now = clock()
    const claimedUntil = new Date(now.getTime() + leaseMs)
    const options = { limit, claimedUntil, uncertain }
    const { claimed, settled } = await claimDeliveries(db, edition, range, options, now)
    if (claimed.length > 0) await sendClaimed(deps, edition, papers, claimed, claimedUntil)
    else if (settled === 0) break
  }
  await closeRange(db, edition, rangeNo, clock())
}

/** Sends what was claimed, over as many connections as there are, and keeps the claims for as long as it takes. */
async function sendClaimed(
  deps: DeliverDeps,
  edition: DeliveredEdition,
  papers: DigestPapers,
  claimed: ClaimedDelivery[],
  claimedUntil: Date,
): Promise<void> {
  const { db, config, clock, outlet } = deps
  const { leaseMs, uncertain } = config.delivery
  const open = new Set(claimed)
  let leaseEnd = claimedUntil
  const round: Round = async (results, next) => {
    const objections = await settleAndCheck(db, edition, results, next, { uncertain, now: clock() })
    for (const { delivery } of results) open.delete(delivery)
    // After a long sleep others may have the claims. Giving back one that is lost changes nothing.
    const isOver = clock() >= leaseEnd
    for (const one of next) if (isOver || !open.has(one)) objections.set(one.subscriberId, 'waits')
    return objections
  }
  const rounds = openRounds(round, outlet.connections, leaseMs)
  const renew = async () => {
    const until = new Date(clock().getTime() + leaseMs)
    const kept = await renewLeases(db, edition, [...open], until)
    for (const one of open) if (!kept.has(one.subscriberId)) open.delete(one)
    leaseEnd = until
  }
  const renewal = setInterval(() => {
    renew().catch((error: unknown) => {
      deps.logger.warn({ error: messageOf(error) }, 'claims could not be renewed')
    })
  }, leaseMs / 3)
  const waiting = claimed.values()
  const sendWaiting = async () => {
    for (const delivery of waiting) await deliverOne(deps, delivery, edition, papers, rounds)
  }
  try {
    await Promise.all(Array.from({ length: outlet.connections }, sendWaiting))
    await rounds.finish()
  } finally {
    clearInterval(renewal)
  }
}

async function deliverOne(
  deps: DeliverDeps,
  delivery: ClaimedDelivery,
  { slot }: DeliveredEdition,
  papers: DigestPapers,
  rounds: Rounds,
): Promise<void> {
  const { outlet, logger } = deps
  const objection = await rounds.look(delivery)
  if (objection) return rounds.settle(resultOf(delivery, objection))
  // Only now: what waits for its turn outlives the young garbage, and is collected for many times the price.
  const made = await renderOrFail(() =>
    digestMessage(
      messageConfig(deps.config, deps.signer),
      { ...delivery, key: `d${delivery.id}`, slot, selection: readSelection(delivery.selection) },
      papers,
      encode,
    ),
  )
  if (!made.message) return rounds.settle({ delivery, outcome: made.outcome })
  const outcome = await outlet.send(made.message)
  if (outcome.kind !== 'submitted') {
    // What the operator alone can mend.
    const level = outcome.blame === 'message' || outcome.blame === 'sender' ? 'error' : 'warn'
    logger[level]({ delivery: delivery.id, ...outcome }, 'message not submitted')
  }
  rounds.settle({ delivery, outcome })
}

function resultOf(delivery: ClaimedDelivery, objection: Objection): Result {
  if (objection === 'waits') return { delivery, isGivenBack: true }
  return { delivery, skipReason: objection }
}

// Reading and checking a set takes longer than sending a few messages. A few editions may be under way at once.
const papersKept = new LRUCache<string, DigestPapers>({ max: 4 })

async function papersOf(
  db: Db,
  { candidateSetId, candidatesKey: key }: DeliveredEdition,
): Promise<DigestPapers> {
  const kept = papersKept.get(key)
  if (kept) return kept
  const papers = digestPapers(await loadCandidateSet(db, candidateSetId))
  papersKept.set(key, papers)
  return papers
}

/** A message that cannot even be made fails alone, with its reason, and holds nobody else up. */
export async function renderOrFail(
  message: () => Promise<Message>,
): Promise<{ message: Message } | { message: null; outcome: Outcome }> {
  try {
    return { message: await message() }
  } catch (error) {
    const response = `Paperboy could not make this message: ${messageOf(error)}`
    return { message: null, outcome: { kind: 'failed', response } }
  }
}
