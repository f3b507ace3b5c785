import type { Db } from '../store/open.ts'

const dayMs = 86_400_000
const keptDays = 30
/** Longer than the link of a mail that asks to confirm works. */
const askedDays = 7

/**
 * Deletes addresses whose owners never confirmed: anybody may have typed them, and whoever types thousands would fill the
 * table. One that was asked again lately stays. They have had mails that ask to confirm, so other tables know them too:
 * see `forgetUnconfirmed`.
 *
 * @returns whose addresses they were
 */
export async function deleteUnconfirmed(db: Db, now: Date): Promise<{ id: number; email_key: string }[]> {
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs)
  return db
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
    .returning(['id', 'email_key'])
    .execute()
}
