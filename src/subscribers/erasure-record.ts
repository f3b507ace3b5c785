import { createHmac } from 'node:crypto'
import type { Db } from '../store/open.ts'
import { keyId } from './tokens.ts'

/** What is still known of someone who was erased. */
export type Erased = {
  /** Why the address must not be mailed at all, or null where its owner has only left. */
  suppression: string | null
  erasedAt: Date
}

/** What is kept of an address when it is erased, made with the key that signs now. */
export function erasureRecord(secretKeys: readonly [string, ...string[]], emailKey: string) {
  return { hash: hashAddress(secretKeys[0], emailKey), key_id: keyId(secretKeys[0]) }
}

/**
 * Those of some addresses that were erased, by their key. An address is looked for under every key that still
 * verifies, because it may have been erased before the newest came.
 */
export async function findErased(
  db: Db,
  secretKeys: readonly string[],
  emailKeys: readonly string[],
): Promise<Map<string, Erased>> {
  const emailKeyByHash = new Map(
    emailKeys.flatMap((emailKey) => secretKeys.map((key) => [hashAddress(key, emailKey), emailKey] as const)),
  )
  if (emailKeyByHash.size === 0) return new Map()
  const rows = await db
    .selectFrom('erased_addresses')
    .select(['hash', 'suppression', 'erased_at'])
    .where('hash', 'in', [...emailKeyByHash.keys()])
    .execute()
  return new Map(
    rows.map(({ hash, suppression, erased_at: erasedAt }) => [
      emailKeyByHash.get(hash) ?? '',
      { suppression, erasedAt },
    ]),
  )
}

/** Those who were erased before a time, and after whom the files were not cleaned yet. */
export async function findUncleaned(db: Db, before: Date): Promise<{ hash: string; erasedAt: Date }[]> {
  return db
    .selectFrom('erased_addresses')
    .select(['hash', 'erased_at as erasedAt'])
    .where('cleaned_at', 'is', null)
    .where('erased_at', '<=', before)
    .orderBy('erased_at')
    .execute()
}

export async function markCleaned(db: Db, hashes: readonly string[], at: Date): Promise<void> {
  await db.updateTable('erased_addresses').set({ cleaned_at: at }).where('hash', 'in', hashes).execute()
}

/** Without the key, nobody can try addresses until one fits: there are few enough of them for that. */
export function hashAddress(key: string, emailKey: string): string {
  return createHmac('sha256', key).update(`paperboy:erased address:${emailKey}`).digest('base64url')
}
