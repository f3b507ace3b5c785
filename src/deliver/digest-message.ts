import type { Config } from '../config.ts'
import type { Candidate } from '../paper.ts'
import { renderDigest } from '../render/digest-email.ts'
import { routes } from '../routes.ts'
import { horizonDays } from '../select/profile.ts'
import type { CandidateSet } from '../select/candidates.ts'
import type { Cadence, Selection } from '../store/schema.ts'
import { createToken } from '../subscribers/tokens.ts'
import type { Message } from './lane.ts'
import { assembleMessage, domainOf, envelopeSender } from './message.ts'

/** A delivery with everything that its message depends on, all of it frozen when it was composed. */
export type Digest = {
  /** `d12` for delivery 12. */
  key: string
  subscriberId: number
  email: string
  timeZone: string
  cadence: Cadence
  selection: Selection
  slot: Date
  composedAt: Date
}

type MessageConfig = Pick<Config, 'mailFrom' | 'secretKeys' | 'publicUrl' | 'postalAddress'>

/** Candidates by id, and how many of them each cadence looks at. */
export type DigestPapers = {
  byId: ReadonlyMap<string, Candidate>
  newestDay: string
  considered: (cadence: Cadence) => number
}

export function digestPapers({ day, papers }: CandidateSet): DigestPapers {
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

/** Renders and assembles the digest for one subscriber. The same delivery gives the same bytes. */
export async function digestMessage(
  config: MessageConfig,
  digest: Digest,
  papers: DigestPapers,
): Promise<Message & { subject: string; html: string; text: string }> {
  const { subscriberId, composedAt, selection } = digest
  const token = (purpose: 'unsubscribe' | 'preferences') =>
    createToken(config.secretKeys, purpose, subscriberId, composedAt)
  const unsubscribe = config.publicUrl + routes.unsubscribe.href({ token: token('unsubscribe') })
  const picks = selection.flatMap(({ paper, reason }) => {
    const candidate = papers.byId.get(paper)
    return candidate ? [{ candidate, reason }] : []
  })
  const content = await renderDigest({
    picks,
    slot: digest.slot,
    timeZone: digest.timeZone,
    cadence: digest.cadence,
    consideredCount: papers.considered(digest.cadence),
    isSample: picks.some(({ candidate }) => candidate.id.startsWith('sample:')),
    links: {
      preferences: config.publicUrl + routes.preferences.href({ token: token('preferences') }),
      unsubscribe,
      why: config.publicUrl + routes.why.href({ token: token('preferences') }),
      less: config.publicUrl + routes.less.href({ token: token('preferences'), paper: '' }),
      website: config.publicUrl + routes.home.href(),
      digest: config.publicUrl + routes.digest.href({ day: papers.newestDay }),
    },
    postalAddress: config.postalAddress,
  })
  const identity = {
    key: digest.key,
    to: digest.email,
    date: composedAt,
    headers: {
      'List-Id': `Paperboy <digest.${domainOf(config.mailFrom.address)}>`,
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'List-Post': 'NO',
      Precedence: 'bulk',
    },
  }
  const raw = await assembleMessage(config, identity, content)
  return { from: envelopeSender(config, digest.key), to: digest.email, raw, ...content }
}
