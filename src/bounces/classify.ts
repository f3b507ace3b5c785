import { isAddressedToLeave, isAutoReply, isUnsubscribeRequest } from './auto-reply.ts'
import { readBounceText, recipientIn } from './bounce-text.ts'
import { addressIn, readDeliveryStatus, type ReportedRecipient } from './delivery-status.ts'
import { tokensIn } from './bounce-address.ts'
import { readFeedback } from './feedback-report.ts'
import { judgeFailure, type FailureKind } from './judge-failure.ts'
import { readSesNotice } from './ses-notice.ts'
import { mostBytes, readReturnedMessage, type ReturnedMessage } from './read-message.ts'

/**
 * What a message that came back says.
 * - hard: the address takes no mail and never will.
 * - soft: the mailbox is full, disabled or out of reach.
 * - complaint: the recipient called our mail spam.
 * - unsubscribe: the recipient asks to leave.
 * - policy: the server does not want our mail, whoever it is for.
 * - ours: our message, our sender or our relay is at fault.
 * - auto-reply: nothing has failed: an absence note, a delay, a delivery.
 * - unknown: for the operator to read.
 */
export type Classification = {
  /** `d12-3f9c02ab` of a delivery, `t7-08d1e5c7` of a single mail; null where none of ours is proven. */
  delivery: string | null
  recipient: string | null
  kind: FailureKind | 'complaint' | 'unsubscribe'
  /** RFC 3463's code, as in 5.1.1. */
  status: string | null
  /** The server's words, at most 500 characters. */
  reason: string | null
}

/**
 * Classifies a message that came to a bounce address. Reads at most its first 100 kB, and never throws.
 *
 * @param readToken the key of one of our messages by its token, or null where we have not signed that
 */
export async function classifyMessage(
  raw: Buffer,
  readToken: ReadToken = () => null,
): Promise<Classification> {
  const message = await readReturnedMessage(raw)
  return { delivery: deliveryIn(raw, readToken), ...contentOf(message) }
}

/** Of a token, the key of the message that it is about. */
export type ReadToken = (token: string) => string | null

function contentOf(message: ReturnedMessage): Omit<Classification, 'delivery'> {
  if (isAddressedToLeave(message)) {
    const recipient = addressIn(message.from) || null
    return { recipient, kind: 'unsubscribe', status: null, reason: message.subject || null }
  }
  const feedback = readFeedback(message)
  if (feedback) {
    const kind = feedback.isOptOut ? 'unsubscribe' : feedback.isComplaint ? 'complaint' : 'unknown'
    return { recipient: feedback.recipient || null, kind, status: null, reason: feedback.type }
  }
  const notice = readSesNotice(message.text)
  if (notice?.kind === 'complaint') return { ...notice, status: null, reason: 'abuse' }
  const failure = notice?.report ?? failureIn(message)
  if (failure) return { recipient: failure.recipient || null, ...judgeFailure(failure, message.text) }
  const sender = addressIn(message.from) || null
  if (isAutoReply(message)) {
    return { recipient: sender, kind: 'auto-reply', status: null, reason: message.subject || null }
  }
  const isRequest = isUnsubscribeRequest(message)
  const kind = isRequest ? 'unsubscribe' : 'unknown'
  return { recipient: sender, kind, status: null, reason: message.subject || null }
}

/** A message of ours has one recipient; where a report has several, what failed counts. */
function failureIn(message: ReturnedMessage): ReportedRecipient | null {
  const reported = message.statuses.flatMap(readDeliveryStatus)
  const first = reported.find(({ action }) => action === 'failed') ?? reported[0]
  if (!first) return readBounceText(message)
  return { ...first, recipient: first.recipient || recipientIn(message) }
}

/** Our token stands in the address that was written to, or in the header section of the message that was returned. */
function deliveryIn(raw: Buffer, readToken: ReadToken): string | null {
  for (const token of tokensIn(raw.subarray(0, mostBytes).toString('latin1'))) {
    const key = readToken(token)
    if (key !== null) return key
  }
  return null
}
