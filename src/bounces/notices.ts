import { z } from 'zod'
import { tokensIn } from './bounce-address.ts'
import type { Classification, ReadToken } from './classify.ts'
import type { ReportedRecipient } from './delivery-status.ts'
import type { Way } from './events.ts'
import { judgeFailure } from './judge-failure.ts'
import { readSesNotice } from './ses-notice.ts'

/** Providers that tell of our mail by webhook. `signed` is anyone who signs as we say. */
export type Webhook = Exclude<Way, 'smtp' | 'imap'>

export function isWebhook(way: Way): way is Webhook {
  return way !== 'smtp' && way !== 'imap'
}

/**
 * Classifies one event of a provider's webhook.
 *
 * @param text its JSON, of which the signature was verified
 */
export function classifyNotice(way: Webhook, text: string, readToken: ReadToken): Classification {
  const notice = readNotice(way, text)
  const delivery = tokensIn(text).reduce<string | null>((found, token) => found ?? readToken(token), null)
  if (notice === null) return { delivery, recipient: null, kind: 'unknown', status: null, reason: null }
  if ('report' in notice) {
    const { report } = notice
    return { delivery, recipient: report.recipient || null, ...judgeFailure(report, '') }
  }
  return { delivery, status: null, ...notice }
}

/** What an event says: of a failure the report, which is judged as those of servers are. */
export type Notice =
  | {
      kind: 'complaint' | 'unsubscribe' | 'auto-reply' | 'hard' | 'soft' | 'ours'
      recipient: string
      reason: string | null
    }
  | { report: ReportedRecipient }

function readNotice(way: Webhook, text: string): Notice | null {
  if (way === 'ses') return fromSes(text)
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  return readers[way](json)
}

function fromSes(text: string): Notice | null {
  const notice = readSesNotice(text)
  if (notice?.kind === 'complaint') return { kind: 'complaint', recipient: notice.recipient, reason: 'abuse' }
  if (!notice) return null
  const { report, type } = notice
  const kind = sesKinds.find(([name]) => name.test(type ?? ''))?.[1]
  if (report.status || report.diagnostic || !kind) return { report }
  return { kind, recipient: report.recipient, reason: type }
}

