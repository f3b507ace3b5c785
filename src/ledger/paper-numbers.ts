import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { longestHistoryDays, longestHorizonDays, longestReturnDays } from '../select/profile.ts'
import type { Places } from './written-numbers.ts'

/** The numbers that histories are kept in, of everything that can still be picked. */
export type PaperNumbers = {
  /** The candidates by number, and their marks; `markMailed` overwrites these. */
  candidates: readonly string[]
  places: Places
  marks: Uint8Array
  numberOf: ReadonlyMap<string, number>
  /** Every paper with a smaller number can never be a candidate again. */
  firstUsed: number
}

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

/** @param candidates ids; those that were never numbered were never mailed, and are left out */
export async function readPaperNumbers(
  db: Db,
  candidates: readonly string[],
  day: string,
): Promise<PaperNumbers> {
  // A paper may be listed again, with a new first day, up to `longestReturnDays` after its first one.
  const { rows } = await sql<{ id: string; number: number; isUsed: boolean }>`
    select n.paper_id as id, n.number,
      p.first_listed_on > ${day}::date - ${longestHorizonDays + longestReturnDays}::integer as "isUsed"
    from paper_numbers n join papers p on p.id = n.paper_id
    where p.first_listed_on > ${day}::date - ${longestHistoryDays + longestHorizonDays}::integer`.execute(db)
  const numberOf = new Map(rows.map(({ id, number }) => [id, number]))
  return {
    candidates,
    places: placesOf(candidates.map((id) => numberOf.get(id))),
    marks: new Uint8Array(candidates.length),
    numberOf,
    firstUsed: rows.reduce(
      (first, { isUsed, number }) => (isUsed ? Math.min(first, number) : first),
      Infinity,
    ),
  }
}

function placesOf(numbers: readonly (number | undefined)[]): Places {
  const known = numbers.filter((number) => number !== undefined)
  if (known.length === 0) return { first: 0, places: new Int32Array() }
  const [first, last] = [Math.min(...known), Math.max(...known)]
  const places = new Int32Array(last - first + 1).fill(-1)
  for (const [at, number] of numbers.entries()) if (number !== undefined) places[number - first] = at
  return { first, places }
}

/** Lets go of the numbers of papers that are not stored any more. */
export async function dropUnusedNumbers(db: Db): Promise<void> {
  await sql`
    delete from paper_numbers where not exists (select from papers where id = paper_id)`.execute(db)
}
