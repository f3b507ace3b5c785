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

/** Where a mail program sends its user's wish to leave (RFC 2369). */
export function unsubscribeAddress({ mail, signer }: AddressParts, key: string): string {
  return `unsubscribe+${key}.${signer.fingerprint(key)}@${mail.bounceDomain}`
}

/**
 * Reads an address that a bounce or a wish to leave was sent to, whatever servers did to its case on the way.
 *
 * @returns the key of the message that it is about, or null where the address is not one of ours. After a backup was
 *   restored, its number may be another delivery's by now, so that its random part must be compared.
 */
export function readReturnAddress({ mail, signer }: AddressParts, address: string): string | null {
  const [, token = '', domain = ''] = /^(?:bounces|unsubscribe)\+([^@]{1,60})@(.+)$/i.exec(address) ?? []
  if (domain.toLowerCase() !== mail.bounceDomain.toLowerCase()) return null
  return readMessageToken(signer, token)
}

/**
 * Reads `KEY.FINGERPRINT`, as our addresses, Message-IDs and CFBL-Feedback-IDs have it.
 *
 * @returns the key of the message, or null where we have not signed it
 */
export function readMessageToken(signer: LinkSigner, token: string): string | null {
  const [, key, given] = tokenPattern.exec(token.toLowerCase()) ?? []
  return key && given && signer.isFingerprint(key, given) ? key : null
}

const tokenPattern = /^([dt][1-9]\d{0,15}(?:-[0-9a-f]{8})?)\.([0-9a-f]{20})$/

/** What looks like a token, in any text. */
export function tokensIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w.-])[dt][1-9]\d{0,15}(?:-[0-9a-f]{8})?\.[0-9a-f]{20}(?![\w-])/gi)].map(
    ([token]) => token,
  )
}
