import { messageOf } from '../errors.ts'
import { domainOf } from '../mail-address.ts'
import { messageKey } from '../editions/delivered-edition.ts'
import { findDeliveries, lastSubmittedTo, type FoundDelivery } from '../ledger/find-delivery.ts'
import type { Db } from '../store/open.ts'
import { parseAddress } from '../subscribers/address.ts'
import { findEmailKeys, findIdsByKey } from '../subscribers/find.ts'
import { complaintReason, suppress } from '../subscribers/suppress.ts'
import { unsubscribe } from '../subscribers/unsubscribe.ts'
import { classifyMessage, type Classification, type ReadToken } from './classify.ts'
import {
  holdWaiting,
  recordApplied,
  recordFailedTry,
  type Action,
  type AppliedEvent,
  type WaitingEvent,
} from './events.ts'
import { classifyNotice, isWebhook } from './notices.ts'
import { recordBounces } from './record-bounces.ts'

export type ApplyDeps = {
  db: Db
  readToken: ReadToken
  /** Whom mails of the outbox were to, by their keys: subscribers, or the operator (null). */
  findMails: (db: Db, keys: readonly string[]) => Promise<Map<string, number | null>>
  clock: () => Date
  onProblem: (problem: { event: number; error: string }) => void
  /** Waits after each batch, so that messages that are being sent have their turn. */
  rest: (batchMs: number) => Promise<void>
}

const batchSize = 100

/**
 * Applies what waits, the oldest first: each event once, in the transaction that records it. An event that cannot be applied
 * does not keep the others; after five tries it is left to the operator.
 *
 * @param onApplied told of each batch that was committed
 * @param signal stops between two batches
 */
export async function applyWaiting(
  deps: ApplyDeps,
  onApplied: (events: readonly AppliedEvent[]) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let size = batchSize
  for (let after = 0; !signal?.aborted;) {
    const startedAt = Date.now()
    const batch = await applyBatch(deps, size, after)
    if (batch === null) {
      // One by one, until the one that fails is found and passed.
      size = 1
      continue
    }
    if (batch.last === null) return
    if (batch.isPassed) size = batchSize
    after = batch.last
    if (batch.applied.length > 0) await onApplied(batch.applied)
    await deps.rest(Date.now() - startedAt)
  }
}

type Batch = { applied: AppliedEvent[]; last: number | null; isPassed: boolean }

/** @returns null where a batch of several failed, and nothing of it was done */
async function applyBatch(deps: ApplyDeps, size: number, after: number): Promise<Batch | null> {
  let held: WaitingEvent[] = []
  try {
    return await deps.db.transaction().execute(async (trx) => {
      held = await holdWaiting(trx, size, after)
      const last = held.at(-1)?.id ?? null
      return { applied: held.length > 0 ? await applyEvents(trx, deps, held) : [], last, isPassed: false }
    })
  } catch (error) {
    // The database is away: the job is tried again.
    if (held.length === 0) throw error
    if (held.length > 1) return null
    const [{ id } = { id: 0 }] = held
    deps.onProblem({ event: id, error: messageOf(error) })
    await recordFailedTry(deps.db, id, messageOf(error), deps.clock())
    return { applied: [], last: id, isPassed: true }
  }
}

type Read = { event: WaitingEvent; said: Classification }

async function applyEvents(
  trx: Db,
  deps: ApplyDeps,
  events: readonly WaitingEvent[],
): Promise<AppliedEvent[]> {
  const now = deps.clock()
  const read: Read[] = []
  for (const event of events) {
    const said = isWebhook(event.way)
      ? classifyNotice(event.way, event.raw.toString('utf8'), deps.readToken)
      : await classifyMessage(event.raw, deps.readToken)
    read.push({ event, said })
  }
  const applied = await nameRecipients(trx, deps, read)
  await act(trx, applied, now)
  await recordApplied(trx, applied, now)
  return applied
}

