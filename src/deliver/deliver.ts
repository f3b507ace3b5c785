import { LRUCache } from 'lru-cache'
import type { DeliveryConfig } from '../config/config.ts'
import { messageOf } from '../errors.ts'
import { withLogFields } from '../log-fields.ts'
import type { Logger } from '../logger.ts'
import { causeOf, createLogLimit, type LogLimit } from '../log-limit.ts'
import { createDigestEncoder, type DigestEncoder } from '../render/digest-fragments.ts'
import { loadCandidateSet } from '../editions/candidates.ts'
import type { Db } from '../store/open.ts'
import { readSelection } from '../ledger/selection.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'
import { createDigestMaker, digestPapers, type DigestMaker, type DigestPapers } from './digest-message.ts'
import { makerOf, messageConfig, type MessageConfig } from './message-config.ts'
import type { Message } from '../smtp/message.ts'
import { recordBounces } from '../bounces/record-bounces.ts'
import {
  keepIdentity,
  messageKey,
  readDeliveredEdition,
  type MessageIdentity,
} from '../editions/delivered-edition.ts'
import { closeRange, openRange } from '../editions/ranges.ts'
import { claim, renew } from '../ledger/claim.ts'
import type { ClaimedDelivery, DeliveredEdition } from '../ledger/delivery.ts'
import type { Outcome } from '../smtp/outcome.ts'
import type { Outlet } from '../smtp/outlet.ts'
import { inSpan } from '../tracing.ts'
import { createTurns, type Turns } from './turns.ts'
import { whileRenewing } from './renewal.ts'
import { openRounds, type Round, type Rounds } from './rounds.ts'
import { settle, type Objection, type Result } from '../ledger/settle.ts'

export type DeliverDeps = {
  db: Db
  outlet: Outlet
  config: Pick<MessageConfig, 'mail' | 'web' | 'brand'> & {
    delivery: Pick<DeliveryConfig, 'leaseMs' | 'uncertain'>
  }
  signer: LinkSigner
  clock: () => Date
  logger: Logger
  /** Aborted when the process is to stop: what is on its way is finished, and what was only claimed is given back. */
  signal: AbortSignal
  /** Told when messages of an edition were refused since their addresses take no mail. Never fails. */
  onHardBounces?: (editionId: number) => Promise<void>
}

/** A worker that dies keeps its claims until the lease ends; and small batches of claims die young in memory. */
const claimSize = 250

/** Sends what waits in one range of an edition, until nothing does, and records what became of each message. */
export type DeliverRange = (editionId: number, rangeNo: number) => Promise<void>

/** What one deliverer keeps for all ranges. */
type Kept = {
  papersOf: (edition: DeliveredEdition) => Promise<DigestPapers>
  encode: DigestEncoder
  limitLog: LogLimit
  turns: Turns
}

/** Keeps what many ranges share, the candidates and the encoded fragments: a process needs one deliverer. */
export function createDeliverer(deps: DeliverDeps): DeliverRange {
  const kept = {
    papersOf: keepPapers(deps.db),
    encode: createDigestEncoder(),
    limitLog: createLogLimit(60_000, deps.clock),
    turns: createTurns(deps),
  }
  return (editionId, rangeNo) => deliverRange(deps, kept, editionId, rangeNo)
}

