import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Reason } from '../store/schema.ts'
import { readSelection } from '../ledger/selection.ts'

/** A paper that was picked for someone. Without a title it is not stored any more. */
export type MailedPaper = { id: string; title: string | null; reason: Reason }

/** What stands in selections, in the same order, with the papers' titles. */
export async function readMailedPapers(
  db: Db,
  deliveries: readonly { selection: string }[],
): Promise<MailedPaper[][]> {
  const selections = deliveries.map(({ selection }) => readSelection(selection))
  const ids = new Set(selections.flat().map(({ paper }) => paper))
  const papers = await db
    .selectFrom('papers')
    .select(['id', 'title'])
    .where('id', '=', sql<string>`any(${[...ids]}::text[])`)
    .execute()
  const titles = new Map(papers.map(({ id, title }) => [id, title]))
  return selections.map((selection) =>
    selection.map(({ paper: id, reason }) => ({ id, title: titles.get(id) ?? null, reason })),
  )
}
