/** What a report says of one recipient. Empty strings where it says nothing. */
export type ReportedRecipient = {
  recipient: string
  /** failed, delayed, delivered, relayed or expanded (RFC 3464). */
  action: string
  /** As in `5.1.1`. */
  status: string
  /** The words of the server that refused, without the type before them. */
  diagnostic: string
}

/**
 * The recipients of a message/delivery-status part (RFC 3464, RFC 6533), or of text that has its fields.
 */
export function readDeliveryStatus(text: string): ReportedRecipient[] {
  return text
    .split(/\n[ \t]*\n/)
    .slice(0, mostGroups)
    .flatMap(recipientsOf)
}

const mostGroups = 50

/** A block holds one recipient; some servers leave out the empty line between them. */
function recipientsOf(block: string): ReportedRecipient[] {
  const found: ReportedRecipient[] = []
  let fields = new Map<string, string>()
  const finish = () => {
    const recipient = recipientFrom(fields)
    if (recipient) found.push(recipient)
    fields = new Map()
  }
  for (const [name, value] of fieldsOf(block)) {
    if (name === 'final-recipient' && fields.has(name)) finish()
    if (!fields.has(name)) fields.set(name, value)
  }
  finish()
  return found
}

function fieldsOf(block: string): [name: string, value: string][] {
  const unfolded = block.replace(/\n[ \t]+/g, ' ')
  return [...unfolded.matchAll(/^[ \t]*([a-z][a-z-]{2,40})[ \t]*:[ \t]*(.*)$/gim)].map(
    ([, name = '', value = '']) => [name.toLowerCase(), value.trim()],
  )
}

function recipientFrom(fields: ReadonlyMap<string, string>): ReportedRecipient | null {
  const [original, final] = ['original-recipient', 'final-recipient'].map((name) =>
    addressIn(fields.get(name) ?? ''),
  )
  const recipient = original || final || addressIn(fields.get('x-actual-recipient') ?? '')
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? ''
  const action = (fields.get('action') ?? '').toLowerCase().match(/^[a-z]+/)?.[0] ?? ''
  if (!recipient && !(status && action)) return null
  const diagnostic = (fields.get('diagnostic-code') ?? fields.get('x-supplementary-info') ?? '').replace(
    /^[\w-]{1,20} *; */,
    '',
  )
  return { recipient: recipient ?? '', action, status, diagnostic }
}

/** `rfc822; <ann@example.org>` in its parts; types other than addresses, such as X.400 names, are none. */
export function addressIn(value: string): string {
  return addressPattern.exec(value)?.[0]?.replace(/^[.'=]+|[.']+$/g, '') ?? ''
}

const addressPattern =
  /(?:"[^"\n@]{1,64}"|[^\s<>()[\],;:"@]{1,128})@(?:[\p{L}\p{N}_-]{1,63}\.){0,8}[\p{L}\p{N}_-]{1,63}/u
