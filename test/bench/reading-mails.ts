import { paperboyBrand } from '../../emails/brand.ts'
import type { renderDigest } from '../../src/render/digest-email.ts'
import type { Candidate } from '../../src/papers/paper.ts'
import type { Language } from '../../src/store/schema.ts'
import { rank } from '../../src/select/rank.ts'
import { rate } from '../../src/select/rate.ts'
import { mailedAmong, selectPapers } from '../../src/select/select.ts'
import { defaultPreferences, type Preferences } from '../../src/subscribers/preferences.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { classify } from '../../src/topics/classify.ts'
import { popularityOf, type readListed } from './relevance-ranking.ts'

type DigestInput = Parameters<typeof renderDigest>[0]
type Listed = ReturnType<typeof readListed>

const dayMs = 86_400_000
const site = 'https://papers.example.org'
const token = 'Zk3xQa.1f.t4k9zz.Yb7Jm0q2Vd8sLr5Wc1TnHx3KpEa'

/** Someone who chose several things, so that a mail of twenty is full. */
export const reader: Preferences = {
  ...defaultPreferences,
  topics: ['robotics', 'agents', 'reasoning', 'video-generation'],
  keywords: ['vision-language-action'],
  withDiscovery: true,
}

/** The papers that an edition of a recorded day may pick from. */
export function candidatesOn(listed: Listed, day: string): Candidate[] {
  const isWithin = (days: number) => (one: Listed[number]) =>
    one.listedOn <= day && Date.parse(day) - Date.parse(one.listedOn) < days * dayMs
  const popularity = popularityOf(listed.filter(isWithin(42)), day)
  return listed.filter(isWithin(7)).map(({ paper, signals, listedOn }) => ({
    ...paper,
    signals,
    topics: topicsOf(paper),
    popularity: popularity.get(paper.id) ?? 0,
    firstListedOn: listedOn,
  }))
}

const classified = new Map<string, Candidate['topics']>()

function topicsOf(paper: Listed[number]['paper']): Candidate['topics'] {
  const scores = classified.get(paper.id) ?? classify(paper)
  classified.set(paper.id, scores)
  return scores
}

/** What a reader's mail of a day is rendered from, or null where nothing matches. */
export function mailOf(
  candidates: Candidate[],
  day: string,
  { preferences = reader, size = 8, mailed = new Set<string>(), language = 'en' }: MailOptions,
): DigestInput | null {
  const rated = rate(candidates, day)
  const picks = selectPapers(rank(rated, preferences), mailedAmong(rated, mailed), size)
  if (picks.length === 0) return null
  return {
    picks,
    notes: [],
    slot: new Date(`${day}T07:00:00Z`),
    timeZone: 'UTC',
    cadence: 'daily',
    language,
    brand: paperboyBrand,
    consideredCount: candidates.length,
    isFirst: false,
    isSample: false,
    own: null,
    links: {
      unsubscribe: `${site}/unsubscribe/${token}`,
      preferences: `${site}/preferences/${token}`,
      why: `${site}/preferences/${token}/why`,
      more: `${site}/preferences/${token}/more/`,
      less: `${site}/preferences/${token}/less/`,
      website: `${site}/`,
      how: `${site}/how`,
      digest: `${site}/digests/${day}`,
    },
    postalAddress: 'Paperboy Society, 4 Example Lane, 1000 Exampleton',
  }
}

type MailOptions = {
  preferences?: Preferences
  size?: number
  mailed?: ReadonlySet<string>
  language?: Language
}

/** Every mail that readers of one topic each would have had on the last recorded days, one after the other. */
export function* mailsOfReaders(listed: Listed, days: readonly string[]): Generator<DigestInput> {
  const pools = days.map((day) => [day, candidatesOn(listed, day)] as const)
  for (const { slug } of topics) {
    const mailed = new Set<string>()
    for (const [day, candidates] of pools) {
      const input = mailOf(candidates, day, {
        preferences: { ...reader, topics: [slug], keywords: [] },
        mailed,
      })
      for (const { candidate } of input?.picks ?? []) mailed.add(candidate.id)
      if (input) yield input
    }
  }
}
