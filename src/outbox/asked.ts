import { z } from 'zod'
import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { parsePreferences, type PreferenceInput, type Preferences } from '../subscribers/preferences.ts'

/** The payload of a mail that asks to confirm: a `PreferenceInput`, as it was asked for. Older versions wrote none. */
const ConfirmMail = z.object({
  asked: z.record(z.string(), z.union([z.string(), z.array(z.string())]).optional()),
})
export type ConfirmMail = { asked: PreferenceInput }

/** @returns null where the mail names no preferences, or some that are not valid any more */
export function readAsked(payload: unknown): Preferences | null {
  const mail = ConfirmMail.safeParse(payload)
  if (!mail.success) return null
  const parsed = parsePreferences(mail.data.asked)
  return parsed.ok ? parsed.preferences : null
}

/**
 * What someone asked for by the form, as the mail with this link says it. It is nothing of theirs until they confirm it: the
 * address may have been typed by another.
 *
 * @returns null where the link is that of a goodbye, which brings back what was stored
 */
export async function findAsked(
  db: Db,
  { subscriberId, issuedAt }: { subscriberId: number; issuedAt: Date },
): Promise<Preferences | null> {
  const mail = await db
    .selectFrom('outbox')
    .select('payload')
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', 'confirm')
    // Tokens tell the time to the second.
    .where(sql<boolean>`date_trunc('second', created_at) = ${issuedAt}::timestamptz`)
    .executeTakeFirst()
  return readAsked(mail?.payload)
}
