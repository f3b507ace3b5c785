import { readTitles } from '../papers/stored-papers.ts'
import type { Db } from '../store/open.ts'
import type { Reason, Selection } from '../store/schema.ts'

/** A paper that was picked for someone. Without a title it is not stored any more. */
export type MailedPaper = { id: string; title: string | null; reason: Reason }

/** The papers of each selection, in the same order, with their titles. */
export async function readMailedPapers(
  db: Db,
  deliveries: readonly { selection: Selection }[],
): Promise<MailedPaper[][]> {
  const selections = deliveries.map(({ selection }) => selection)
  const ids = new Set(selections.flat().map(({ paper }) => paper))
  const titles = await readTitles(db, [...ids])
  return selections.map((selection) =>
    selection.map(({ paper: id, reason }) => ({ id, title: titles.get(id) ?? null, reason })),
  )
}
