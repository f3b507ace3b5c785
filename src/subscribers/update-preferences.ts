import type { Db } from '../store/open.ts'
import { preferenceColumns } from './columns.ts'
import type { Preferences } from './preferences.ts'

/**
 * Puts a subscriber's own choice in the place of the one before.
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
    .set(preferenceColumns(preferences))
    .where('id', '=', subscriberId)
    .where('status', '=', 'active')
    .returning('id')
    .executeTakeFirst()
  return changed !== undefined
}
