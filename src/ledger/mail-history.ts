import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { prepared } from '../store/prepared.ts'
import type { Selection } from '../store/schema.ts'
import { longestHistoryDays, longestHorizonDays } from '../select/profile.ts'
import type { PaperNumbers } from './paper-numbers.ts'
import { readSelection } from './selection.ts'
import { dropBelow, markNumbers, writeNumbers } from './written-numbers.ts'

/** What a subscriber was mailed, as far as it decides what comes next. */
export type MailHistory = {
  /** What their row holds, see `writeNumbers`, and its version; null where they have none. */
  stored: { numbers: string; version: string } | null
  /** Ids of the papers that the deliveries tell, where nothing is stored. */
  delivered: ReadonlySet<string>
  /** The day of the newest edition that picked for them or found nothing, YYYY-MM-DD in UTC; null where none did lately. */
  lastPickedOn: string | null
}

const dayMs = 86_400_000

/**
 * The mail history of each of the subscribers. It may be given back a paper at the same moment, which then comes with a
 * later edition.
 */
export async function readMailHistories(
  db: Db,
  subscriberIds: readonly number[],
  now: Date,
): Promise<Map<number, MailHistory>> {
  const statement = sql<{ id: number; numbers: string; version: string; pickedOn: string | null }>`
    select subscriber_id as id, ${writtenNumbers} as numbers, xmin::text as version, picked_on as "pickedOn"
    from mail_histories h where subscriber_id = any(${arrayOf(subscriberIds)}::bigint[])`
  const { rows } = await prepared('mail-histories', statement).execute(db)
  const histories = new Map<number, MailHistory>()
  for (const { id, numbers: written, version, pickedOn } of rows) {
    const stored = { numbers: written, version }
    histories.set(id, { stored, delivered: nothing, lastPickedOn: recent(pickedOn, now) })
  }
  const missing = subscriberIds.filter((id) => !histories.has(id))
  if (missing.length > 0) {
    for (const [id, history] of await historiesFromDeliveries(db, missing, now)) histories.set(id, history)
  }
  return histories
}

/** What the release before has left in `papers` counts as well. */
const writtenNumbers = sql.raw(
  `case when h.papers = '{}' then h.mailed else h.mailed || write_numbers(h.papers) end`,
)

const nothing: ReadonlySet<string> = new Set()

/**
 * Which of the candidates a history has.
 *
 * @returns 1 for each, by its position among them, or null where the history is empty; overwritten by the next call
 */
export function markMailed(
  { stored, delivered }: MailHistory,
  { candidates, places, marks }: PaperNumbers,
): Uint8Array | null {
  if (stored ? stored.numbers === '' : delivered.size === 0) return null
  marks.fill(0)
  if (stored) markNumbers(stored.numbers, places, marks)
  else for (const [at, id] of candidates.entries()) if (delivered.has(id)) marks[at] = 1
  return marks
}

/** After this, an edition that picked says nothing about what was considered: the usual horizon holds. */
const recentDays = longestHorizonDays + 3

function recent(day: string | null, now: Date): string | null {
  return day !== null && now.getTime() - Date.parse(day) <= (recentDays + 1) * dayMs ? day : null
}

/** The same from the deliveries themselves: the slow way, for those whose history is not stored yet. */
async function historiesFromDeliveries(
  db: Db,
  subscriberIds: readonly number[],
  now: Date,
): Promise<Map<number, MailHistory>> {
  const { rows } = await sql<{ id: number; selection: string; composedAt: Date }>`
    select subscriber_id as id, selection, composed_at as "composedAt"
    from deliveries
    where subscriber_id = any(${subscriberIds}::bigint[])
      and (status not in ('skipped', 'failed') or skip_reason = 'no match')
      and composed_at > ${new Date(now.getTime() - longestHistoryDays * dayMs)}::timestamptz`.execute(db)
  const selections = Map.groupBy(rows, ({ id }) => id)
  return new Map(
    subscriberIds.map((id) => {
      const own = selections.get(id) ?? []
      const papers = own.flatMap(({ selection }) => readSelection(selection).map(({ paper }) => paper))
      const days = own.map(({ composedAt }) => composedAt.toISOString().slice(0, 10)).sort()
      return [
        id,
        { stored: null, delivered: new Set(papers), lastPickedOn: recent(days.at(-1) ?? null, now) },
      ]
    }),
  )
}

export type Picked = { subscriberId: number; selection: Selection; history: MailHistory }

