import PostalMime, { type Email } from 'postal-mime'
import { wordsOfHtml } from './html-words.ts'

/** A message in the parts that a bounce is told by. Bounded, and CR, LF and CRLF are all LF. */
export type ReturnedMessage = {
  /** The first value of each field of the header section, by its name in lower case. */
  headers: ReadonlyMap<string, string>
  from: string
  to: readonly string[]
  subject: string
  /** What is written to people, without the message that was returned. */
  text: string
  /** message/delivery-status parts, or text that holds such fields. */
  statuses: readonly string[]
  /** A message/feedback-report part (RFC 5965). */
  feedback: string | null
  /** The message that was returned, or its header section; empty where there is none. */
  returned: string
}

/** Of a message, this much is read. */
export const mostBytes = 100_000

/** Honest reports are a few kB before the message that they return, and nothing behind its header section counts. */
const limits = {
  lines: 1000,
  partLines: 300,
  lineChars: 10_000,
  parts: 100,
  textChars: 10_000,
  headerBytes: 64_000,
}

/** Reads a message, whatever is wrong with it: what cannot be parsed as MIME is taken as plain text. */
export async function readReturnedMessage(raw: Buffer): Promise<ReturnedMessage> {
  const source = normalised(raw)
  const mail = await parse(source)
  const body = source.slice(Math.max(source.indexOf('\n\n'), 0))
  const parts = (mail?.attachments ?? []).map(({ mimeType, content }) => ({
    type: mimeType.toLowerCase(),
    text: decoded(content).slice(0, limits.textChars),
  }))
  const written = mail?.text?.trim()
    ? mail.text
    : mail?.html
      ? wordsOfHtml(mail.html)
      : parts.length > 0
        ? ''
        : body
  const [text, quoted] = cutReturned(written.replace(/\r\n?/g, '\n').slice(0, limits.textChars))
  const statuses = parts.filter(({ type }) => type.endsWith('delivery-status')).map((part) => part.text)
  const others = parts.filter(({ type }) => /^message\/|rfc822-headers|plain$/.test(type))
  return {
    headers: firstValues(mail),
    from: mail?.from?.address || mail?.from?.name || '',
    to: (mail?.to ?? []).flatMap(({ address }) => (address ? [address] : [])),
    subject: mail?.subject ?? '',
    text,
    statuses: statuses.length > 0 ? statuses : [text, ...others.map((part) => part.text)].filter(hasStatus),
    feedback: parts.find(({ type }) => type === 'message/feedback-report')?.text ?? null,
    returned:
      parts.find(({ type }) => /^message\/(?:rfc822|global$)|rfc822-headers|global-headers/.test(type))
        ?.text ?? quoted,
  }
}

async function parse(source: string): Promise<Email | null> {
  try {
    return await PostalMime.parse(Buffer.from(source, 'latin1'), {
      forceRfc822Attachments: true,
      maxNestingDepth: 20,
      maxHeadersSize: limits.headerBytes,
    })
  } catch {
    return null
  }
}

/** Cut, with LF as the only line break. Bytes are kept as Latin-1 until the charset of their part is known. */
function normalised(raw: Buffer): string {
  const lines = raw
    .subarray(0, mostBytes)
    .toString('latin1')
    .split(/\r\n|\r|\n/)
  // A mailbox file's separator, and what a queue left before the header section.
  const start = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('From '))
  const message: string[] = []
  let parts = 0
  let partLines = 0
  for (const line of lines.slice(Math.max(start, 0))) {
    if (line.startsWith('--') && line.length > 2) {
      parts += 1
      partLines = 0
    }
    if (parts > limits.parts || message.length >= limits.lines) break
    partLines += 1
    // A report may stand behind a long letter in HTML.
    if (partLines <= limits.partLines) message.push(line.slice(0, limits.lineChars))
  }
  return message.join('\n')
}

function firstValues(mail: Email | null): Map<string, string> {
  const values = new Map<string, string>()
  for (const { key, value } of mail?.headers ?? []) if (!values.has(key)) values.set(key, value)
  return values
}

function decoded(content: string | ArrayBuffer | Uint8Array): string {
  const text = typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString('utf8')
  return text.replace(/\r\n?/g, '\n')
}

function hasStatus(text: string): boolean {
  return /^(?:final|original)-recipient:/im.test(text)
}

/** Splits what a server wrote from the message that it returned behind it. */
function cutReturned(text: string): [written: string, returned: string] {
  const found = separator.exec(text)
  return found ? [text.slice(0, found.index), text.slice(found.index + found[0].length)] : [text, '']
}

const separator =
  /^[ >|]*(?:-{2,}|={2,}|_{2,}|\*{2,})? ?(?:this is a copy of (?:the|your) message|below this line is a copy of the message|(?:the )?(?:header|body|text|start) of (?:the |your )?(?:original |returned )?message|original (?:message|mail)(?: follows| as follows| text)?\b|(?:unsent|returned|undelivered) message(?: follows)?|(?:included is a copy of the )?message headers?|forwarded message|copy of (?:the )?message|return-path:|the following is a copy of|message text follows|received: from).*$/im
