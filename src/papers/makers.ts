import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { readNewestPage, type PaperPage } from './find-papers.ts'

/** Who makes papers: people, by the names that the papers have, and organisations. */
export type MakerKind = 'author' | 'organization'

/** A maker with the number of papers in the days counted. */
export type MakerCount = { name: string; amount: number }

/** The papers of one author or organisation, spelt just so: the newest first. */
export async function readPapersBy(db: Db, kind: MakerKind, name: string, page: number): Promise<PaperPage> {
  // PostgreSQL has no text with a NUL in it, and refuses one with an error.
  if (name.includes('\0')) return { papers: [], page, pages: 0, total: 0 }
  const isTheirs =
    kind === 'author' ? sql<boolean>`authors @> array[${name}]::text[]` : sql<boolean>`organization = ${name}`
  return readNewestPage(db, isTheirs, page)
}

/** Those with the most papers in the `days` that end with the newest papers; at least two papers. */
export async function countMakers(
  db: Db,
  kind: MakerKind,
  { now, days, limit }: { now: Date; days: number; limit: number },
): Promise<MakerCount[]> {
  const names = kind === 'author' ? sql`unnest(authors)` : sql`organization`
  const { rows } = await sql<MakerCount>`
    select name, count(*)::integer as amount
    from (
      select ${names} as name from public.papers
      where first_listed_on > (
        select least(max(first_listed_on), ${now.toISOString().slice(0, 10)}::date) from public.papers
      ) - ${days}::integer and id not like 'sample:%'
    ) made
    where name is not null
    group by name having count(*) > 1
    order by amount desc, name limit ${limit}`.execute(db)
  return rows
}
