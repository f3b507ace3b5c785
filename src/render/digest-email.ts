import { createElement } from 'react'
import { render } from 'react-email'
import { Digest } from '../../emails/digest.tsx'
import { digestText } from './digest-text.ts'
import type { DigestInput } from './digest-input.ts'
import { digestView } from './digest-view.ts'

/** What a message says, before anything is encoded. */
export type Rendered = { subject: string; html: string; text: string }

/** One subscriber's digest. The same input gives the same bytes. */
export async function renderDigest(input: DigestInput): Promise<Rendered> {
  const view = digestView(input)
  return { subject: view.subject, html: await render(createElement(Digest, view)), text: digestText(view) }
}
