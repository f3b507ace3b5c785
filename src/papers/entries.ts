import type { Db } from '../store/open.ts'

/** Which paper a source listed at which position of a day's digest. Positions count from 0. */
export type Entry = { paperId: string; position: number }

/** Writes the entries of a source's digest of one day. Entries of earlier answers stay. */
export async function upsertEntries(
  trx: Db,
  { source, day }: { source: string; day: string },
  entries: readonly Entry[],
): Promise<void> {
  if (entries.length === 0) return
  await trx
    .insertInto('digest_entries')
    .values(entries.map(({ paperId, position }) => ({ source, day, paper_id: paperId, position })))
    .onConflict((conflict) =>
      conflict
        .columns(['source', 'day', 'paper_id'])
        .doUpdateSet((excluded) => ({ position: excluded.ref('excluded.position') })),
    )
    .execute()
}

/** The ids of the papers in a source's digest of one day. */
export async function readPaperIds(db: Db, source: string, day: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('source', '=', source)
    .where('day', '=', day)
    .execute()
  return new Set(rows.map((row) => row.paper_id))
}

/** Those of the papers that the source has listed on another day. */
export async function readListedOnOtherDays(
  db: Db,
  { source, day }: { source: string; day: string },
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('source', '=', source)
    .where('day', '<>', day)
    .where('paper_id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.paper_id))
}

/** The first day on which each source listed each of the papers: by paper, then by source. */
export async function readFirstDays(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Map<string, string>>> {
  const rows = await db
    .selectFrom('digest_entries')
    .select((query) => ['paper_id', 'source', query.fn.min('day').as('day')])
    .where('paper_id', 'in', ids)
    .groupBy(['paper_id', 'source'])
    .execute()
  const days = new Map<string, Map<string, string>>()
  for (const { paper_id: id, source, day } of rows) {
    days.set(id, (days.get(id) ?? new Map<string, string>()).set(source, day))
  }
  return days
}

/** True once the source has listed a paper on any day. */
export async function hasListed(db: Db, source: string): Promise<boolean> {
  const row = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('source', '=', source)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** True once any other source has listed a paper. */
export async function hasAnotherListed(db: Db, source: string): Promise<boolean> {
  const row = await db
    .selectFrom('digest_entries')
    .select('paper_id')
    .where('source', '<>', source)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
