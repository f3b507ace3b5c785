import type { Db } from '../store/open.ts'
import type { Consent } from '../store/schema.ts'

/** `refused`: there is nothing to confirm any more, e.g. an old link of someone who has left since. */
export type ConfirmOutcome = 'activated' | 'already active' | 'refused'

/**
 * Makes a subscriber active who has followed the link in the opt-in mail, and records their consent. Safe to repeat.
 *
 * Whoever has left comes back only by a link that was mailed afterwards, and a suppressed address not at all.
 */
export async function confirm(
  db: Db,
  subscriberId: number,
  consent: Consent,
  now: Date,
): Promise<ConfirmOutcome> {
  const activated = await db
    .updateTable('subscribers')
    .set({ status: 'active', consent: JSON.stringify(consent), active_since: now, unsubscribed_at: null })
    .where('id', '=', subscriberId)
    .where('status', '<>', 'active')
    .where((eb) =>
      eb.or([
        eb('status', '=', 'pending'),
        eb.exists(
          eb
            .selectFrom('transactional_mails as mail')
            .select('mail.id')
            .whereRef('mail.subscriber_id', '=', 'subscribers.id')
            .whereRef('mail.created_at', '>=', 'subscribers.unsubscribed_at')
            .where('mail.kind', 'in', ['confirm', 'goodbye']),
        ),
      ]),
    )
    .where('email_key', 'not in', (query) =>
      query.selectFrom('suppressions').select('suppressions.email_key'),
    )
    .returning('id')
    .executeTakeFirst()
  if (activated) return 'activated'
  const found = await db
    .selectFrom('subscribers')
    .select('status')
    .where('id', '=', subscriberId)
    .executeTakeFirst()
  return found?.status === 'active' ? 'already active' : 'refused'
}
