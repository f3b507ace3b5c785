import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { memoizeBy } from '../memoize.ts'

/**
 * The envelope sender, apart from From, so that bounces come back to us and say which message they are about (VERP).
 * The fingerprint keeps a forged bounce from counting.
 *
 * @param key `d12` for delivery 12, `t7` for transactional mail 7
 */
export function envelopeSender(config: Pick<Config, 'bounceDomain' | 'secretKeys'>, key: string): string {
  return `bounces+${key}.${fingerprintOf(config.secretKeys[0], key)}@${config.bounceDomain}`
}

/**
 * Reads an address that a bounce was sent to, whatever servers did to its case on the way.
 *
 * @returns the key of the message that it is about, or null where the address is not one of ours
 */
export function readEnvelopeSender(
  config: Pick<Config, 'bounceDomain' | 'secretKeys'>,
  address: string,
): string | null {
  const match = /^bounces\+([dt][1-9]\d{0,15})\.([0-9a-f]{20})@(.+)$/i.exec(address)
  const [, key, given, domain] = match?.map((part) => part.toLowerCase()) ?? []
  if (!key || !given || domain !== config.bounceDomain.toLowerCase()) return null
  const isOurs = config.secretKeys.some((secretKey) =>
    timingSafeEqual(Buffer.from(fingerprintOf(secretKey, key)), Buffer.from(given)),
  )
  return isOurs ? key : null
}

/**
 * Belongs to one message, and cannot be made up without the secret key. Hexadecimal, since addresses lose their case.
 * Each message asks for its own several times.
 */
export const fingerprintOf = memoizeBy(
  100,
  (secretKey: string, key: string) => `${secretKey} ${key}`,
  (secretKey, key) =>
    createHmac('sha256', secretKey).update(`paperboy:message:${key}`).digest('hex').slice(0, 20),
)
