import { createHmac, timingSafeEqual } from 'node:crypto'

/** What is wrong with when a form was filled in, or that nothing is. */
export type StampCheck = 'fine' | 'too soon' | 'broken'

/** Says when a form was shown, for a hidden field: `seconds.mac`. */
export function createStamp(keys: readonly [string, ...string[]], now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(36)
  return `${seconds}.${mac(keys[0], seconds)}`
}

/**
 * A form that stays open for days is still good, and so is one from a cache: a copied stamp helps nobody, since waiting is all
 * that it proves. A program that posts without having asked for a form has none.
 */
export function checkStamp(
  keys: readonly string[],
  stamp: string | undefined,
  now: Date,
  minFillMs: number,
): StampCheck {
  if (minFillMs === 0) return 'fine'
  const [, seconds, given] = /^([0-9a-z]{1,8})\.([\w-]{27})$/.exec(stamp ?? '') ?? []
  if (!seconds || !given || !keys.some((key) => isSame(mac(key, seconds), given))) return 'broken'
  return now.getTime() - Number.parseInt(seconds, 36) * 1000 < minFillMs ? 'too soon' : 'fine'
}

function mac(key: string, seconds: string): string {
  return createHmac('sha256', key).update(`paperboy:form:${seconds}`).digest('base64url').slice(0, 27)
}

function isSame(expected: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given))
}
