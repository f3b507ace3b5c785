import type { Candidate } from '../papers/paper.ts'
import type { createDigestEncoder } from '../render/digest-fragments.ts'
import type { DigestInput } from '../render/digest-input.ts'
import { mailBrand } from '../render/mail-brand.ts'
import { routes } from '../routes.ts'
import { horizonDays } from '../select/profile.ts'
import type { CandidateSet } from '../editions/candidates.ts'
import type { Cadence, Language, Note, Selection } from '../store/schema.ts'
import { envelopeSender } from '../bounces/bounce-address.ts'
import { dsnRequest, type Message } from '../smtp/connection.ts'
import { listHeaders } from './mail-headers.ts'
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
      ...listHeaders(config, {
        key: digest.key,
        slot: digest.slot,
        unsubscribeUrl: input.links.unsubscribe,
      }),
      ...(digest.isMadeAnew && madeAnew),
    },
  }
  const raw = assembleMessage(config, identity, await encode(input))
  return {
    from: envelopeSender(config, digest.key),
    to: digest.email,
    raw,
    envelope: dsnRequest(digest.key, digest.email),
  }
}

/** What the digest is rendered from. */
export function digestInput(config: MessageConfig, digest: Digest, papers: DigestPapers): DigestInput {
  const { subscriberId, composedAt, selection } = digest
  const preferences = { token: config.signer.sign('preferences', subscriberId, composedAt) }
  const unsubscribe = { token: config.signer.sign('unsubscribe', subscriberId, composedAt) }
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
    brand: mailBrand(config.brand, digest.language),
    consideredCount: papers.considered(digest.cadence),
    isFirst: digest.isWelcome === true,
    isSample: picks.some(({ candidate }) => candidate.id.startsWith('sample:')),
    links: {
      preferences: config.web.publicUrl + routes.preferences.href(preferences),
      unsubscribe: config.web.publicUrl + routes.unsubscribe.href(unsubscribe),
      why: config.web.publicUrl + routes.why.href(preferences),
      less: config.web.publicUrl + routes.mute.href({ ...preferences, paper: '' }),
      website: config.web.publicUrl + routes.home.href(),
      how: config.web.publicUrl + routes.how.href(),
      digest: config.web.publicUrl + routes.digest.href({ day: papers.newestDay }),
    },
    postalAddress: config.mail.postalAddress,
  }
}
