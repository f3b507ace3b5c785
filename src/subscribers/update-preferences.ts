import { sql } from 'kysely'
import { inTransaction, type Db } from '../store/open.ts'
import { choices } from '../topics/catalogue.ts'
import { preferenceColumns, preferencesOf } from './columns.ts'
import { checkPreferences, type Parsed, type Preferences } from './preferences.ts'

/**
 * Puts a subscriber's own choice in the place of the one before. A topic of theirs that is not known (any more) stays stored:
 * no form offers it, so nobody has given it up, and an operator's own topic may come back.
 *
 * @returns false where the subscriber is not active (any more), and nothing was changed
 */
export async function updatePreferences(
  db: Db,
  subscriberId: number,
  preferences: Preferences,
): Promise<boolean> {
  const changed = await db
    .updateTable('subscribers')
    .set({
      ...preferenceColumns(preferences),
      topics: withRetired('topics', preferences.topics),
      muted_topics: withRetired('muted_topics', preferences.mutedTopics),
      revision: sql`revision + 1`,
    })
    .where('id', '=', subscriberId)
    .where('status', '=', 'active')
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}

/** The list, and what the column has that is not known (any more). */
function withRetired(column: 'topics' | 'muted_topics', chosen: readonly string[]) {
  const known = choices().map(({ slug }) => slug)
  return sql<string[]>`${chosen}::text[] || array(
    select slug from unnest(${sql.ref(column)}) with ordinality as stored (slug, place)
    where slug <> all(${known}::text[]) and slug <> all(${chosen}::text[]) order by place
  )`
}

/**
 * Changes a part of a subscriber's choice, whatever the rest is by now. What is stored and not valid any more, like a
 * time zone that the platform has dropped, takes its default.
 *
 * @param revision the subscriber's, where only that may be changed
 * @returns the choice; undefined where the subscriber is not active (any more) or has another revision, and
 *   nothing was changed
 */
export async function changePreferences(
  db: Db,
  subscriberId: number,
  change: (before: Preferences) => Partial<Preferences>,
  revision?: number,
): Promise<Parsed<Preferences> | undefined> {
  return inTransaction(db, async (trx) => {
    const row = await trx
      .selectFrom('subscribers')
      .selectAll()
      .where('id', '=', subscriberId)
      .where('status', '=', 'active')
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!row || (revision !== undefined && row.revision !== revision)) return undefined
    const before = preferencesOf(row)
    const checked = checkPreferences({ ...before, ...change(before) })
    if (checked.ok) await updatePreferences(trx, subscriberId, checked.preferences)
    return checked
  })
}