/** How SES names failures of which it tells nothing else. */
const sesKinds: readonly (readonly [RegExp, 'hard' | 'soft' | 'ours'])[] = [
  [/^Permanent\/(?:General|NoEmail|.*SuppressionList|Suppressed)/, 'hard'],
  [/\/(?:MessageTooLarge|ContentRejected|AttachmentRejected)/, 'ours'],
  [/^Transient\//, 'soft'],
]

const optional = z.string().nullish()

const SendGrid = z.object({ email: z.string(), event: optional, status: optional, reason: optional })

function fromSendGrid(json: unknown): Notice | null {
  const { data } = SendGrid.safeParse(json)
  if (!data) return null
  const { email: recipient, event } = data
  const reason = data.reason ?? null
  switch (event) {
    case 'spamreport':
      return { kind: 'complaint', recipient, reason: 'abuse' }
    case 'unsubscribe':
    case 'group_unsubscribe':
      return { kind: 'unsubscribe', recipient, reason }
    case 'dropped':
      return dropped(recipient, reason ?? '')
    case undefined:
    case null:
    case 'bounce':
    case 'blocked':
      return failed(recipient, data.status, reason)
    default:
      return { kind: 'auto-reply', recipient, reason: event }
  }
}

/** SendGrid keeps a suppression list of its own, and tries none that are on it. */
function dropped(recipient: string, reason: string): Notice | null {
  if (/^spam report/i.test(reason)) return { kind: 'complaint', recipient, reason }
  if (/^unsubscribed/i.test(reason)) return { kind: 'unsubscribe', recipient, reason }
  return /^(?:bounced address|invalid)/i.test(reason) ? { kind: 'hard', recipient, reason } : null
}

const Postmark = z.object({
  RecordType: z.string(),
  Type: optional,
  Email: optional,
  Recipient: optional,
  Details: optional,
  Description: optional,
  SuppressSending: z.boolean().nullish(),
  SuppressionReason: optional,
})

function fromPostmark(json: unknown): Notice | null {
  const { data } = Postmark.safeParse(json)
  const recipient = data?.Email ?? data?.Recipient
  if (!data || !recipient) return null
  const reason = data.Details ?? data.Description ?? null
  const type = data.RecordType === 'SpamComplaint' ? 'SpamComplaint' : (data.Type ?? data.RecordType)
  switch (type) {
    case 'SpamComplaint':
      return { kind: 'complaint', recipient, reason: 'abuse' }
    case 'SubscriptionChange':
      return data.SuppressSending && data.SuppressionReason === 'ManualSuppression'
        ? { kind: 'unsubscribe', recipient, reason: data.SuppressionReason }
        : null
    case 'Unsubscribe':
      return { kind: 'unsubscribe', recipient, reason }
    case 'BadEmailAddress':
      return { kind: 'hard', recipient, reason: reason ?? type }
    case 'HardBounce':
    case 'SoftBounce':
    case 'Transient':
    case 'DnsError':
    case 'Blocked':
    case 'SpamNotification':
    case 'DMARCPolicy':
      return hasReply(reason) || type !== 'HardBounce'
        ? failed(recipient, null, reason)
        : { kind: 'hard', recipient, reason: reason ?? type }
    default:
      return data.RecordType === 'Bounce' && data.Type !== 'Unknown'
        ? { kind: 'auto-reply', recipient, reason: type }
        : null
  }
}

const Mailgun = z.object({
  event: z.string(),
  severity: optional,
  reason: optional,
  recipient: z.string(),
  'delivery-status': z
    .object({
      code: z.number().nullish(),
      message: optional,
      description: optional,
      'enhanced-code': optional,
    })
    .nullish(),
})

function fromMailgun(json: unknown): Notice | null {
  const { data } = Mailgun.safeParse(json)
  if (!data) return null
  const { event, recipient, severity } = data
  const { code, message, description, 'enhanced-code': enhanced } = data['delivery-status'] ?? {}
  if (event === 'complained') return { kind: 'complaint', recipient, reason: 'abuse' }
  if (event === 'unsubscribed') return { kind: 'unsubscribe', recipient, reason: null }
  if (event !== 'failed') return { kind: 'auto-reply', recipient, reason: event }
  if (severity === 'temporary') return { kind: 'auto-reply', recipient, reason: message ?? 'delayed' }
  if (data.reason === 'suppress-complaint') return { kind: 'complaint', recipient, reason: data.reason }
  if (data.reason === 'suppress-unsubscribe') return { kind: 'unsubscribe', recipient, reason: data.reason }
  const words = message || description || data.reason || ''
  return failed(recipient, enhanced, words, code && code >= 400 && code < 600 ? String(code) : '')
}

const Brevo = z.object({ event: z.string(), email: z.string(), reason: optional })

function fromBrevo(json: unknown): Notice | null {
  const { data } = Brevo.safeParse(json)
  if (!data) return null
  const { event, email: recipient } = data
  const reason = data.reason ?? null
  switch (event) {
    case 'spam':
    case 'complaint':
      return { kind: 'complaint', recipient, reason: 'abuse' }
    case 'unsubscribed':
    case 'unsubscribe':
      return { kind: 'unsubscribe', recipient, reason }
    case 'invalid_email':
      return { kind: 'hard', recipient, reason: reason ?? event }
    case 'hard_bounce':
      return hasReply(reason)
        ? failed(recipient, null, reason)
        : { kind: 'hard', recipient, reason: reason ?? event }
    case 'soft_bounce':
    case 'blocked':
      return failed(recipient, null, reason)
    default:
      return { kind: 'auto-reply', recipient, reason: event }
  }
}

const Signed = z.object({
  kind: z.enum(['bounce', 'complaint', 'unsubscribe']),
  recipient: z.string(),
  status: optional,
  reason: optional,
})

function fromSigned(json: unknown): Notice | null {
  const { data } = Signed.safeParse(json)
  if (!data) return null
  const { kind, recipient } = data
  const reason = data.reason ?? null
  return kind === 'bounce' ? failed(recipient, data.status, reason) : { kind, recipient, reason }
}

const readers = {
  sendgrid: fromSendGrid,
  postmark: fromPostmark,
  mailgun: fromMailgun,
  brevo: fromBrevo,
  signed: fromSigned,
}

/**
 * A failure in the server's words.
 *
 * @param code the server's reply code, where the provider says it beside the words
 */
function failed(
  recipient: string,
  status: string | null | undefined,
  words: string | null,
  code = '',
): Notice {
  const said = words ?? ''
  // SendGrid writes either code into its status.
  const basic = code || (/^[45]\d\d$/.exec(status ?? '')?.[0] ?? '')
  const diagnostic = hasReply(said) ? said : `${basic} ${said}`.trim()
  return {
    report: {
      recipient,
      action: 'failed',
      status: /^[45]\.\d{1,3}\.\d{1,3}$/.exec(status ?? '')?.[0] ?? '',
      diagnostic,
    },
  }
}

function hasReply(words: string | null): boolean {
  return /(?:^|[^\d.])[45]\d\d[ -]/.test(words ?? '')
}
