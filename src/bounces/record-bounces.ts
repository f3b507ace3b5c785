import { sql } from 'kysely'
import { inTransaction, type Db } from '../store/open.ts'
import { suppress } from '../subscribers/suppress.ts'

/**
 * A message that could not be delivered, for a reason that lies with the recipient.
 * - hard: the address takes no mail and never will. It is suppressed at once.
 * - soft: the mailbox is full, disabled or out of reach. It is suppressed after several in a row, over weeks.
 */
export type Bounce = { kind: 'hard' | 'soft'; subscriberId: number; deliveryId: number | null }

/** As large lists do it: some mailboxes are full over a holiday, and work again afterwards. */
const softBounces = { count: 3, days: 14 }

/** Records bounces, and suppresses the addresses that have had too many. Recording one again changes nothing. */
export async function recordBounces(db: Db, bounces: readonly Bounce[], now: Date): Promise<void> {
  const hard = bounces.filter((bounce) => bounce.kind === 'hard').map((bounce) => bounce.subscriberId)
  const soft = bounces.flatMap(({ kind, subscriberId, deliveryId }) =>
    kind === 'soft' && deliveryId !== null ? [{ subscriberId, deliveryId }] : [],
  )
  if (hard.length > 0) await suppress(db, hard, 'hard bounce', now)
  if (soft.length > 0) await inTransaction(db, (trx) => countSoft(trx, soft, now))
}

async function countSoft(
  trx: Db,
  bounces: { subscriberId: number; deliveryId: number }[],
  now: Date,
): Promise<void> {
  const subscriberIds = bounces.map((bounce) => bounce.subscriberId)
  await sql`
    insert into soft_bounces (subscriber_id, delivery_id, at)
    select s.id, bounced.delivery_id, ${now}
    from unnest(${subscriberIds}::bigint[], ${bounces.map((bounce) => bounce.deliveryId)}::bigint[])
      as bounced (subscriber_id, delivery_id)
    join subscribers s on s.id = bounced.subscriber_id
    on conflict do nothing`.execute(trx)
  // In a row: a later message that went out and did not bounce makes the earlier bounces void.
  const { rows } = await sql<{ id: number }>`
    select b.subscriber_id as id
    from soft_bounces b
    cross join lateral (
      select coalesce(max(d.settled_at), '-infinity') as at from deliveries d
      where d.subscriber_id = b.subscriber_id and d.status = 'submitted'
        and not exists (
          select from soft_bounces o where o.subscriber_id = b.subscriber_id and o.delivery_id = d.id
        )
    ) success
    where b.subscriber_id = any(${subscriberIds}::bigint[]) and b.at > success.at
    group by b.subscriber_id
    having count(*) >= ${softBounces.count}
      and max(b.at) - min(b.at) >= make_interval(days => ${softBounces.days})`.execute(trx)
  const enough = rows.map(({ id }) => id)
  if (enough.length > 0) await suppress(trx, enough, 'soft bounces', now)
}
