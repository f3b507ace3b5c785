import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { prepared } from '../store/prepared.ts'
import type { Selection } from '../store/schema.ts'
import { longestHistoryDays, longestHorizonDays, longestReturnDays } from '../select/profile.ts'
import { readSelection } from './selection.ts'

/** What a subscriber was mailed, as far as it decides what comes next. */
export type MailHistory = {
  /** Ids of the candidates that were mailed, or are about to be by another edition. */
  papers: ReadonlySet<string>
  /** The day of the newest edition that picked for them or found nothing, YYYY-MM-DD in UTC; null where none did lately. */
  lastPickedOn: string | null
  /** Numbers of papers to store with the next picks: null where the history is stored already. */
  unstored: readonly number[] | null
}

/** The numbers that histories are kept in, of everything that can still be picked. */
export type PaperNumbers = {
  idOf: ReadonlyMap<number, string>
  /** The least of those in `idOf`, or Infinity. */
  firstCandidate: number
  numberOf: ReadonlyMap<string, number>
  /** Every paper with a smaller number can never be a candidate again. */
  firstUsed: number
}

const dayMs = 86_400_000

/**
 * Gives a number to each paper that lacks one, of those that could be candidates or were mailed lately. Called before
 * composing, outside of its transactions: two composers that number papers within theirs would wait for each other.
 */
export async function numberPapers(db: Db, day: string): Promise<void> {
  await sql`
    insert into paper_numbers (paper_id)
    select id from papers
    where first_listed_on > ${day}::date - ${longestHistoryDays + longestHorizonDays}::integer
      and not exists (select from paper_numbers where paper_id = id)
    order by first_listed_on, id
    on conflict do nothing`.execute(db)
}

/** @param ids of the candidates; those that were never numbered were never mailed, and are left out */
export async function readPaperNumbers(db: Db, ids: readonly string[], day: string): Promise<PaperNumbers> {
  // A paper may be listed again, with a new first day, up to `longestReturnDays` after its first one.
  const { rows } = await sql<{ id: string; number: number; isUsed: boolean }>`
    select n.paper_id as id, n.number,
      p.first_listed_on > ${day}::date - ${longestHorizonDays + longestReturnDays}::integer as "isUsed"
    from paper_numbers n join papers p on p.id = n.paper_id
    where p.first_listed_on > ${day}::date - ${longestHistoryDays + longestHorizonDays}::integer`.execute(db)
  const candidates = new Set(ids)
  const idOf = new Map(
    rows.flatMap(({ id, number }): [number, string][] => (candidates.has(id) ? [[number, id]] : [])),
  )
  return {
    idOf,
    firstCandidate: Math.min(...idOf.keys()),
    numberOf: new Map(rows.map(({ id, number }) => [id, number])),
    firstUsed: rows.reduce(
      (first, { isUsed, number }) => (isUsed ? Math.min(first, number) : first),
      Infinity,
    ),
  }
}

/**
 * The mail history of each of the subscribers. It may be given back a paper at the same moment, which then comes with a
 * later edition.
 */
export async function readMailHistories(
  db: Db,
  subscriberIds: readonly number[],
  numbers: PaperNumbers,
  now: Date,
): Promise<Map<number, MailHistory>> {
  // As text, which is split faster than the driver parses arrays.
  const statement = sql<{ id: number; papers: string; pickedOn: string | null }>`
    select subscriber_id as id, papers::text as papers, picked_on as "pickedOn"
    from mail_histories where subscriber_id = any(${subscriberIds}::bigint[])`
  const { rows } = await prepared('mail-histories', statement).execute(db)
  const histories = new Map<number, MailHistory>()
  for (const { id, papers, pickedOn } of rows) {
    histories.set(id, {
      papers: papersAmong(papers, numbers),
      lastPickedOn: recent(pickedOn, now),
      unstored: null,
    })
  }
  const missing = subscriberIds.filter((id) => !histories.has(id))
  if (missing.length > 0) {
    for (const [id, history] of await historiesFromDeliveries(db, missing, numbers, now))
      histories.set(id, history)
  }
  return histories
}

