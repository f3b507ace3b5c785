import type { Seed } from '../marks/seeds.ts'
import { nameKey } from '../select/names.ts'
import type { Preferences } from '../subscribers/preferences.ts'

/** Something to follow, and how many of a reader's papers speak for it. */
export type Proposal = { value: string; papers: number }

/** What a reader's papers have in common and they do not follow or mute yet, the most common first. */
export type Proposals = {
  topics: Proposal[]
  keywords: Proposal[]
  authors: Proposal[]
  /** How many papers they are taken from. */
  of: number
}

type Stated = Pick<
  Preferences,
  'topics' | 'keywords' | 'authors' | 'mutedTopics' | 'mutedKeywords' | 'mutedAuthors'
>

const most = 10
/** What one paper alone says is no interest yet, unless there are few. */
const fewPapers = 3

export function proposeInterests(seeds: readonly Seed[], stated: Stated): Proposals {
  const least = seeds.length < fewPapers ? 1 : 2
  const propose = (valuesOf: (seed: Seed) => readonly string[], known: readonly string[], key = lower) => {
    const taken = new Set(known.map(key))
    return count(seeds.map(valuesOf), key).filter(
      ({ value, papers }) => papers >= least && !taken.has(key(value)),
    )
  }
  const topics = propose(({ topics: slugs }) => slugs, [...stated.topics, ...stated.mutedTopics])
  const terms = propose(({ terms: own }) => own, [...stated.keywords, ...stated.mutedKeywords])
  const authors = propose(({ authors: own }) => own, [...stated.authors, ...stated.mutedAuthors], nameKey)
  return {
    topics: topics.slice(0, most),
    keywords: withoutRepeats(terms).slice(0, most),
    authors: authors.slice(0, most),
    of: seeds.length,
  }
}

/** Whether so many of the papers speak for it that it may be ticked in advance. */
export function isStrong({ papers }: Proposal, { of }: Proposals): boolean {
  return papers >= 2 && papers * 3 >= of
}

function lower(text: string): string {
  return text.toLowerCase()
}

/** How many lists have each value, under its first spelling. */
function count(lists: readonly (readonly string[])[], key: (value: string) => string): Proposal[] {
  const counted = new Map<string, Proposal>()
  for (const list of lists) {
    for (const [own, value] of new Map(list.map((one) => [key(one), one]))) {
      const known = counted.get(own)
      if (known) known.papers += 1
      else counted.set(own, { value, papers: 1 })
    }
  }
  return [...counted.values()].sort((a, b) => b.papers - a.papers || (a.value < b.value ? -1 : 1))
}

/** Phrases first, since a word alone finds more than was meant. Of two that share a word, the first. */
function withoutRepeats(proposals: readonly Proposal[]): Proposal[] {
  const kept: Proposal[] = []
  const words = ({ value }: Proposal) => value.split(' ')
  for (const one of [...proposals.filter(isPhrase), ...proposals.filter((other) => !isPhrase(other))]) {
    const isRepeat = kept.some((other) => words(other).some((word) => words(one).includes(word)))
    if (!isRepeat) kept.push(one)
  }
  return kept
}

export function isPhrase({ value }: Proposal): boolean {
  return value.includes(' ')
}
