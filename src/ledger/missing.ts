import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { monthOfEdition } from './months.ts'
import { takePapersAgain } from './mail-history.ts'
import { blameFor, parseReply, type Blame } from '../smtp/reply.ts'

/**
 * Why a recipient was missed, which decides whether to send to them again.
 * - uncertain: the relay may have the message.
 * - waiting: it is deferred, and will be retried automatically.
 * - ours: our account, sender, message or reputation was refused, or the relay could not be reached.
 * - theirs: the address or the mailbox was refused; another try would only hurt our reputation.
 */
export type MissedBecause = 'uncertain' | 'waiting' | 'ours' | 'theirs'

export type Missed = {
  deliveryId: number
  rangeNo: number
  subscriberId: number
  /** Null where they were erased. */
  email: string | null
  status: 'failed' | 'uncertain' | 'deferred'
  response: string | null
  because: MissedBecause
  /** A newer edition has gone to them, and may have brought the same papers. */
  isOvertaken: boolean
}

const pageSize = 1000

/** Everyone whom an edition has missed for a reason that an operator may act on, in pages. */
export async function* readMissed(db: Db, editionId: number): AsyncGenerator<Missed[]> {
  for (let after = 0; ;) {
    const { rows } = await sql<Omit<Missed, 'because'>>`
      select d.id as "deliveryId", d.range_no as "rangeNo", d.subscriber_id as "subscriberId", s.email, d.status,
        d.response, exists (
          select from deliveries n
          where n.subscriber_id = d.subscriber_id and n.id > d.id and n.status not in ('skipped', 'failed')
        ) as "isOvertaken"
      from deliveries d left join subscribers s on s.id = d.subscriber_id
      where d.month = ${monthOfEdition(editionId)} and d.edition_id = ${editionId} and d.subscriber_id > ${after}
        and d.status in ('failed', 'uncertain', 'deferred')
      order by d.subscriber_id
      limit ${pageSize}`.execute(db)
    const last = rows.at(-1)
    if (!last) return
    after = last.subscriberId
    yield rows.map((row) => ({ ...row, because: becauseOf(row) }))
  }
}

function becauseOf({ status, response }: Pick<Missed, 'status' | 'response'>): MissedBecause {
  if (status === 'uncertain') return 'uncertain'
  if (status === 'deferred') return 'waiting'
  const reply = parseReply(response ?? '')
  // Without a reply, our own side gave up.
  const blame = reply && blameFor(reply, 'recipient')
  return blame && theirs.has(blame) ? 'theirs' : 'ours'
}

const theirs: ReadonlySet<Blame> = new Set(['address', 'mailbox'])

/**
 * Queues missed deliveries again, with the same messages as before. Those whose status has changed meanwhile are left alone,
 * and those whose papers another delivery has brought since.
 *
 * @param trx a transaction
 * @returns how many
 */
export async function reopen(trx: Db, editionId: number, missed: readonly Missed[]): Promise<number> {
  const { rows: failed } = await sql<{ subscriberId: number; selection: string }>`
    select d.subscriber_id as "subscriberId", d.selection from deliveries d
    where d.month = ${monthOfEdition(editionId)} and d.edition_id = ${editionId} and d.status = 'failed'
      and d.subscriber_id = any(${missed.map((one) => one.subscriberId)}::bigint[])
    order by d.subscriber_id
    for update`.execute(trx)
  const free = await takePapersAgain(trx, failed)
  const wanted = missed.filter((one) => one.status !== 'failed' || free.has(one.subscriberId))
  const { numAffectedRows = 0n } = await sql`
    update deliveries d
    set status = 'queued', next_attempt_at = null, settled_at = null
    from unnest(
      ${wanted.map((one) => one.subscriberId)}::bigint[], ${wanted.map((one) => one.status)}::text[]
    ) as missed (subscriber_id, status)
    where d.month = ${monthOfEdition(editionId)} and d.edition_id = ${editionId}
      and d.subscriber_id = missed.subscriber_id and d.status = missed.status`.execute(trx)
  return Number(numAffectedRows)
}