/**
 * The candidates of which an array of numbers, as PostgreSQL writes it (`{7,12}`), has one. Most numbers are of papers that
 * are no candidates any more: to split the text and look each up costs three times as much as to compare as it is read.
 */
export function papersAmong(
  written: string,
  { idOf, firstCandidate }: Pick<PaperNumbers, 'idOf' | 'firstCandidate'>,
): Set<string> {
  const ids = new Set<string>()
  let number = 0
  for (let at = 1; at < written.length; at++) {
    const digit = written.charCodeAt(at) - zero
    if (digit >= 0 && digit <= 9) number = number * 10 + digit
    else {
      const id = number >= firstCandidate ? idOf.get(number) : undefined
      if (id !== undefined) ids.add(id)
      number = 0
    }
  }
  return ids
}

const zero = '0'.charCodeAt(0)

/** After this, an edition that picked says nothing about what was considered: the usual horizon holds. */
const recentDays = longestHorizonDays + 3

function recent(day: string | null, now: Date): string | null {
  return day !== null && now.getTime() - Date.parse(day) <= (recentDays + 1) * dayMs ? day : null
}

/** The same from the deliveries themselves: the slow way, for those whose history is not stored yet. */
export async function historiesFromDeliveries(
  db: Db,
  subscriberIds: readonly number[],
  numbers: PaperNumbers,
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
      const unstored = [...new Set(papers)].flatMap((paper) => numbers.numberOf.get(paper) ?? [])
      return [id, { papers: new Set(papers), lastPickedOn: recent(days.at(-1) ?? null, now), unstored }]
    }),
  )
}

/** Lets go of the numbers of papers that are not stored any more. */
export async function dropUnusedNumbers(db: Db): Promise<void> {
  await sql`
    delete from paper_numbers where not exists (select from papers where id = paper_id)`.execute(db)
}

export type Picked = { subscriberId: number; selection: Selection; history: MailHistory }

/**
 * Adds what was picked to the stored histories, and drops what can never be a candidate again. The caller has read these
 * histories in the same transaction.
 */
export async function recordPicks(
  trx: Db,
  picked: readonly Picked[],
  { numberOf, firstUsed }: PaperNumbers,
  now: Date,
): Promise<void> {
  if (picked.length === 0) return
  const papers = picked.map(({ selection, history }) => {
    const added = selection.flatMap(({ paper }) => numberOf.get(paper) ?? [])
    return `{${[...(history.unstored ?? []), ...added].join()}}`
  })
  const statement = sql`
    insert into mail_histories as h (subscriber_id, papers, picked_on)
    select id, papers::integer[], ${now.toISOString().slice(0, 10)}::date
    from unnest(${picked.map((one) => one.subscriberId)}::bigint[], ${papers}::text[]) as picked (id, papers)
    order by id
    on conflict (subscriber_id) do update set
      papers = case
        when cardinality(h.papers) <= ${mostUncut}::integer then h.papers
        else array(select number from unnest(h.papers) number where number >= ${Math.min(firstUsed, 2 ** 31 - 1)}::integer)
      end || excluded.papers,
      picked_on = greatest(h.picked_on, excluded.picked_on)`
  await prepared('record-picks', statement).execute(trx)
}

/** Cutting costs more than keeping a few that are of no use. */
const mostUncut = 300

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
      where h.papers is null or not h.papers && unsent.papers
    ), taken as (
      update mail_histories h set papers = h.papers || free.papers from free
      where h.subscriber_id = free.id and not h.papers && free.papers
      returning h.subscriber_id
    )
    select free.id from free
    where free.id in (select subscriber_id from taken)
      or not exists (select from mail_histories h where h.subscriber_id = free.id)`.execute(trx)
  return new Set(rows.map(({ id }) => id))
}
