import type { NodemailerError } from 'nodemailer/lib/errors'

/**
 * What became of one SMTP try.
 * - submitted: the relay took the message.
 * - failed: it refused the recipient or the message for good.
 * - deferred: it asked to try again later.
 * - unavailable: the lane itself is in trouble (connection, TLS, login, sender): says nothing about the recipient.
 * - uncertain: the connection was lost after the message had been handed over; it may have been taken.
 */
export type Outcome = {
  kind: 'submitted' | 'failed' | 'deferred' | 'unavailable' | 'uncertain'
  /** The relay's words, or ours, for the operator. */
  response: string
}

/**
 * Classifies what nodemailer's SMTPConnection throws.
 *
 * The phase counts before the code: a refused sender, login or STARTTLS comes with a 5xx too, and must never hit the
 * recipient. A 421 at RCPT looks like a lost connection but has a reply.
 *
 * @param wasHandedOver whether the whole message had been written when it failed
 */
export function classifyFailure(
  error: Pick<NodemailerError, 'message' | 'code' | 'command' | 'responseCode' | 'response'>,
  wasHandedOver: boolean,
): Outcome {
  const response = error.response ?? error.message
  const code = error.responseCode
  // Refused by our own side: too large for the relay.
  if (error.code === 'EMESSAGE' && code === undefined) return { kind: 'failed', response }
  if (isAboutTheLane(error)) return { kind: 'unavailable', response }
  if (code === undefined) return { kind: wasHandedOver ? 'uncertain' : 'unavailable', response }
  if (code >= 500) return { kind: 'failed', response }
  return { kind: 'deferred', response }
}

const laneCodes: ReadonlySet<string> = new Set([
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'ETLS',
  'EREQUIRETLS',
  'EDNS',
  'ECONFIG',
])

function isAboutTheLane({ code, command }: Pick<NodemailerError, 'code' | 'command'>): boolean {
  return (code !== undefined && laneCodes.has(code)) || command === 'MAIL FROM'
}

const firstRetryMs = 5 * 60_000
const longestRetryMs = 4 * 3_600_000

/** How long a deferred message waits before its next try: 5 minutes, doubling up to 4 hours. */
export function retryDelayMs(attempts: number): number {
  return Math.min(firstRetryMs * 2 ** Math.max(0, attempts - 1), longestRetryMs)
}
