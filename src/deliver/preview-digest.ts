import { renderDigest } from '../render/digest-email.ts'
import { createDigestEncoder } from '../render/digest-fragments.ts'
import type { Rendered } from '../render/digest-email.ts'
import { readCandidates } from '../editions/candidates.ts'
import { createNoteChooser, notesAround } from '../editions/notes.ts'
import { rank } from '../select/rank.ts'
import { rate } from '../select/rate.ts'
import { selectPapers } from '../select/select.ts'
import type { Db } from '../store/open.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'
import type { Preferences } from '../subscribers/preferences.ts'
import type { Message } from '../smtp/message.ts'
import { createDigestMaker, digestInput, digestPapers } from './digest-message.ts'
import { messageConfig, type MessageConfig } from './message-config.ts'

/** A message that nobody gets, as it would be for someone new with these preferences. */
export type PreviewedDigest = Rendered & {
  /** The message's own header fields, unfolded. */
  headers: { name: string; value: string }[]
  /** As it is sent. */
  raw: string
  message: Message
}

/**
 * What an edition at `slot` would mail.
 *
 * @returns the message or, where no paper matches, how many candidates there were
 */
export async function previewDigest(
  deps: { db: Db; config: Pick<MessageConfig, 'mail' | 'web' | 'brand'>; signer: LinkSigner },
  preferences: Preferences,
  slot: Date,
  reader = { key: 'preview', to: 'you@example.org' },
): Promise<{ digest: PreviewedDigest } | { digest: null; candidates: number }> {
  const day = slot.toISOString().slice(0, 10)
  const papers = await readCandidates(deps.db, day, slot)
  const picks = selectPapers(rank(rate(papers, day), preferences), null, preferences.maxPapers)
  if (picks.length === 0) return { digest: null, candidates: papers.length }
  const notesFor = createNoteChooser(await notesAround(deps.db, day), slot)
  const one = {
    ...preferences,
    key: reader.key,
    subscriberId: 0,
    email: reader.to,
    selection: picks.map((pick) => ({ paper: pick.candidate.id, reason: pick.reason })),
    notes: notesFor(preferences),
    composedAt: slot,
  }
  const config = messageConfig(deps.config, deps.signer)
  const digestOf = digestPapers({ day, papers })
  const rendered = await renderDigest(digestInput(config, { slot }, one, digestOf))
  const message = await createDigestMaker(config, { slot }, digestOf, createDigestEncoder())(one)
  const { raw } = message
  return { digest: { ...rendered, raw, message, headers: headersOf(raw) } }
}

function headersOf(raw: string): PreviewedDigest['headers'] {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return head.split('\r\n').map((line) => {
    const colon = line.indexOf(':')
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() }
  })
}
