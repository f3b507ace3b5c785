import type { Rendered } from './digest-email.ts'
import { encodeFragment } from './quoted-printable.ts'

/**
 * What a mail says, ready to be put together: its subject as it reads, and its two bodies in quoted-printable.
 * Each ends with a line break that is not its own but the next boundary's.
 */
export type EncodedContent = { subject: string; html: string; text: string }

export function encodeContent({ subject, html, text }: Rendered): EncodedContent {
  return { subject, html: encodeFragment(`${html}\n`), text: encodeFragment(`${text}\n`) }
}
