import type { Db } from '../store/open.ts'

const dayMs = 86_400_000
const keptDays = 30
/** Longer than the link of a mail that asks to confirm works. */
const askedDays = 7

/**
 * Deletes addresses whose owners never confirmed: anybody may have typed them, and whoever types thousands would fill the
 * table. One that was asked again lately stays.
 *
 * @returns how many
 */
export async function forgetUnconfirmed(db: Db, now: Date): Promise<number> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs)
  const { numDeletedRows } = await db
    .deleteFrom('subscribers')
    .where('status', '=', 'pending')
    .where('created_at', '<', daysAgo(keptDays))
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('outbox')
            .select('outbox.id')
            .whereRef('outbox.subscriber_id', '=', 'subscribers.id')
            .where('outbox.created_at', '>', daysAgo(askedDays)),
        ),
      ),
    )
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
