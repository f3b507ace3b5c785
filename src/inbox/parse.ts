import PostalMime, { type Address, type Email } from 'postal-mime'

/** What is shown of every message. Missing header fields are empty; `fromName` is the address where it has no name. */
export type MailHead = { from: string; fromName: string; to: string; subject: string }

/** A message to look at: its parts as text, null where it has none. */
export type ParsedMail = MailHead & {
  html: string | null
  text: string | null
  headers: { name: string; value: string }[]
  attachments: { name: string; sizeBytes: number }[]
}

/**
 * Reads the header section of a message.
 *
 * @param start the beginning of the message, with its whole header section
 * @returns null where there is no header field that a message must have
 */
export async function parseHead(start: Buffer): Promise<MailHead | null> {
  const text = start.toString('latin1')
  const end = /\r?\n\r?\n/.exec(text)
  const mail = await PostalMime.parse(start.subarray(0, end?.index ?? start.length))
  const isMessage = mail.from !== undefined || mail.date !== undefined
  return isMessage ? headOf(mail) : null
}

/** @throws {Error} where its parts are nested too deep */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  const mail = await PostalMime.parse(raw)
  return {
    ...headOf(mail),
    html: mail.html ?? null,
    text: mail.text ?? null,
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? mimeType,
      sizeBytes: typeof content === 'string' ? content.length : content.byteLength,
    })),
  }
}

function headOf({ from, to, subject }: Email): MailHead {
  return {
    from: from ? addressText(from) : '',
    fromName: from?.name || from?.address || '',
    to: (to ?? []).map(addressText).join(', '),
    subject: subject ?? '',
  }
}

function addressText({ name, address }: Address): string {
  if (!address) return name
  return name ? `${name} <${address}>` : address
}
