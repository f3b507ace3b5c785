import {
  blameByClearWords,
  blameByWords,
  isBlock,
  isClosedDomain,
  isUnknownRecipient,
} from './reply-words.ts'

/**
 * What a refusal is about. Nothing is blamed if the reply does not say.
 * - address: it accepts no mail and never will. A hard bounce.
 * - mailbox: it, or its server, is in trouble: full, disabled, out of reach. A soft bounce.
 * - message: ours is malformed or too large.
 * - policy: they do not want such mail from us (reputation, authentication, content).
 * - rate: we are too fast for this recipient's domain.
 * - sender: our sender is refused.
 * - lane: our account at this relay: connection, TLS, login, relaying, quota.
 */
export type Blame = 'address' | 'mailbox' | 'message' | 'policy' | 'rate' | 'sender' | 'lane'

/** The command that a reply answers. The final dot counts as `message`. */
export type Phase = 'sender' | 'recipient' | 'message'

/** A reply in its parts: RFC 5321's code, and RFC 3463's subject and detail where it has them. */
export type Reply = { code: number; subject?: number; detail?: number; text: string }

const longestReply = 1000

/** A relay's reply, safe to store and show: well-formed, without control characters, bounded in length. */
export function cleanReply(text: string): string {
  return text
    .slice(0, longestReply)
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
}

/**
 * Whether a refusal ends a session that has sent messages, rather than being about the next message: some relays accept
 * only a few messages per connection, each with its own reply text. At MAIL no recipient has been named yet.
 */
export function isSessionRefusal({ code, subject, text }: Reply, phase: Phase): boolean {
  if (phase === 'sender') return code >= 400
  if (phase !== 'recipient' || subject === 1 || subject === 2) return false
  return code === 421 || code === 452 || code === 503 || isAboutSession.test(text)
}

const isAboutSession =
  /\b(?:session|connection|transaction|bad sequence)\b|too many (?:recipients|messages|commands)/i

/** Whether a relay refuses a connection only because there are too many of ours. */
export function isConnectionLimit({ code, text }: Reply): boolean {
  return (
    code === 421 ||
    (code >= 400 && /too many .{0,30}connections|connections? limit|maximum .{0,30}connections/i.test(text))
  )
}

/** Parses a reply. The class of an enhanced code is ignored: if the two differ, RFC 5321's code counts. */
export function parseReply(response: string): Reply | null {
  const match = /^(\d{3})(?:[ -]+[245]\.(\d{1,3})\.(\d{1,3})(?!\.?\d))?/.exec(response)
  if (!match) return null
  const [, code, subject, detail] = match
  const enhanced =
    subject === undefined || detail === undefined ? {} : { subject: Number(subject), detail: Number(detail) }
  return { code: Number(code), ...enhanced, text: response }
}

/** What a 4xx or 5xx reply is about: judged by phase, then enhanced code, then basic code, and by its text last. */
export function blameFor(reply: Reply, phase: Phase): Blame | undefined {
  if (isTooLarge(reply)) return 'message'
  if (isAboutOurAccount(reply)) return 'lane'
  if (phase === 'sender') return reply.code >= 500 ? 'sender' : 'lane'
  if (reply.code < 500) return blameForDeferral(reply)
  if (reply.subject === undefined) return blameByCode(reply, phase)
  if (reply.subject === 0) return ofFilter(blameByWords(reply.text), reply, phase) ?? 'mailbox'
  return blameByDetail(reply, reply.subject)
}

function blameForDeferral({ code, subject, detail, text }: Reply): Blame {
  if (subject === 2 || isGreylisting.test(text)) return 'mailbox'
  if (subject === 1 && (detail === 7 || detail === 8)) return 'sender'
  return code === 421 || subject === 7 ? 'rate' : 'mailbox'
}

/** Registered by IANA: "SMTP Enhanced Status Codes", 2024-12-06. */
const addressDetails: ReadonlySet<number> = new Set([1, 2, 3, 6, 10])

