import { createHmac, timingSafeEqual } from 'node:crypto'
import { BoundedMap } from '../bounded-map.ts'
import type { Config } from '../config.ts'

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

/** Belongs to one message, and cannot be made up without the secret key. Hexadecimal, since addresses lose their case. */
export function fingerprintOf(secretKey: string, key: string): string {
  const question = `${secretKey} ${key}`
  const kept = fingerprints.get(question)
  if (kept !== undefined) return kept
  const fingerprint = createHmac('sha256', secretKey)
    .update(`paperboy:message:${key}`)
    .digest('hex')
    .slice(0, 20)
  fingerprints.set(question, fingerprint)
  return fingerprint
}

// Each message asks for its own several times.
const fingerprints = new BoundedMap<string, string>(100)
