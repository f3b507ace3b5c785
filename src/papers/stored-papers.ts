import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../store/open.ts'
import { Paper, type ListedPaper, type TopicScores } from './paper.ts'
import { paperColumns, toColumns, toListedPaper } from './paper-columns.ts'

/** A source, with its rank: where sources say different things of a paper, the lowest counts. */
const Origin = z.object({ source: z.string(), rank: z.number() })
export type Origin = z.infer<typeof Origin>

/** The source that each field of a paper comes from. */
const FieldSources = z.partialRecord(z.enum(Paper.keyof().options), Origin)
export type FieldSources = z.infer<typeof FieldSources>

/** A paper as it is stored, with the source that each of its fields comes from. */
export type StoredPaper = ListedPaper & { fieldSources: FieldSources }

/** The stored ones among the papers with these ids, by id. */
export async function readStoredPapers(db: Db, ids: readonly string[]): Promise<Map<string, StoredPaper>> {
  const rows = await db
    .selectFrom('papers')
    .select([...paperColumns, 'papers.field_sources'])
    .where('id', 'in', ids)
    .execute()
  return new Map(
    rows.map(({ field_sources: fieldSources, ...row }) => [
      row.id,
      { ...toListedPaper(row), fieldSources: FieldSources.parse(fieldSources) },
    ]),
  )
}

/** Lets go of papers first listed before a day, with their entries, signals and vectors. */
export async function deletePapersBefore(db: Db, day: string): Promise<void> {
  await db.deleteFrom('papers').where('first_listed_on', '<', day).execute()
}

/** Inserts papers, or replaces all that is stored of them except when they were created. */
export async function upsertPapers(trx: Db, papers: readonly StoredPaper[], at: Date): Promise<void> {
  const rows = papers.map((paper) => ({
    ...toColumns(paper),
    field_sources: JSON.stringify(paper.fieldSources),
    // The previous release reads it.
    text_source: paper.fieldSources.title?.source ?? null,
    created_at: at,
    updated_at: at,
  }))
  if (!rows[0]) return
  const { id: _id, created_at: _createdAt, ...replaced } = rows[0]
  const updates = Object.keys(replaced).map((column) => [
    column,
    sql<never>`${sql.ref(`excluded.${column}`)}`,
  ])
  await trx
    .insertInto('papers')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(Object.fromEntries(updates)))
    .execute()
}

/** Puts other scores in the place of stored papers' topics. */
export async function updateTopics(
  trx: Db,
  scored: readonly { id: string; topics: TopicScores }[],
  at: Date,
): Promise<void> {
  if (scored.length === 0) return
  await sql`
    update papers set topics = scored.topics::jsonb, updated_at = ${at}
    from unnest(
      ${scored.map(({ id }) => id)}::text[], ${scored.map(({ topics }) => JSON.stringify(topics))}::text[]
    ) as scored (id, topics)
    where papers.id = scored.id`.execute(trx)
}

/** Papers of arXiv whose details were never asked for, the newest first. */
export async function listUnenrichedIds(
  db: Db,
  { listedAfter, limit }: { listedAfter: string; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('papers')
    .select('id')
    .where('enriched_at', 'is', null)
    .where('id', 'like', 'arxiv:%')
    .where('categories', '=', sql<string[]>`'{}'::text[]`)
    .where('first_listed_on', '>', listedAfter)
    .orderBy('first_listed_on', 'desc')
    .orderBy('upvotes', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Records that arXiv was asked for the details of these papers. */
export async function markEnriched(trx: Db, ids: readonly string[], at: Date): Promise<void> {
  await trx.updateTable('papers').set({ enriched_at: at }).where('id', 'in', ids).execute()
}

/** True where any paper is stored, be it of the sample. */
export async function hasPapers(db: Db): Promise<boolean> {
  return (await db.selectFrom('papers').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Deletes every paper that a source has listed, with its entries and signals. */
export async function deletePapersOf(trx: Db, source: string): Promise<void> {
  await trx
    .deleteFrom('papers')
    .where('id', 'in', (query) =>
      query.selectFrom('digest_entries').select('paper_id').where('source', '=', source),
    )
    .execute()
}

/** A stored paper, whatever the state of the digests that list it. */
export async function findPaper(db: Db, id: string): Promise<ListedPaper | undefined> {
  // PostgreSQL has no text with a NUL in it, and refuses one with an error.
  if (id.includes('\0')) return undefined
  const row = await db.selectFrom('papers').select(paperColumns).where('id', '=', id).executeTakeFirst()
  return row && toListedPaper(row)
}

/** The titles of the stored ones among the papers with these ids, by id. */
export async function readTitles(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('papers')
    .select(['id', 'title'])
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .execute()
  return new Map(rows.map(({ id, title }) => [id, title]))
}

/** What the stored ones among the papers with these ids are about. */
export async function readDescribed(
  db: Db,
  ids: readonly string[],
): Promise<Pick<Paper, 'id' | 'title' | 'abstract' | 'keywords'>[]> {
  return db
    .selectFrom('papers')
    .select(['id', 'title', 'abstract', 'keywords'])
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .execute()
}

/** Days are YYYY-MM-DD: those after `after`, up to and including `upTo`. */
export type ListedBetween = {
  after: string
  upTo: string
  /** Papers that no other source has listed are left out. */
  exceptOnlyBy: readonly string[]
}

/** The papers that were first listed on these days, by id. */
export async function listPapersBetween(
  db: Db,
  { after, upTo, exceptOnlyBy }: ListedBetween,
): Promise<ListedPaper[]> {
  const rows = await db
    .selectFrom('papers')
    .select(paperColumns)
    .where('first_listed_on', '<=', upTo)
    .where('first_listed_on', '>', after)
    .$if(exceptOnlyBy.length > 0, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('digest_entries')
            .select('paper_id')
            .whereRef('paper_id', '=', 'papers.id')
            .where('source', 'not in', exceptOnlyBy),
        ),
      ),
    )
    .orderBy('id')
    .execute()
  return rows.map(toListedPaper)
}
