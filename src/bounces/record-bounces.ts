import { sql } from 'kysely'
import { inTransaction, type Db } from '../store/open.ts'
import { suppress, type Suppressing } from '../subscribers/suppress.ts'

/**
 * A message that could not be delivered, for a reason that lies with the recipient.
 * - hard: the address takes no mail and never will. It is suppressed at once.
 * - soft: the mailbox is full, disabled or out of reach. It is suppressed after several in a row, over weeks.
 */
export type Bounce = {
  kind: 'hard' | 'soft'
  subscriberId: number
  deliveryId: number | null
  /** The words of the server that refused. */
  evidence: string | null
}

/** As large lists do it: some mailboxes are full over a holiday, and work again afterwards. */
const softBounces = { count: 3, days: 14 }
/** Servers try for up to five days before they report that a message could not be delivered (RFC 5321, 4.5.4.1). */
const reportedWithinDays = 5

/** Records bounces, and suppresses the addresses that have had too many. Recording one again changes nothing. */
export async function recordBounces(db: Db, bounces: readonly Bounce[], now: Date): Promise<void> {
  const hard = bounces.filter((bounce) => bounce.kind === 'hard')
  const soft = bounces.flatMap(({ kind, subscriberId, deliveryId, evidence }) =>
    kind === 'soft' && deliveryId !== null ? [{ subscriberId, deliveryId, evidence }] : [],
  )
  if (hard.length > 0) await suppress(db, eachOnce(hard), 'hard bounce', now)
  if (soft.length > 0) await inTransaction(db, (trx) => countSoft(trx, soft, now))
}

function eachOnce<One extends Suppressing>(bounces: readonly One[]): One[] {
  return [...new Map(bounces.map((one) => [one.subscriberId, one])).values()]
}

async function countSoft(
  trx: Db,
  bounces: { subscriberId: number; deliveryId: number; evidence: string | null }[],
  now: Date,
): Promise<void> {
  const subscriberIds = bounces.map((bounce) => bounce.subscriberId)
  // A report may come days after its message, so the message's own time counts.
  await sql`
    insert into soft_bounces (subscriber_id, delivery_id, at)
    select s.id, bounced.delivery_id, least(${now}::timestamptz, coalesce(
      (select settled_at from deliveries d where d.id = bounced.delivery_id and d.subscriber_id = s.id), ${now}
    ))
    from unnest(${subscriberIds}::bigint[], ${bounces.map((bounce) => bounce.deliveryId)}::bigint[])
      as bounced (subscriber_id, delivery_id)
    join subscribers s on s.id = bounced.subscriber_id
    on conflict do nothing`.execute(trx)
  // In a row: a later message that went out makes the earlier bounces void, once no report of it can come any more.
  const { rows } = await sql<{ id: number }>`
    select b.subscriber_id as id
    from soft_bounces b
    cross join lateral (
      select coalesce(max(d.settled_at), '-infinity') as at from deliveries d
      where d.subscriber_id = b.subscriber_id and d.status = 'submitted'
        and d.settled_at <= ${now}::timestamptz - make_interval(days => ${reportedWithinDays})
        and not exists (
          select from soft_bounces o where o.subscriber_id = b.subscriber_id and o.delivery_id = d.id
        )
    ) success
    where b.subscriber_id = any(${subscriberIds}::bigint[]) and b.at > success.at
    group by b.subscriber_id
    having count(*) >= ${softBounces.count}
      and max(b.at) - min(b.at) >= make_interval(days => ${softBounces.days})`.execute(trx)
  const enough = new Set(rows.map(({ id }) => id))
  const given = eachOnce(bounces).filter(({ subscriberId }) => enough.has(subscriberId))
  if (given.length > 0) await suppress(trx, given, 'soft bounces', now)
}
