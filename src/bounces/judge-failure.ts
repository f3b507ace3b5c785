import { blameByClearWords, blameByWords, isFull } from '../smtp/reply-words.ts'
import { blameFor, cleanReply, parseReply, type Blame, type Phase, type Reply } from '../smtp/reply.ts'
import type { ReportedRecipient } from './delivery-status.ts'

export type FailureKind = 'hard' | 'soft' | 'policy' | 'ours' | 'auto-reply' | 'unknown'

/** What a failure counts as, with the enhanced code and the words that tell it. */
export type Judgement = { kind: FailureKind; status: string | null; reason: string | null }

/**
 * Decides what a reported failure means for the recipient's address, by the rules that replies at sending are judged by.
 *
 * @param around the text of the report, for what the recipient's own part leaves out
 */
export function judgeFailure(report: ReportedRecipient, around: string): Judgement {
  const { action, status, diagnostic } = report
  const own = innermost(diagnostic.slice(0, longestWords))
  const isTelling = replyIn(own, '') !== null || blameByWords(own) !== undefined
  const words = isTelling || own === around.trim() ? own : `${own}\n${around.slice(0, longestWords)}`.trim()
  const reply = replyIn(words, status)
  const shown = shownStatus(reply, status)
  const reason = reasonIn(words, report.recipient)
  if (/^(?:delivered|relayed|expanded|delayed)$/.test(action) || status.startsWith('2.')) {
    return { kind: 'auto-reply', status: shown, reason: reason ?? (action || 'delivered') }
  }
  // Rules in a recipient's name refuse what comes as they like, and tell their reason to people only.
  if (diagnostic.trim() !== around.trim() && isFull(around.slice(0, longestNote)))
    return { kind: 'soft', status: shown, reason }
  const phase = phaseIn(`${words}\n${around.slice(0, longestWords)}`)
  return {
    kind: kindOf(reply, { phase, words, status, isReported: status !== '' || action !== '' }),
    status: shown,
    reason,
  }
}

const longestWords = 3000
/** Of what a report says to people: servers that list possible reasons do so at length. */
const longestNote = 300
const longestReason = 500

/** From where the server's reply begins, or behind the address that it is about. */
function reasonIn(words: string, recipient: string): string | null {
  const reply = replyAt(words)
  const behind = recipient === '' ? -1 : words.indexOf(recipient)
  const rest = behind < 0 ? '' : words.slice(behind + recipient.length).replace(/^[\s>:,."']+/, '')
  const told = reply >= 0 ? words.slice(reply) : /\p{L}{3}/u.test(rest) ? rest : words
  const [paragraph = ''] = told.split(/\n[ \t]*\n/)
  return cleanReply(paragraph.replace(/\s+/g, ' ')).slice(0, longestReason) || null
}

type Around = { phase: Phase | null; words: string; status: string; isReported: boolean }

function kindOf(reply: Reply | null, { phase, words, status, isReported }: Around): FailureKind {
  if (!reply) {
    const kind = kindByBlame(blameByWords(words))
    return kind === 'hard' && status.startsWith('4') ? 'soft' : kind
  }
  const told = blameByClearWords(words)
  const isTheirWish = told === 'policy'
  const blame = blameFor(reply, phase ?? 'recipient')
  // Servers that block us often say so at MAIL FROM. A slow answer is said of us only where it says why.
  if (blame === 'sender' && isTheirWish && reply.subject !== 1) return 'policy'
  if (blame === 'rate') return isTheirWish || reply.subject === 7 ? 'policy' : 'soft'
  if (blame === undefined) return 'policy'
  // Servers give up after days on what was only to be tried again, and filters say that users are unknown.
  const isSure =
    reply.code >= 500 &&
    (reply.subject !== undefined || phase === 'recipient' || (isReported && told === 'address'))
  return blame === 'address' && !isSure ? 'soft' : kindByBlame(blame)
}

function kindByBlame(blame: Blame | undefined): FailureKind {
  switch (blame) {
    case 'address':
      return 'hard'
    case 'mailbox':
      return 'soft'
    case 'policy':
    case 'rate':
      return 'policy'
    case 'message':
    case 'sender':
    case 'lane':
      return 'ours'
    case undefined:
      return 'unknown'
  }
}

/** The refusing server's reply among the words; where they hold none, the report's status in the form of one. */
function replyIn(words: string, status: string): Reply | null {
  const at = replyAt(words)
  const reply = at >= 0 ? parseReply(words.slice(at)) : null
  const enhanced = enhancedIn(words) ?? enhancedIn(status)
  if (reply) return { ...reply, ...(reply.subject === undefined ? enhanced?.parts : {}), text: words }
  if (enhanced?.parts.subject === undefined) return null
  return { code: enhanced.class * 100 + 50, ...enhanced.parts, text: words }
}

/** Where a reply begins; one with an enhanced code counts more. -1 where there is none. */
function replyAt(words: string): number {
  const found = replyPattern.exec(words) ?? codePattern.exec(words)
  return found ? found.index + (found[1]?.length ?? 0) : -1
}

const replyPattern = /(^|[^\d.])(?=[45]\d\d[ -]+#?[45]\.\d{1,3}\.\d{1,3}(?![\d.]))/
const codePattern = /(^|[^\d.:@#/[-])(?=[45][0-7]\d[ -]+[^\s\d])/

/**
 * The words of the server that refused, unfolded. Cisco's servers write `5.1.0 - Unknown address error 550-'5.7.1 …'`, of
 * which only the quoted reply is the other server's; Zoho's write `ERROR_CODE :550`.
 */
function innermost(words: string): string {
  return words
    .replace(/\n[ \t]+(?=\S)/g, ' ')
    .replace(/^[45]\.\d\.\d - [\w ]{3,40} (\d{3})[- ]'/, '$1 ')
    .replace(/\berror_code ?: ?([45]\d\d),? ?/gi, '$1 ')
}

/** An enhanced code among words. x.0.0 says nothing beyond its class. */
function enhancedIn(text: string): { class: number; parts: Pick<Reply, 'subject' | 'detail'> } | null {
  const match = /(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)/.exec(text)
  if (!match) return null
  const [subject, detail] = [Number(match[2]), Number(match[3])]
  return { class: Number(match[1]), parts: subject === 0 && detail === 0 ? {} : { subject, detail } }
}

function shownStatus(reply: Reply | null, status: string): string | null {
  if (!reply || reply.subject === undefined || reply.detail === undefined) return status || null
  return `${Math.floor(reply.code / 100)}.${reply.subject}.${reply.detail}`
}

/** Which command was refused, where the report says so. */
function phaseIn(text: string): Phase | null {
  if (sender.test(text)) return 'sender'
  if (content.test(text)) return 'message'
  return recipient.test(text) ? 'recipient' : null
}

const after = String.raw`(?:in reply to|after|response to|command:?|>>>|for|sending|our|during|to|\[)\s{0,3}`
const recipient = new RegExp(
  `${after}(?:the )?rcpt[ _]to|rcpt to (?:command|response)|recipient address rejected`,
  'i',
)
const sender = new RegExp(
  `${after}(?:end of )?(?:the )?(?:mail from|ehlo|helo|starttls|auth|initial connection)\\b`,
  'i',
)
const content = new RegExp(
  `${after}(?:sending )?(?:the )?(?:pipelined )?(?:end of )?(?:data|text command)\\b|(?:end of|after) (?:the )?(?:data|message)\\b|end-of-data`,
  'i',
)
