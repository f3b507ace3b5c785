import type { MailConfig } from '../config/config.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'

type AddressParts = { mail: Pick<MailConfig, 'bounceDomain'>; signer: LinkSigner }

/**
 * The envelope sender, apart from From, so that bounces come back to us and say which message they are about (VERP).
 * The fingerprint keeps a forged bounce from counting.
 *
 * @param key `d12-3f9c02ab` for delivery 12, `t7-08d1e5c7` for mail 7 of the outbox, each with the random part in its row
 */
export function envelopeSender({ mail, signer }: AddressParts, key: string): string {
  return `bounces+${key}.${signer.fingerprint(key)}@${mail.bounceDomain}`
}

/**
 * Reads an address that a bounce was sent to, whatever servers did to its case on the way.
 *
 * @returns the key of the message that it is about, or null where the address is not one of ours. After a backup was
 *   restored, its number may be another delivery's by now, so that its random part must be compared.
 */
export function readEnvelopeSender({ mail, signer }: AddressParts, address: string): string | null {
  const match = /^bounces\+([dt][1-9]\d{0,15}(?:-[0-9a-f]{8})?)\.([0-9a-f]{20})@(.+)$/i.exec(address)
  const [, key, given, domain] = match?.map((part) => part.toLowerCase()) ?? []
  if (!key || !given || domain !== mail.bounceDomain.toLowerCase()) return null
  return signer.isFingerprint(key, given) ? key : null
}