function blameByDetail({ detail = 0, text }: Reply, subject: number): Blame | undefined {
  switch (subject) {
    case 1:
      return blameForAddress(detail, text)
    case 2:
      // Gmail says 5.2.1 of accounts that are off, and of those that get too much from everyone together.
      if (detail === 1 && isBusy.test(text)) return undefined
      if (detail === 1 && isUnknownRecipient(text)) return 'address'
      if (detail === 0 && blameByClearWords(text) === 'policy') return 'policy'
      return detail === 3 ? 'message' : 'mailbox'
    case 3:
      // Sendmail says 5.3.0 of users that its tables refuse.
      if (detail === 0 && isUnknownRecipient(text)) return 'address'
      return detail === 4 ? 'message' : 'mailbox'
    case 4:
      // Postfix and qmail say 5.4.4 of domains that do not exist.
      return detail === 4 && blameByClearWords(text) === 'address' ? 'address' : 'mailbox'
    case 5:
      if (isUnknownRecipient(text) || blameByClearWords(text) === 'address') return 'address'
      // Outlook.com's 5.5.0 of mailboxes that are not there.
      return isUnavailable.test(text) || blameByWords(text) === 'mailbox' ? 'mailbox' : 'message'
    case 6:
      return isBlock(text) ? 'policy' : 'message'
    case 7:
      // RFC 5248: the account is disabled.
      if (detail === 13) return 'mailbox'
      return isUnknownRecipient(text) || isClosedDomain(text) ? 'address' : 'policy'
    default:
      return blameByWords(text) ?? 'mailbox'
  }
}

/** Some servers send 5.1.1 with every refusal; their text then gives another reason. */
function blameForAddress(detail: number, text: string): Blame {
  if (detail === 7 || detail === 8) return 'sender'
  const words = blameByClearWords(text)
  if (addressDetails.has(detail)) return words ?? 'address'
  // Cisco's way to say that a recipient is unknown.
  return words ?? (/\baddress rejected/i.test(text) ? 'address' : 'mailbox')
}

/** After the message, "unknown user" often comes from a filter, unless the text says that there is no such account. */
function ofFilter(words: Blame | undefined, { text }: Pick<Reply, 'text'>, phase: Phase): Blame | undefined {
  const isFilter = words === 'address' && phase !== 'recipient' && !/have an? \S{0,40} ?account/i.test(text)
  return isFilter ? 'mailbox' : words
}

function blameByCode({ code, text }: Reply, phase: Phase): Blame {
  const words = ofFilter(blameByClearWords(text), { text }, phase)
  if (words) return words
  // RFC 7504: hosts that accept no mail at all.
  if (code === 521 || code === 556) return 'address'
  if (code === 552) return 'mailbox'
  // Unknown commands and parameters, or bad sequences of commands.
  if (code < 510 || code === 555) return 'message'
  const vague = blameByWords(text)
  if (vague) return vague
  if (code === 554) return phase === 'recipient' ? 'mailbox' : 'policy'
  return phase === 'recipient' ? 'address' : 'policy'
}

function isTooLarge({ code, subject, detail, text }: Reply): boolean {
  if (subject === 3 && detail === 4) return true
  return code === 552 && subject === undefined && /\b(?:size|large|big)\b/i.test(text)
}

/** Relays report at RCPT, or only after the message, that an account may not send or has reached its quota. */
function isAboutOurAccount({ code, text }: Reply): boolean {
  return code === 530 || code === 535 || isRelaying.test(text) || isQuota.test(text)
}

const isRelaying =
  /relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay|(?:do|will|does) not relay|not relaying|allowed rcpthosts|requires authentication|smtp authentication|(?:authentication|login) (?:is )?required|not authenticated/i
const isQuota =
  /throttling failure|(?:maximum|daily|hourly)\b.{0,40}\b(?:sending|relay|recipients?|message) ?(?:rate|limit|quota)|(?:sending|relay|message) (?:limit|quota)s? (?:was |has been )?(?:exceeded|reached)|reached your daily limit|concurrent connections? limit/i
const isBusy = /receiving mail (?:at a rate|too quickly)/i
const isUnavailable =
  /mailbox unavailable|unknown (?:user|recipient)|(?:user|recipient|mailbox) (?:is )?(?:unknown|not found)/i
const isGreylisting = /gr[ae]y-?list/i
