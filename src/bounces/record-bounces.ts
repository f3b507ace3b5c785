import { sql } from 'kysely'
import { inTransaction, type Db } from '../store/open.ts'

/**
 * A message that could not be delivered, for a reason that lies with the recipient.
 * - hard: the address takes no mail and never will. It is suppressed at once.
 * - soft: the mailbox is full, disabled or out of reach. It is suppressed after several in a row, over weeks.
 */
export type Bounce = { kind: 'hard' | 'soft'; subscriberId: number; deliveryId: number | null }

/** As large lists do it: some mailboxes are full over a holiday, and come back. */
const softBounces = { count: 3, days: 14 }

/** Records bounces, and suppresses who has had enough of them. Recording one again changes nothing. */
export async function recordBounces(db: Db, bounces: readonly Bounce[], now: Date): Promise<void> {
  const hard = bounces.filter((bounce) => bounce.kind === 'hard').map((bounce) => bounce.subscriberId)
  const soft = bounces.flatMap(({ kind, subscriberId, deliveryId }) =>
    kind === 'soft' && deliveryId !== null ? [{ subscriberId, deliveryId }] : [],
  )
  if (hard.length > 0) await suppressHard(db, hard, now)
  if (soft.length > 0) await inTransaction(db, (trx) => countSoft(trx, soft, now))
}

async function suppressHard(db: Db, subscriberIds: number[], now: Date): Promise<void> {
  await sql`
    insert into suppressions (email_key, reason, created_at)
    select email_key, 'hard bounce', ${now} from subscribers where id = any(${subscriberIds}::bigint[])
    on conflict do nothing`.execute(db)
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
  // In a row: a message that went out since, and did not bounce, makes all before it forgotten.
  await sql`
    insert into suppressions (email_key, reason, created_at)
    select s.email_key, 'soft bounces', ${now}
    from subscribers s
    cross join lateral (
      select coalesce(max(d.settled_at), '-infinity') as at from deliveries d
      where d.subscriber_id = s.id and d.status = 'submitted'
        and not exists (select from soft_bounces b where b.subscriber_id = s.id and b.delivery_id = d.id)
    ) success
    join soft_bounces b on b.subscriber_id = s.id and b.at > success.at
    where s.id = any(${subscriberIds}::bigint[])
    group by s.id
    having count(*) >= ${softBounces.count}
      and max(b.at) - min(b.at) >= make_interval(days => ${softBounces.days})
    on conflict do nothing`.execute(trx)
}
