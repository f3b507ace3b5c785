import { findIdByPage } from '../papers/entries.ts'
import { idOfTyped } from '../sources/identity.ts'
import type { Db } from '../store/open.ts'

/** A longer text is no link that anyone means. */
const maxLength = 2000

/**
 * The id of the paper that someone means by an id, an arXiv number, a DOI or a link, listed or not.
 *
 * @returns null where the text is none of these
 */
export async function findTypedPaper(db: Db, typed: string): Promise<string | null> {
  const text = typed.trim()
  if (text.length > maxLength) return null
  const id = idOfTyped(text)
  // The page on which a source shows a paper may name no id.
  return id?.startsWith('url:') ? ((await findIdByPage(db, text)) ?? id) : id
}