async function deliverRange(
  all: DeliverDeps,
  { papersOf, encode, limitLog, turns }: Kept,
  editionId: number,
  rangeNo: number,
): Promise<void> {
  const { db, clock } = all
  const madeBy = await makerOf(all.config)
  const identity = await keepIdentity(db, editionId, { keyId: all.signer.keyId, madeBy })
  const edition = await readDeliveredEdition(db, editionId)
  const range = await openRange(db, editionId, rangeNo)
  if (!range) return
  const config = messageConfig(all.config, all.signer.withKey(identity.keyId))
  const deps = {
    ...all,
    make: createDigestMaker(config, edition, await papersOf(edition), encode),
    identity,
    isOtherMaker: identity.madeBy !== madeBy,
    limitLog,
  }
  const { leaseMs, uncertain } = deps.config.delivery
  // Where a dead worker's claims are left to the operator, only those that were really being sent may be claimed.
  const limit = uncertain === 'hold' ? deps.outlet.connections : claimSize
  while (!deps.signal.aborted) {
    const now = clock()
    // What is too late is settled also while nobody may be sent to. What else waits stays as it is; the reconciler looks again.
    const turn = now > edition.freshUntil ? 'everyone' : await turns.of(edition, rangeNo)
    if (turn === 'nobody') break
    const claimedUntil = new Date(now.getTime() + leaseMs)
    const options = { limit, claimedUntil, uncertain, turn: turn === 'everyone' ? null : turn }
    const { claimed, settled } = await claim(db, edition, range, options, now)
    if (claimed.length > 0) {
      const attributes = { 'paperboy.messages': claimed.length }
      await inSpan({ name: 'deliver round', attributes }, () =>
        sendClaimed(deps, edition, claimed, claimedUntil),
      )
    }
    if (claimed.length === 0 && settled === 0) {
      if (turn !== 'everyone') turns.setIdle(turn, rangeNo)
      break
    }
  }
  await closeRange(db, edition, range, clock())
}

type SendDeps = DeliverDeps &
  Pick<Kept, 'limitLog'> & {
    make: DigestMaker
    identity: MessageIdentity
    /** Whether another version, or other settings, made the edition's first messages. */
    isOtherMaker: boolean
  }

/** Sends what was claimed over all connections, and renews the claims until all is sent. */
async function sendClaimed(
  deps: SendDeps,
  edition: DeliveredEdition,
  claimed: ClaimedDelivery[],
  claimedUntil: Date,
): Promise<void> {
  const { db, config, clock, logger, outlet } = deps
  const { leaseMs, uncertain } = config.delivery
  const open = new Set(claimed)
  let leaseEnd = claimedUntil
  const round: Round = async (results, next) => {
    const now = clock()
    const { objections, failures } = await settle(db, edition, results, next, { uncertain, now })
    if (failures.length > 0) await recordBounces(db, failures, now)
    if (failures.some(({ kind }) => kind === 'hard')) await deps.onHardBounces?.(edition.id)
    for (const { delivery } of results) open.delete(delivery)
    // After a long sleep other workers may have the claims. Giving back a lost claim changes nothing.
    const isOver = clock() >= leaseEnd
    for (const one of next) if (isOver || !open.has(one)) objections.set(one.subscriberId, 'waits')
    return objections
  }
  const rounds = openRounds(round, outlet.connections, leaseMs)
  const renewOpen = async (until: Date) => {
    const kept = await renew(db, edition, [...open], until)
    for (const one of open) if (!kept.has(one.subscriberId)) open.delete(one)
    leaseEnd = until
  }
  const waiting = claimed.values()
  const sendWaiting = async () => {
    for (const delivery of waiting) {
      if (deps.signal.aborted) rounds.settle({ delivery, isGivenBack: true })
      else await deliverOne(deps, delivery, edition, rounds)
    }
  }
  await whileRenewing({ leaseMs, clock, logger }, renewOpen, async () => {
    await Promise.all(Array.from({ length: outlet.places }, sendWaiting))
    await rounds.finish()
  })
}

