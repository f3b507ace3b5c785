import { encodeXText } from 'nodemailer/lib/shared'
import type { Message } from './message.ts'
import type { Outcome } from './outcome.ts'

/** What a relay offers (RFC 5321, 2.2). */
export type Extensions = {
  pipelining: boolean
  smtpUtf8: boolean
  dsn: boolean
  /** Whether it wants to know the size of a message, and the largest that it takes: 0 without a limit. */
  size: { most: number } | null
}

/** Reads a reply to EHLO; one to HELO offers nothing. */
export function readExtensions(reply: string): Extensions {
  const offered = new Map(
    reply.split('\n').map((line): [string, string] => {
      const [, keyword = '', rest = ''] = /^\d+[ -](\S+)\s*(.*)$/.exec(line.trim()) ?? []
      return [keyword.toUpperCase(), rest]
    }),
  )
  const size = offered.get('SIZE')
  return {
    pipelining: offered.has('PIPELINING'),
    smtpUtf8: offered.has('SMTPUTF8'),
    dsn: offered.has('DSN'),
    size: size === undefined ? null : { most: Number.parseInt(size, 10) || 0 },
  }
}

/** The three commands before a message, MAIL, RCPT and DATA, each with its end of line. */
export function envelopeCommands(
  { from, to, raw, envelopeId }: Message,
  { smtpUtf8, size, dsn }: Extensions,
): [mail: string, rcpt: string, data: string] {
  const asksForReports = dsn && envelopeId !== undefined
  const ofMail = [
    isAscii(to) || !smtpUtf8 ? '' : ' SMTPUTF8',
    size ? ` SIZE=${raw.length}` : '',
    asksForReports ? ` RET=HDRS ENVID=${encodeXText(envelopeId)}` : '',
  ].join('')
  const ofRcpt = asksForReports ? ` NOTIFY=FAILURE,DELAY ORCPT=${encodeXText(`rfc822;${to}`)}` : ''
  return [`MAIL FROM:<${from}>${ofMail}\r\n`, `RCPT TO:<${to}>${ofRcpt}\r\n`, 'DATA\r\n']
}

/** What becomes of a message that a relay cannot be given at all; or null. */
export function unsendable({ from, to, raw }: Message, { smtpUtf8, size }: Extensions): Outcome | null {
  const wrong = [from, to].find((address) => /[\r\n<>\0]/.test(address)) ?? (to === '' ? to : null)
  if (wrong !== null)
    return { kind: 'failed', response: `Invalid address ${JSON.stringify(wrong)}`, blame: 'message' }
  // RFC 6531: such an address may go only to a relay that takes it.
  if (!smtpUtf8 && !isAscii(to)) return { kind: 'failed', response: unsupported }
  if (!size || size.most === 0 || raw.length <= size.most) return null
  const response = `Message size larger than allowed ${size.most}`
  return { kind: 'failed', response, blame: 'message' }
}

const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text)

const unsupported =
  'unsupported: the address has letters that this relay cannot take (it does not offer SMTPUTF8)'
