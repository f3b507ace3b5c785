import { addressIn } from './delivery-status.ts'
import type { ReturnedMessage } from './read-message.ts'

/** A person's complaint, or what only tells about our mail. */
export type Feedback = { type: string; isComplaint: boolean; isOptOut: boolean; recipient: string }

/** Reads an abuse report (ARF, RFC 5965; CFBL, RFC 9477), or null where the message is none. */
export function readFeedback(message: ReturnedMessage): Feedback | null {
  const { feedback, returned, headers } = message
  const type = fieldIn(feedback ?? '', 'feedback-type').toLowerCase()
  const isReport =
    feedback !== null || /report-type="?feedback-report/i.test(headers.get('content-type') ?? '')
  if (!isReport && !isHotmailReport(message)) return null
  const stated = ['original-rcpt-to', 'removal-recipient', 'original-recipient'].map((name) =>
    addressIn(fieldIn(feedback ?? '', name)),
  )
  const written = ['x-hmxmroriginalrecipient', 'delivered-to', 'to'].map((name) =>
    addressIn(fieldIn(returned, name)),
  )
  return {
    type: type || 'abuse',
    isComplaint: !aboutNoPerson.test(type),
    isOptOut: /^opt-?out/.test(type),
    recipient: [...stated, ...written].find((address) => address !== '') ?? '',
  }
}

/** They tell of forgeries and authentication, or praise. */
const aboutNoPerson = /^(?:not-spam|auth-failure|dmarc|opt-?out)/

/** Microsoft's junk mail reports have no report part. */
function isHotmailReport({ from, returned, subject }: ReturnedMessage): boolean {
  return (
    /^x-hmxmroriginalrecipient:/im.test(returned) ||
    (/^staff@hotmail\.com$/i.test(from) && /complaint/i.test(subject))
  )
}

function fieldIn(text: string, name: string): string {
  const match = new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t]+.*)*)`, 'im').exec(text)
  return match?.[1]?.trim() ?? ''
}
