import type { Db } from '../store/open.ts'
import { isReadable } from './readable.ts'

/** What one paper says of itself that a search can suggest. */
export type SearchTerms = {
  title: string
  keywords: string[]
  authors: string[]
  organization: string | null
}

/** Of the newest papers that readers may see. */
export function readSearchTerms(db: Db, limit: number): Promise<SearchTerms[]> {
  return db
    .selectFrom('papers')
    .select(['title', 'keywords', 'authors', 'organization'])
    .where(isReadable)
    .orderBy('first_listed_on', 'desc')
    .orderBy('upvotes', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
}
