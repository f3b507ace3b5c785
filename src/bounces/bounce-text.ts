import { addressIn, type ReportedRecipient } from './delivery-status.ts'
import type { ReturnedMessage } from './read-message.ts'

/**
 * What a bounce without a delivery-status part says: many servers only write to people (qmail, Exim, Exchange before 2007,
 * Domino, providers). Null where the message is no bounce.
 */
export function readBounceText(message: ReturnedMessage): ReportedRecipient | null {
  if (!isBounce(message)) return null
  const recipient = recipientIn(message)
  const start = message.text.slice(0, 1500)
  const isDelayed = (delayed.test(start) || delayed.test(message.subject)) && !givenUp.test(start)
  return {
    recipient,
    action: isDelayed ? 'delayed' : '',
    status: '',
    diagnostic: message.text.trim() || message.subject,
  }
}

function isBounce({ headers, from, subject, text }: ReturnedMessage): boolean {
  if (headers.has('x-failed-recipients')) return true
  const isFromServer = daemon.test(from) || headers.get('return-path')?.trim() === '<>'
  return (
    opening.test(text.slice(0, 3000)) ||
    (isFromServer && (returned.test(subject) || failed.test(text.slice(0, 3000))))
  )
}

const daemon =
  /(?:^|[<"\s])(?:mailer-?daemon|post[-_]?master|mail-?(?:admin|delivery|system|er)|double-bounce|bounces?|no-?reply|majordomo|administrator|.{0,30}-admin)\b|daemon|delivery (?:sub)?system|internet mail/i
const returned =
  /undeliver|non-?deliver|delivery|returned|returning|fail|bounce|error|nicht zustellbar|unzustellbar|zur[üu]ck|échec|non remis|no se puede entregar|devuelto|impossibile|退信|退回|投递|エラー|недоставлен|warning|could not|unknown|rejected|alert/i
const opening =
  /this is the qmail-send program|created automatically by (?:the )?mail delivery|(?:message|mail|e-?mail)\b.{0,80}\b(?:could not be|can ?not be|was not|not be|wasn.t|couldn.t be) (?:successfully )?(?:delivered|sent)|the following (?:address|recipient)(?:\(?e?s\)?)? .{0,40}(?:fail|error|problem|not|reject)|delivery to the following|did not reach the following recipient|permanent fatal errors|unable to deliver (?:your |the |this )?(?:message|mail)|transcript of session follows|undeliverable (?:message|mail) returned|failed to deliver to|delivery (?:has )?failed/i
const failed =
  /not (?:be )?deliver|undeliver|fail|reject|refus|unknown|error|could ?n.t|unable|exceed|returned|full/i
const delayed =
  /warning message only|has been delayed|delivery (?:status notification \()?delay|delayed mail|not yet been delivered|(?:will be|still being|we will) (?:retried|retry|keep trying)|do not need to resend|still (?:trying|undelivered)/i

const givenUp = /given up|not going to try again|permanent (?:error|failure)|delivery failed permanently/i

/** Whom a report is about. Of the addresses that are written, ours and the server's are not meant. */
export function recipientIn({ headers, from, to, text, returned: original }: ReturnedMessage): string {
  const stated = addressIn(headers.get('x-failed-recipients') ?? '')
  if (stated) return stated
  const others = new Set([...to, from].map((address) => address.toLowerCase()))
  const isOther = (address: string) =>
    address !== '' && !others.has(address.toLowerCase()) && !daemon.test(address.replace(/@.*/, ''))
  for (const pattern of recipientLines) {
    for (const line of text.matchAll(pattern)) {
      const address = addressIn(line[0])
      if (isOther(address)) return address
    }
  }
  const written = addressIn(/^to:.*$/im.exec(original)?.[0] ?? '')
  if (written) return written
  return addressIn([...text.matchAll(/^[ \t>]*<?[^\s<>@]{1,128}@[^\s<>@]{1,200}>?:?[ \t]*$/gm)][0]?.[0] ?? '')
}

/** From lines that hold only an address to any that holds one. */
const recipientLines = [
  /^[ \t]*<?[^\s<>@:]{1,128}@[^\s<>@:]{1,200}>?:(?=\s)/gm,
  /^[ \t]*rcpt to:.*/gim,
  /^[ \t>]*(?:<[^\s<>@]{1,128}@[^\s<>@]{1,200}>|[^\s<>@:]{1,128}@[^\s<>@:]{1,200})[:.,;]?[ \t]*$/gm,
  /(?:to|for|recipients?|address(?:es)?|user|an|à|für|rcpt)\b[ \t:(<"']{1,20}[^\s<>@:"'()]{1,128}@[^\s<>@:"'()]{1,200}/gi,
  /[^\s<>@:"'()]{1,128}@[^\s<>@:"'()]{1,200}/g,
]
