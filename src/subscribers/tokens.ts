import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { memoize } from '../memoize.ts'

/** What a link may be used for. A token for one is worthless for another. */
export type TokenPurpose = 'confirm' | 'preferences' | 'unsubscribe' | 'undo' | 'export' | 'erase'

export type TokenCheck =
  | { ok: true; subscriberId: number; issuedAt: Date }
  | { ok: false; problem: 'malformed' | 'forged' | 'expired' }

/**
 * A signed link token: `keyId.subscriberId.issuedAt.mac`, with HMAC-SHA-256 cut to 160 bits.
 * The same arguments give the same token, so that a message sent again is the same message.
 *
 * @param keys the first one signs
 * @param issuedAt to the second
 */
export function createToken(
  keys: readonly [string, ...string[]],
  purpose: TokenPurpose,
  subscriberId: number,
  issuedAt: Date,
): string {
  const subject = `${subscriberId.toString(36)}.${Math.floor(issuedAt.getTime() / 1000).toString(36)}`
  return `${keyId(keys[0])}.${subject}.${mac(keys[0], purpose, subject)}`
}

/**
 * @param maxAgeMs null for links that must work for years
 */
export function checkToken(
  keys: readonly string[],
  purpose: TokenPurpose,
  token: string,
  now: Date,
  maxAgeMs: number | null,
): TokenCheck {
  const match = /^([\w-]{6})\.(([0-9a-z]{1,11})\.([0-9a-z]{1,8}))\.([\w-]{27})$/.exec(token)
  const [, id, subject, subscriberId, issuedAt, given] = match ?? []
  if (!id || !subject || !subscriberId || !issuedAt || !given) return { ok: false, problem: 'malformed' }
  // Ids are short, so two keys may share one.
  const isOurs = keys.some((key) => keyId(key) === id && isSame(mac(key, purpose, subject), given))
  if (!isOurs) return { ok: false, problem: 'forged' }
  const issuedAtMs = Number.parseInt(issuedAt, 36) * 1000
  const ageMs = now.getTime() - issuedAtMs
  if (maxAgeMs !== null && ageMs > maxAgeMs) return { ok: false, problem: 'expired' }
  return { ok: true, subscriberId: Number.parseInt(subscriberId, 36), issuedAt: new Date(issuedAtMs) }
}

/** Names a key without telling it, so that a rotated one is still found. Each token asks; an operator's keys are few. */
export const keyId = memoize(100, (key: string) =>
  createHash('sha256').update(`paperboy key id:${key}`).digest('base64url').slice(0, 6),
)

/**
 * The config with the key that has this id as the one that signs: what was signed once is then signed alike again,
 * also after the keys were changed. Where that key is gone, the present one signs.
 */
export function signedBy<Config extends { secretKeys: [string, ...string[]] }>(
  config: Config,
  id: string | null,
): Config {
  const key = config.secretKeys.find((one) => keyId(one) === id)
  if (!key) return config
  return { ...config, secretKeys: [key, ...config.secretKeys.filter((one) => one !== key)] }
}

function mac(key: string, purpose: TokenPurpose, subject: string): string {
  return createHmac('sha256', key).update(`paperboy:${purpose}:${subject}`).digest('base64url').slice(0, 27)
}

function isSame(expected: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given))
}
