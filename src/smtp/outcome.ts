import type { NodemailerError } from 'nodemailer/lib/errors'
import { blameFor, cleanReply, parseReply, type Blame, type Phase } from './reply.ts'

/**
 * What became of one SMTP try.
 * - submitted: the relay took the message.
 * - failed: it refused the recipient or the message permanently.
 * - deferred: it asked to try again later.
 * - unavailable: the lane itself is in trouble (connection, TLS, login, sender): says nothing about the recipient.
 * - uncertain: the connection was lost after the message had been handed over; it may have been taken.
 */
export type Outcome = {
  kind: 'submitted' | 'failed' | 'deferred' | 'unavailable' | 'uncertain'
  /** The relay's reply, or our own explanation, for the operator. */
  response: string
  /** What a refusal is about, if it says so. */
  blame?: Blame
  /** When to try again, if known; otherwise after a growing delay. */
  notBefore?: Date
  /** The name of the lane that tried it; missing where none did. */
  lane?: string
}

/** What kept a message from being taken, in nodemailer's terms; without a response where the connection was lost. */
export type Failure = Pick<NodemailerError, 'message' | 'code' | 'command' | 'responseCode' | 'response'>

/**
 * Classifies what became of a message that was not taken, or of a connection that could not be opened.
 *
 * The phase counts before the code: a refused sender, login or STARTTLS comes with a 5xx too, and must never hit the
 * recipient. A 421 at RCPT looks like a lost connection but has a reply.
 *
 * @param isHandedOver whether the message itself was written
 */
export function classifyFailure(error: Failure, isHandedOver: boolean): Outcome {
  const response = cleanReply(error.response ?? error.message)
  const reply = error.responseCode === undefined ? null : parseReply(response)
  // A positive reply here is out of sequence and says nothing.
  if (!reply || reply.code < 400) return withoutReply(error, response, isHandedOver)
  if (isSetUp(error)) return { kind: 'unavailable', response, blame: 'lane' }
  const blame = blameFor(reply, phaseOf(error, isHandedOver))
  if (blame === 'lane' || blame === 'sender') return { kind: 'unavailable', response, blame }
  return { kind: reply.code >= 500 ? 'failed' : 'deferred', response, ...(blame ? { blame } : {}) }
}

function withoutReply({ code, command }: Failure, response: string, isHandedOver: boolean): Outcome {
  // Refused by nodemailer itself: too large for the relay, or not an address.
  const isRefused = code === 'EMESSAGE' || (code === 'EENVELOPE' && command === 'API')
  if (isRefused) return { kind: 'failed', response, blame: 'message' }
  return isHandedOver ? { kind: 'uncertain', response } : { kind: 'unavailable', response, blame: 'lane' }
}

const setUpCodes: ReadonlySet<string> = new Set([
  'EAUTH',
  'ENOAUTH',
  'EOAUTH2',
  'ETLS',
  'EREQUIRETLS',
  'EDNS',
  'ECONFIG',
])

function isSetUp({ code }: Failure): boolean {
  return code !== undefined && setUpCodes.has(code)
}

function phaseOf({ command }: Failure, isHandedOver: boolean): Phase {
  if (command === 'MAIL FROM') return 'sender'
  return isHandedOver ? 'message' : 'recipient'
}