/** Whom each event is about: by the token of its message, or by the address in a provider's signed notice. */
async function nameRecipients(trx: Db, deps: ApplyDeps, read: readonly Read[]): Promise<AppliedEvent[]> {
  const subjects = await findSubjects(trx, deps, read)
  const emails = await findEmailKeys(
    trx,
    subjects.flatMap(({ subscriberId }) => subscriberId ?? []),
  )
  return read.map(({ event, said }, index) => {
    const { deliveryId, editionId, subscriberId, isGone } = subjects[index] ?? nobody
    const address = subscriberId === null ? undefined : emails.get(subscriberId)
    const { kind, status, reason } = said
    const about = { id: event.id, kind, status, deliveryId, editionId }
    if (isGone || (subscriberId !== null && address === undefined)) return { ...about, ...erased }
    return {
      ...about,
      reason,
      subscriberId,
      recipient: said.recipient?.toLowerCase() ?? null,
      // Of the address that we mailed, which may be forwarded elsewhere.
      domain: domainOf(address ?? said.recipient ?? '').toLowerCase() || null,
      action: actionFor(said.kind, address !== undefined),
    }
  })
}

/** Of someone who was erased after we mailed them, nothing may come back. */
const erased = {
  reason: null,
  subscriberId: null,
  recipient: null,
  domain: null,
  action: 'not ours',
} as const

type Subject = {
  deliveryId: number | null
  editionId: number | null
  subscriberId: number | null
  /** Whether it is about a message of ours that nothing is kept of any more. */
  isGone: boolean
}
const nobody: Subject = { deliveryId: null, editionId: null, subscriberId: null, isGone: false }

async function findSubjects(trx: Db, deps: ApplyDeps, read: readonly Read[]): Promise<Subject[]> {
  const keys = read.flatMap(({ said }) => said.delivery ?? [])
  const deliveryIds = keys
    .filter((key) => key.startsWith('d'))
    .map((key) => Number.parseInt(key.slice(1), 10))
  const found = await findDeliveries(trx, deliveryIds)
  const deliveries = new Map(found.map((one) => [messageKey(one.deliveryId, one), one]))
  const mails = await deps.findMails(
    trx,
    keys.filter((key) => key.startsWith('t')),
  )
  // Whoever has sent the notice has proven to be the provider, so its address counts.
  const addressOf = ({ event, said }: Read) =>
    said.delivery === null && isWebhook(event.way) && said.recipient !== null ? keyOf(said.recipient) : null
  const byAddress = await findIdsByKey(
    trx,
    read.flatMap((one) => addressOf(one) ?? []),
  )
  const latest = await lastSubmittedTo(trx, [...byAddress.values()])
  return read.map((one) => {
    const { delivery } = one.said
    if (delivery !== null) {
      const found = deliveries.get(delivery)
      if (found) return subjectOf(found)
      // A person's single mails are deleted with them.
      return { ...nobody, subscriberId: mails.get(delivery) ?? null, isGone: !mails.has(delivery) }
    }
    const subscriberId = byAddress.get(addressOf(one) ?? '') ?? null
    const newest = latest.get(subscriberId ?? 0)
    return newest ? subjectOf(newest) : { ...nobody, subscriberId }
  })
}

function subjectOf({ deliveryId, editionId, subscriberId }: FoundDelivery): Subject {
  return { deliveryId, editionId, subscriberId, isGone: false }
}

function keyOf(recipient: string): string | null {
  const parsed = parseAddress(recipient)
  return parsed.ok ? parsed.address.emailKey : null
}

function actionFor(kind: Classification['kind'], isOurs: boolean): Action {
  if (kind === 'unknown') return 'kept'
  if (kind === 'auto-reply') return 'ignored'
  if (!isOurs) return 'not ours'
  switch (kind) {
    case 'hard':
    case 'complaint':
      return 'suppressed'
    case 'soft':
      return 'counted'
    case 'unsubscribe':
      return 'unsubscribed'
    case 'policy':
    case 'ours':
      return 'told'
  }
}

async function act(trx: Db, applied: readonly AppliedEvent[], now: Date): Promise<void> {
  const ours = applied.filter(({ action }) => action !== 'not ours')
  const bounces = ours.flatMap(({ kind, subscriberId, deliveryId, reason: evidence }) =>
    subscriberId !== null && (kind === 'hard' || kind === 'soft')
      ? [{ kind, subscriberId, deliveryId, evidence }]
      : [],
  )
  await recordBounces(trx, bounces, now)
  const complained = new Map<number, string | null>()
  for (const { kind, subscriberId, reason } of ours) {
    if (subscriberId === null || (kind !== 'complaint' && kind !== 'unsubscribe')) continue
    await unsubscribe(trx, subscriberId, now)
    if (kind === 'complaint') complained.set(subscriberId, reason)
  }
  const given = [...complained].map(([subscriberId, evidence]) => ({ subscriberId, evidence }))
  if (given.length > 0) await suppress(trx, given, complaintReason, now)
}
