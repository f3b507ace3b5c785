import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Cadence, Language, SubscriberStatus } from '../store/schema.ts'
import type { Profile } from '../select/profile.ts'

/** When a subscriber wants mail: at a full hour of their own clock. */
export type Schedule = { timeZone: string; hour: number; cadence: Cadence }

/** What composing needs of a subscriber. */
export type Recipient = Profile & {
  id: number
  status: SubscriberStatus
  timeZone: string
  language: Language
  withLearning: boolean
}

/**
 * Every schedule among the active subscribers, each once. It is a loose index scan, as PostgreSQL calls it: each is found
 * from the one before in the index, where `distinct` would read every subscriber.
 */
export async function readSchedules(db: Db): Promise<Schedule[]> {
  const { rows } = await sql<Schedule>`
    with recursive schedules as (
      (
        select time_zone, hour, cadence from subscribers where status = 'active'
        order by time_zone, hour, cadence limit 1
      )
      union all
      select next.* from schedules s, lateral (
        select n.time_zone, n.hour, n.cadence from subscribers n
        where n.status = 'active' and (n.time_zone, n.hour, n.cadence) > (s.time_zone, s.hour, s.cadence)
        order by n.time_zone, n.hour, n.cadence limit 1
      ) next
    )
    select time_zone as "timeZone", hour, cadence from schedules`.execute(db)
  return rows
}

/** @returns how many active subscribers have each cadence, without those who are suppressed */
export async function countByCadence(db: Db): Promise<Record<Cadence, number>> {
  const { rows } = await sql<{ cadence: Cadence; count: number }>`
    select cadence, count(*)::integer as count from subscribers s
    where status = 'active' and not exists (select from suppressions x where x.email_key = s.email_key)
    group by cadence`.execute(db)
  const counts = { daily: 0, weekdays: 0, weekly: 0 }
  for (const { cadence, count } of rows) counts[cadence] = count
  return counts
}

/** @returns how many active subscribers each of these time zones has */
export async function countByTimeZone(db: Db, zones: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await sql<{ zone: string; count: number }>`
    select time_zone as zone, count(*)::integer as count from subscribers
    where status = 'active' and time_zone = any(${zones}::text[])
    group by time_zone order by time_zone`.execute(db)
  return Object.fromEntries(rows.map(({ zone, count }) => [zone, count]))
}

/** @returns how many active subscribers follow or mute each topic that is not among the known ones */
export async function countByTopic(db: Db, known: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await sql<{ topic: string; count: number }>`
    select topic, count(*)::integer as count
    from subscribers, unnest(topics || muted_topics) topic
    where status = 'active' and topic <> all(${known}::text[])
    group by topic order by topic`.execute(db)
  return Object.fromEntries(rows.map(({ topic, count }) => [topic, count]))
}

/**
 * Active subscribers who have one of these schedules, and are not paused on its day.
 *
 * @param activeFrom only those who became active then or later, or null
 * @returns how many
 */
export async function countScheduled(
  db: Db,
  schedules: readonly (Schedule & { localDay: string })[],
  activeFrom: Date | null,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
    from subscribers s join unnest(
      ${schedules.map((one) => one.timeZone)}::text[],
      ${schedules.map((one) => one.hour)}::smallint[],
      ${schedules.map((one) => one.cadence)}::text[],
      ${schedules.map((one) => one.localDay)}::date[]
    ) as due (time_zone, hour, cadence, local_day)
      on s.time_zone = due.time_zone and s.hour = due.hour and s.cadence = due.cadence
    where s.status = 'active' and (s.paused_until is null or s.paused_until <= due.local_day)
      and (${activeFrom}::timestamptz is null or s.active_since >= ${activeFrom}::timestamptz)`.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * Reads subscribers by id, and locks them until the transaction ends: two editions never compose for the same person at the
 * same time, and so never pick the same paper twice. Those that do not exist (any more) are left out.
 */
export async function lockRecipients(trx: Db, ids: readonly number[]): Promise<Map<number, Recipient>> {
  const { rows } = await sql<Recipient>`
    select id, status, topics, keywords, authors, organizations, cadence, language,
      muted_topics as "mutedTopics", muted_keywords as "mutedKeywords", muted_authors as "mutedAuthors",
      with_outside as "withDiscovery", max_papers as "maxPapers", time_zone as "timeZone", with_learning as "withLearning"
    from subscribers
    where id = any(${ids}::bigint[])
    order by id
    for no key update`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}
