import { createHmac } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Config } from '../config.ts'

/** What a mail says, already rendered. */
export type Content = { subject: string; html: string; text: string }

/** What tells one message from another. Everything here is the same when it is sent again. */
export type MessageIdentity = {
  /** Unique among our messages: `d12` for delivery 12, `t7` for transactional mail 7. */
  key: string
  to: string
  date: Date
  headers: Record<string, string>
}

/**
 * Assembles a message as RFC 5322 bytes. The same arguments give the same bytes: Message-ID, Date and MIME boundaries
 * come from the identity, so that a message sent again after a crash is the same message.
 */
export async function assembleMessage(
  config: Pick<Config, 'mailFrom' | 'secretKeys'>,
  identity: MessageIdentity,
  content: Content,
): Promise<Buffer> {
  const fingerprint = fingerprintOf(config, identity.key)
  const composer = new MailComposer({
    // Objects, never strings: a string is parsed, and may turn out to be several addresses.
    from: config.mailFrom,
    to: { name: '', address: identity.to },
    subject: content.subject,
    messageId: `<${identity.key}.${fingerprint}@${domainOf(config.mailFrom.address)}>`,
    date: identity.date,
    html: content.html,
    text: content.text,
    headers: Object.entries(identity.headers).map(([key, value]) => ({
      key,
      value: { prepared: true, value },
    })),
    baseBoundary: fingerprint,
    textEncoding: 'quoted-printable',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

/**
 * The envelope sender, apart from From, so that bounces come back to us and say which message they are about.
 * The fingerprint keeps a forged bounce from counting.
 */
export function envelopeSender(config: Pick<Config, 'mailFrom' | 'secretKeys'>, key: string): string {
  return `bounces+${key}.${fingerprintOf(config, key)}@${domainOf(config.mailFrom.address)}`
}

function fingerprintOf(config: Pick<Config, 'secretKeys'>, key: string): string {
  // Case is lost on the way of an address, so hexadecimal.
  return createHmac('sha256', config.secretKeys[0])
    .update(`paperboy:message:${key}`)
    .digest('hex')
    .slice(0, 20)
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1)
}
