import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../store/open.ts'

/** How long someone has waited, for a comparison with others. The instant is PostgreSQL's text, which is exact. */
export type Waited = { since: string; id: number }

/** Where limits let only some of the messages out: who may be sent to now. */
export type Turn = {
  /** The last whose turn it is, in the order of waiting; null where it is everyone's. */
  upTo: Waited | null
  /** Schedules that come due again today: a newer edition serves these subscribers, and their older mail waits for that. */
  servedLater: readonly ScheduleKey[]
}

export type ScheduleKey = { timeZone: string; hour: number; cadence: string }

/** At least as many as wait for something to be sent: cheap, because it counts by whole ranges. */
export async function countWaitingAtMost(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (
      (select coalesce(sum(cardinality(subscriber_ids)), 0) from edition_ranges where delivered_at is null)
      + (select count(*) from deliveries where next_attempt_at is not null)
    )::integer as count`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * Of all who wait for a mail or come due later today, the one with the `places`-th place in the order of waiting.
 *
 * @param when.openedAfter editions that were opened earlier are too late
 * @param later the schedules that come due today, each with its day
 * @param places at least 1
 * @returns null where there are places for all
 */
export async function findLastInTurn(
  db: Db,
  when: { openedAfter: Date; now: Date },
  later: readonly (ScheduleKey & { localDay: string })[],
  places: number,
): Promise<Waited | null> {
  const { rows } = await sql<Waited>`
    with open as materialized (
      select id, date_trunc('month', slot at time zone 'UTC')::date as month
      from editions where state = 'open' and created_at > ${when.openedAfter}
    ), people as (
      select d.subscriber_id as id from open e join deliveries d on d.month = e.month and d.edition_id = e.id
      where d.status in ('queued', 'deferred', 'sending')
      union
      select unnest(r.subscriber_ids) from open e join edition_ranges r on r.edition_id = e.id where r.composed_at is null
      union
      select s.id from subscribers s join unnest(
        ${later.map((one) => one.timeZone)}::text[],
        ${later.map((one) => one.hour)}::smallint[],
        ${later.map((one) => one.cadence)}::text[],
        ${later.map((one) => one.localDay)}::date[]
      ) as later (time_zone, hour, cadence, local_day)
        on s.time_zone = later.time_zone and s.hour = later.hour and s.cadence = later.cadence
      where s.paused_until is null or s.paused_until <= later.local_day
    )
    select since::text as since, id from (
      select s.id, ${waitingSince(when.now)} as since
      from people join subscribers s on s.id = people.id
      where s.status = 'active' and not exists (select from suppressions x where x.email_key = s.email_key)
    ) waiting
    order by waiting.since, id
    offset ${places - 1}::integer limit 1`.execute(db)
  return rows[0] ?? null
}

/** Whoever was last mailed before this has waited longest anyway: older months are not looked at. */
const lookBackMs = 45 * 86_400_000

/**
 * When the subscriber `s` last had a turn, or became active. A message that was refused was one too: an address in
 * trouble must not come first on every day.
 */
export function waitingSince(now: Date): RawBuilder<unknown> {
  return sql`coalesce((
    select p.settled_at from deliveries p
    where p.subscriber_id = s.id and p.month >= date_trunc('month', ${new Date(now.getTime() - lookBackMs)}::timestamptz)::date
      and p.status in ('submitted', 'uncertain', 'failed')
    order by p.id desc limit 1
  ), s.active_since, s.created_at)`
}

/** The condition that it is the turn of the subscriber `s`. */
export function isInTurn({ upTo, servedLater }: Turn, now: Date): RawBuilder<unknown> {
  const isBefore = upTo
    ? sql`(${waitingSince(now)}, s.id) <= (${upTo.since}::timestamptz, ${upTo.id}::bigint)`
    : sql`true`
  return sql`${isBefore} and (s.time_zone, s.hour, s.cadence) not in (
    select * from unnest(
      ${servedLater.map((one) => one.timeZone)}::text[],
      ${servedLater.map((one) => one.hour)}::smallint[],
      ${servedLater.map((one) => one.cadence)}::text[]
    )
  )`
}
