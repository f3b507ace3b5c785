import { sql } from 'kysely'
import { inTransaction, type Db } from '../store/open.ts'
import type { Consent } from '../store/schema.ts'
import { preferenceColumns } from './columns.ts'
import type { Preferences } from './preferences.ts'
import { complaintReason } from './suppress.ts'

/** `refused`: there is nothing to confirm any more, e.g. an old link of someone who has left since. */
export type ConfirmOutcome = 'activated' | 'already active' | 'refused'

/**
 * Makes a subscriber active who has followed the link in the opt-in mail, and records their consent. Safe to repeat.
 *
 * Whoever has left or complained comes back only by a link that was made afterwards, and an address that is suppressed for
 * another reason not at all.
 *
 * @param preferences what was asked for when the link was mailed; null leaves what is stored
 */
export function confirm(
  db: Db,
  link: { subscriberId: number; issuedAt: Date },
  consent: Consent,
  now: Date,
  preferences: Preferences | null = null,
): Promise<ConfirmOutcome> {
  return inTransaction(db, (trx) => activate(trx, link, consent, now, preferences))
}

async function activate(
  trx: Db,
  link: { subscriberId: number; issuedAt: Date },
  consent: Consent,
  now: Date,
  preferences: Preferences | null,
): Promise<ConfirmOutcome> {
  const activated = await trx
    .updateTable('subscribers')
    .set({
      status: 'active',
      consent: JSON.stringify(consent),
      active_since: now,
      unsubscribed_at: null,
      // They were told that the addresses of their feeds end when they leave.
      feed_since: null,
      revision: sql`revision + 1`,
    })
    .set(preferences ? preferenceColumns(preferences) : {})
    .where('id', '=', link.subscriberId)
    .where('status', '<>', 'active')
    .where((eb) =>
      eb.or([
        eb('status', '=', 'pending'),
        // Tokens tell the time to the second.
        eb(sql<Date>`date_trunc('second', unsubscribed_at)`, '<=', link.issuedAt),
      ]),
    )
    .where('email_key', 'not in', (query) =>
      query
        .selectFrom('suppressions')
        .select('suppressions.email_key')
        .where((eb) =>
          eb.or([
            eb('reason', '<>', complaintReason),
            eb(sql<Date>`date_trunc('second', suppressions.created_at)`, '>', link.issuedAt),
          ]),
        ),
    )
    .returning('email_key')
    .executeTakeFirst()
  if (activated) {
    // The complaint, if there was one.
    await trx.deleteFrom('suppressions').where('email_key', '=', activated.email_key).execute()
    return 'activated'
  }
  const found = await trx
    .selectFrom('subscribers')
    .select('status')
    .where('id', '=', link.subscriberId)
    .executeTakeFirst()
  return found?.status === 'active' ? 'already active' : 'refused'
}
