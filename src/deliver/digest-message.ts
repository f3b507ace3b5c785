import type { Candidate } from '../papers/paper.ts'
import type { createDigestEncoder } from '../render/digest-fragments.ts'
import type { DigestInput } from '../render/digest-input.ts'
import { mailBrand } from '../render/mail-brand.ts'
import { routes } from '../routes.ts'
import { horizonDays } from '../select/profile.ts'
import type { CandidateSet } from '../editions/candidates.ts'
import type { Cadence, Language, Note, Selection } from '../store/schema.ts'
import { envelopeSender } from '../bounces/bounce-address.ts'
import type { Message } from '../smtp/message.ts'
import { listHeaders, ownHeaders } from './mail-headers.ts'
import { assembleMessage } from './message.ts'
import type { MessageConfig } from './message-config.ts'

/** A delivery with everything that its message depends on, all of it frozen when it was composed. */
export type Digest = {
  /** `d12-3f9c02ab` for delivery 12. */
  key: string
  subscriberId: number
  email: string
  timeZone: string
  cadence: Cadence
  language: Language
  selection: Selection
  /** The editor's, to this reader. */
  notes: readonly Note[]
  slot: Date
  composedAt: Date
  /** Whether it is someone's first. */
  isWelcome?: boolean
  /** Whether another program, or other settings, may have sent this message before, with other bytes. */
  isMadeAnew?: boolean
}

/** Candidates by id, and how many of them each cadence looks at. */
export type DigestPapers = {
  byId: ReadonlyMap<string, Candidate>
  newestDay: string
  considered: (cadence: Cadence) => number
}

export function digestPapers({ day, papers }: Omit<CandidateSet, 'id'>): DigestPapers {
  const within = (days: number) => {
    const oldest = new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)
    return papers.filter((paper) => paper.firstListedOn > oldest).length
  }
  const counts = { daily: 0, weekdays: 0, weekly: 0 }
  for (const cadence of ['daily', 'weekdays', 'weekly'] as const)
    counts[cadence] = within(horizonDays(cadence))
  return {
    byId: new Map(papers.map((paper) => [paper.id, paper])),
    newestDay: papers.map((paper) => paper.firstListedOn).reduce((a, b) => (a > b ? a : b), ''),
    considered: (cadence) => counts[cadence],
  }
}

/** What says that a copy with this Message-ID may have arrived that is not the same to the byte. */
const madeAnew = {
  'X-Paperboy-Resent': 'an earlier copy, made by another version, may have arrived under this Message-ID',
}

/** Puts the digest for one subscriber together. The same delivery gives the same bytes. */
export async function digestMessage(
  config: MessageConfig,
  digest: Digest,
  papers: DigestPapers,
  encode: ReturnType<typeof createDigestEncoder>,
): Promise<Message> {
  const input = digestInput(config, digest, papers)
  const identity = {
    key: digest.key,
    to: digest.email,
    date: digest.composedAt,
    headers: {
      ...(config.mail.own
        ? ownHeaders(config)
        : listHeaders(config, {
            key: digest.key,
            slot: digest.slot,
            unsubscribeUrl: input.links.unsubscribe,
          })),
      ...(digest.isMadeAnew && madeAnew),
    },
  }
  const raw = assembleMessage(config, identity, await encode(input))
  return {
    // Mailboxes let their owners send from no other address; and a bounce of one's own mail comes to oneself.
    from: config.mail.own ? config.mail.from.address : envelopeSender(config, digest.key),
    to: digest.email,
    raw,
    envelopeId: digest.key,
  }
}

/** What the digest is rendered from. */
export function digestInput(config: MessageConfig, digest: Digest, papers: DigestPapers): DigestInput {
  const { selection } = digest
  const picks = selection.flatMap(({ paper, reason }) => {
    const candidate = papers.byId.get(paper)
    return candidate ? [{ candidate, reason }] : []
  })
  return {
    picks,
    notes: digest.notes,
    slot: digest.slot,
    timeZone: digest.timeZone,
    cadence: digest.cadence,
    language: digest.language,
    brand: mailBrand(config.brand, digest.language, config.mail.own ? null : config.web.publicUrl),
    consideredCount: papers.considered(digest.cadence),
    isFirst: digest.isWelcome === true,
    isSample: picks.some(({ candidate }) => candidate.id.startsWith('sample:')),
    own: config.mail.own,
    links: config.mail.own ? linksWithoutServer(papers) : serverLinks(config, digest, papers),
    postalAddress: config.mail.postalAddress,
  }
}

function serverLinks(
  { web: { publicUrl }, signer }: MessageConfig,
  { subscriberId, composedAt }: Digest,
  { newestDay }: DigestPapers,
): DigestInput['links'] {
  const preferences = { token: signer.sign('preferences', subscriberId, composedAt) }
  const unsubscribe = { token: signer.sign('unsubscribe', subscriberId, composedAt) }
  return {
    preferences: publicUrl + routes.preferences.href(preferences),
    unsubscribe: publicUrl + routes.unsubscribe.href(unsubscribe),
    why: publicUrl + routes.why.href(preferences),
    more: publicUrl + routes.more.href({ ...preferences, paper: '' }),
    less: publicUrl + routes.less.href({ ...preferences, paper: '' }),
    website: publicUrl + routes.home.href(),
    how: publicUrl + routes.how.href(),
    digest: publicUrl + routes.digest.href({ day: newestDay }),
  }
}

/** Without pages of our own, the full list of a day is that of Hugging Face, where it has one. */
function linksWithoutServer({ newestDay, byId }: DigestPapers): DigestInput['links'] {
  const isListed = [...byId.values()].some(
    ({ firstListedOn, pageUrl }) => firstListedOn === newestDay && pageUrl?.startsWith(huggingFacePapers),
  )
  const digest = isListed ? `${huggingFacePapers}date/${newestDay}` : ''
  return { preferences: '', unsubscribe: '', why: '', more: '', less: '', website: '', how: '', digest }
}

const huggingFacePapers = 'https://huggingface.co/papers/'