async function deliverOne(
  deps: SendDeps,
  delivery: ClaimedDelivery,
  { notes }: DeliveredEdition,
  rounds: Rounds,
): Promise<void> {
  const objection = await rounds.check(delivery)
  if (objection) return rounds.settle(resultOf(delivery, objection))
  const checkedAt = Date.now()
  // Only now: messages that wait would survive into the old generation, where collection is expensive.
  const made = await renderOrFail(() =>
    deps.make({
      ...delivery,
      key: messageKey(delivery.id, deps.identity),
      selection: readSelection(delivery.selection),
      notes: delivery.notes ? notes.filter(({ id }) => delivery.notes?.includes(id)) : [],
      isMadeAnew: delivery.isInDoubt && deps.isOtherMaker,
    }),
  )
  if (made.message) await handOver(deps, delivery, { message: made.message, checkedAt }, rounds)
  else settleOutcome(deps, delivery, made.outcome, rounds)
}

/** A check holds for this long: behind a slow message, or for its lane's limits, one may wait for minutes. */
const checkHoldsMs = 1000

/**
 * Sends a message that was checked right before, and settles its delivery. It is checked again if its turn takes long to
 * come. Behind another message on its connection, it waits until that one's outcome is on record: so after a crash, one
 * message of each connection is in doubt.
 */
async function handOver(
  deps: SendDeps,
  delivery: ClaimedDelivery,
  { message, checkedAt }: { message: Message; checkedAt: number },
  rounds: Rounds,
): Promise<void> {
  const last: { objection: Objection | null; failure: { error: unknown } | null } = {
    objection: null,
    failure: null,
  }
  let isSettled = false
  const settleOnce = (outcome: Outcome) => {
    if (!isSettled) settleOutcome(deps, delivery, outcome, rounds)
    isSettled = true
  }
  const mayGo = async (isBehind: boolean) => {
    try {
      if (deps.signal.aborted) last.objection = 'waits'
      else if (Date.now() - checkedAt > checkHoldsMs) last.objection = await rounds.check(delivery)
      else if (isBehind) await rounds.recorded()
      return last.objection === null
    } catch (error) {
      last.failure = { error }
      return false
    }
  }
  const outcome = await withLogFields({ delivery: delivery.id }, () =>
    deps.outlet.send(message, { mayGo, ended: settleOnce }),
  )
  if (last.failure) throw last.failure.error
  if (last.objection) rounds.settle(resultOf(delivery, last.objection))
  else settleOnce(outcome)
}

function settleOutcome(
  { logger, limitLog }: SendDeps,
  delivery: ClaimedDelivery,
  outcome: Outcome,
  rounds: Rounds,
): void {
  const passed = outcome.kind === 'submitted' ? null : limitLog(causeOf(outcome))
  if (passed) {
    // Only the operator can repair these.
    const isOurs = outcome.blame === 'message' || outcome.blame === 'sender'
    const more = passed.heldBack > 0 ? { moreSinceTheLastLine: passed.heldBack } : {}
    logger[isOurs ? 'error' : 'warn']({ delivery: delivery.id, ...outcome, ...more }, 'message not submitted')
  }
  rounds.settle({ delivery, outcome })
}

function resultOf(delivery: ClaimedDelivery, objection: Objection): Result {
  if (objection === 'waits') return { delivery, isGivenBack: true }
  return { delivery, skipReason: objection }
}

/** Parsing a set takes longer than sending a few messages. A few editions may be under way at the same time. */
function keepPapers(db: Db): Kept['papersOf'] {
  const papersKept = new LRUCache<string, DigestPapers>({ max: 4 })
  return async ({ candidateSetId, candidatesKey: key }) => {
    const kept = papersKept.get(key)
    if (kept) return kept
    const papers = digestPapers(await loadCandidateSet(db, candidateSetId))
    papersKept.set(key, papers)
    return papers
  }
}

/** A message that cannot be made fails alone, with the reason as its outcome. */
export async function renderOrFail(
  message: () => Promise<Message>,
): Promise<{ message: Message } | { message: null; outcome: Outcome }> {
  try {
    return { message: await message() }
  } catch (error) {
    const response = `Paperboy could not make this message: ${messageOf(error)}`
    return { message: null, outcome: { kind: 'failed', response, blame: 'message' } }
  }
}