/**
 * Adds what was picked to the stored histories, and drops what can never be a candidate again. The caller has read these
 * histories in the same transaction.
 */
export async function recordPicks(
  trx: Db,
  picked: readonly Picked[],
  numbers: PaperNumbers,
  now: Date,
): Promise<void> {
  const stored: Addition[] = []
  const unstored: Addition[] = []
  for (const { subscriberId, selection, history } of picked) {
    const ids = selection.map(({ paper }) => paper)
    const written = history.stored?.numbers ?? ''
    const all = history.stored ? ids : [...new Set([...history.delivered, ...ids])]
    const added = writeNumbers(all.flatMap((id) => numbers.numberOf.get(id) ?? []))
    const version = history.stored?.version ?? ''
    const kept = dropBelow(written, numbers.firstUsed)
    ;(history.stored ? stored : unstored).push({ subscriberId, version, kept, added })
  }
  const day = now.toISOString().slice(0, 10)
  if (stored.length > 0) await extendHistories(trx, stored, day)
  if (unstored.length > 0) await insertHistories(trx, unstored, day)
}

/** `kept` is what is left of the row, if it is still of this version. */
type Addition = { subscriberId: number; version: string; kept: string; added: string }

async function extendHistories(trx: Db, additions: readonly Addition[], day: string): Promise<void> {
  // A row that another transaction has changed meanwhile is only added to.
  const statement = sql`
    update mail_histories h set
      -- PostgreSQL takes a single empty text for no text at all.
      mailed = case when h.xmin = version then coalesce(kept, '') else ${writtenNumbers} end || coalesce(added, ''),
      papers = '{}',
      picked_on = greatest(h.picked_on, ${day}::date)
    from unnest(
      ${arrayOf(additions.map((one) => one.subscriberId))}::bigint[],
      ${arrayOf(additions.map(({ version }) => version))}::xid[],
      string_to_array(${additions.map(({ kept }) => kept).join(' ')}::text, ' '),
      string_to_array(${additions.map(({ added }) => added).join(' ')}::text, ' ')
    ) as picked (id, version, kept, added)
    where h.subscriber_id = id`
  await prepared('record-picks', statement).execute(trx)
}

async function insertHistories(trx: Db, additions: readonly Addition[], day: string): Promise<void> {
  const statement = sql`
    insert into mail_histories as h (subscriber_id, mailed, papers, picked_on)
    select id, coalesce(added, ''), '{}', ${day}::date
    from unnest(
      ${arrayOf(additions.map((one) => one.subscriberId))}::bigint[],
      string_to_array(${additions.map(({ added }) => added).join(' ')}::text, ' ')
    ) as picked (id, added)
    order by id
    on conflict (subscriber_id) do update set
      mailed = h.mailed || excluded.mailed,
      picked_on = greatest(h.picked_on, excluded.picked_on)`
  await prepared('record-first-picks', statement).execute(trx)
}

/** As PostgreSQL writes it: the driver writes arrays one element at a time, and takes much longer. */
function arrayOf(values: readonly (number | string)[]): string {
  return `{${values.join()}}`
}

/**
 * Takes the papers of unsent deliveries again, before these are queued once more. The rows stay locked.
 *
 * @returns the subscribers to whom none of these papers was mailed by another delivery meanwhile: the others are unchanged
 */
export async function takePapersAgain(
  trx: Db,
  deliveries: readonly { subscriberId: number; selection: string }[],
): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    with unsent as (
      select d.id, array(
        select p.number from json_array_elements(d.selection::json) pick
        join paper_numbers p on p.paper_id = pick ->> 0
      ) as papers
      from unnest(
        ${deliveries.map((one) => one.subscriberId)}::bigint[], ${deliveries.map((one) => one.selection)}::text[]
      ) as d (id, selection)
    ), free as (
      select unsent.id, unsent.papers from unsent
      left join mail_histories h on h.subscriber_id = unsent.id
      where h.papers is null or not (h.papers || read_numbers(h.mailed)) && unsent.papers
    ), taken as (
      update mail_histories h set mailed = ${writtenNumbers} || write_numbers(free.papers), papers = '{}' from free
      where h.subscriber_id = free.id and not (h.papers || read_numbers(h.mailed)) && free.papers
      returning h.subscriber_id
    )
    select free.id from free
    where free.id in (select subscriber_id from taken)
      or not exists (select from mail_histories h where h.subscriber_id = free.id)`.execute(trx)
  return new Set(rows.map(({ id }) => id))
}
