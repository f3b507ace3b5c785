import MimeNode from 'nodemailer/lib/mime-node'
import { domainOf } from '../mail-address.ts'
import type { EncodedContent } from '../render/encoded.ts'
import { memoize, memoizeBy } from '../memoize.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'
import type { MessageConfig } from './message-config.ts'

/** What tells one message from another. Everything here is the same when it is sent again. */
export type MessageIdentity = {
  /** Unique among our messages: `d12-3f9c02ab` for delivery 12, `t7-08d1e5c7` for mail 7 of the outbox. */
  key: string
  to: string
  date: Date
  /** Further headers, each value ready to be written on one line. */
  headers: Record<string, string>
}

/**
 * Assembles a message of RFC 5322, in ASCII, by joining strings that are encoded already. The same arguments give the same
 * bytes: Message-ID, Date and MIME boundary come from the identity, so that a message sent again after a crash is the
 * same message.
 *
 * @throws {Error} where a header would not fit on its line
 */
export function assembleMessage(
  { mail, signer }: { mail: Pick<MessageConfig['mail'], 'from'>; signer: LinkSigner },
  { key, to, date, headers }: MessageIdentity,
  { subject, html, text }: EncodedContent,
): string {
  const fingerprint = signer.fingerprint(key)
  // RFC 2045: `=_` never stands in quoted-printable, so no body holds this boundary.
  const boundary = `=_${fingerprint}`
  let message =
    addressLine('From', mail.from) +
    addressLine('To', { name: '', address: to }) +
    subjectLine(subject) +
    `Message-ID: <${key}.${fingerprint}@${domainOf(mail.from.address)}>\r\n` +
    dateLine(date.getTime())
  for (const [name, value] of Object.entries(headers)) message += plainHeader(name, value)
  message +=
    `MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n` +
    `--${boundary}\r\n${textHead}${text}` +
    `--${boundary}\r\n${htmlHead}${html}--${boundary}--\r\n`
  return message
}

const textHead = partHead('plain')
const htmlHead = partHead('html')

function partHead(subtype: string): string {
  return `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`
}

/** Many messages are composed together. */
const dateLine = memoize(
  100,
  (atMs: number) => `Date: ${new Date(atMs).toUTCString().replace('GMT', '+0000')}\r\n`,
)

const printable = /^[\x20-\x7e]*$/
const headerLineMaxChars = 76
/** Addresses that may stand in a header as they are: of the others, nodemailer knows how they are written. */
const plainAddress = /^[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9.-]+$/

function addressLine(name: string, address: { name: string; address: string }): string {
  const isPlain = address.name === '' && plainAddress.test(address.address)
  return isPlain ? `${name}: ${address.address}\r\n` : encodedAddress(name, address)
}

function subjectLine(subject: string): string {
  const line = `Subject: ${subject}`
  const isPlain = line.length <= headerLineMaxChars && printable.test(subject) && !subject.includes('=?')
  return isPlain ? `${line}\r\n` : encodedSubject(subject)
}

function plainHeader(name: string, value: string): string {
  if (!printable.test(value)) throw new Error(`the value of ${name} is not of printable ASCII`)
  return `${name}: ${value}\r\n`
}

// A tab is a control character, which nodemailer would leave as it is.
const encodedSubject = memoize(2000, (subject: string) =>
  encodedHeader('Subject', subject.replace(/\p{Cc}+/gu, ' ').trim()),
)
const encodedAddress = memoizeBy(
  100,
  (field: string, { name, address }: { name: string; address: string }) => `${field}\0${name}\0${address}`,
  encodedHeader,
)

/** Encodes and folds as RFC 2047 and 5322 say. */
function encodedHeader(name: string, value: string | { name: string; address: string }): string {
  const head = new MimeNode('text/plain').setHeader(name, value).buildHeaders()
  const line = new RegExp(`^${name}: .*(?:\\r\\n[ \\t].*)*`, 'm').exec(head)?.[0]
  if (!line) throw new Error(`${name} cannot be written as a header`)
  return `${line}\r\n`
}
