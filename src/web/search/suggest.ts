import { setImmediate } from 'node:timers/promises'
import type { MakerKind } from '../../papers/makers.ts'
import type { SearchTerms } from '../../papers/search-terms.ts'
import { nameKey } from '../../select/names.ts'
import { WordIndex } from './spelling.ts'

/** A person or an organisation whose name a search text means, with how many of the papers looked at are theirs. */
export type SuggestedMaker = { kind: MakerKind; name: string; amount: number }

/** What a search text could mean besides. */
export type Suggester = {
  /** Those with the most papers first. */
  makers: (text: string) => SuggestedMaker[]
  /** The slugs of topics. */
  topics: (text: string) => string[]
  /** The text with words in place of those that no paper says; null where there is none near. */
  correct: (text: string) => string | null
}

/** A topic as it may be searched for: names are compared by the beginnings of their words, what it is about by whole words. */
export type TopicTerms = { slug: string; names: readonly string[]; about: readonly string[] }

const maxMakers = 4
const maxTopics = 3
/** Fewer letters begin too many names. */
const fewestLetters = 3
/** Of a text with more unknown words, only the first are looked up. */
const maxUnknown = 3
const wordPattern = /[\p{L}\p{N}]+/gu

/** So many are read at once, some milliseconds long; then others have their turn. */
const papersAtOnce = 10

/** Reads all terms once. */
export async function buildSuggester(
  papers: readonly SearchTerms[],
  topics: readonly TopicTerms[],
): Promise<Suggester> {
  const counts: MakerCounts = new Map()
  const words = new WordIndex()
  for (let at = 0; at < papers.length; at += papersAtOnce) {
    for (const paper of papers.slice(at, at + papersAtOnce)) {
      countMakers(counts, paper)
      words.add(wordsIn(paper))
    }
    await setImmediate()
  }
  const makers = [...counts.values()].sort((a, b) => b.amount - a.amount || (a.name < b.name ? -1 : 1))
  const topicKeys = topics.map(({ slug, names, about }) => ({
    slug,
    names: names.map(padded),
    about: about.map(padded),
  }))
  return {
    makers: (text) => {
      const wanted = wantedWords(text)
      if (wanted.length === 0) return []
      return makers
        .filter(({ key }) => wanted.every((word) => key.includes(` ${word}`)))
        .slice(0, maxMakers)
        .map(({ key: _key, ...maker }) => maker)
    },
    topics: (text) => {
      const wanted = wantedWords(text)
      if (wanted.length === 0) return []
      const begins = (key: string) => wanted.every((word) => key.includes(` ${word}`))
      const says = (key: string) => wanted.every((word) => key.includes(` ${word} `))
      return topicKeys
        .filter(({ names, about }) => names.some(begins) || about.some(says))
        .slice(0, maxTopics)
        .map(({ slug }) => slug)
    },
    correct: (text) => correct(words, text),
  }
}

type MakerCounts = Map<string, SuggestedMaker & { key: string }>

function countMakers(counts: MakerCounts, { authors, organization }: SearchTerms): void {
  const add = (kind: MakerKind, name: string) => {
    const known = counts.get(`${kind} ${name}`)
    if (known) known.amount += 1
    else counts.set(`${kind} ${name}`, { kind, name, amount: 1, key: padded(name) })
  }
  for (const name of new Set(authors)) add('author', name)
  if (organization) add('organization', organization)
}

/** Words that may be meant by a search, as `nameKey` has them: no operators, none that is left out. */
function wantedWords(text: string): string[] {
  const plain = text.replace(/(^|\s)-\S+/g, ' ').replace(/\bor\b/gi, ' ')
  const words = nameKey(plain).split(' ')
  // Chinese writes a word with one or two characters.
  return words.some((word) => word.length >= fewestLetters || /\p{Script=Han}/u.test(word)) ? words : []
}

/** " ada lovelace " */
function padded(name: string): string {
  return ` ${nameKey(name)} `
}

function wordsIn({ title, keywords, authors, organization }: SearchTerms): string[] {
  const text = [title, ...keywords, ...authors, organization ?? ''].join(' ')
  return text.toLowerCase().match(wordPattern) ?? []
}

function correct(words: WordIndex, text: string): string | null {
  let unknown = 0
  const better = text.replace(wordPattern, (word) => {
    if (words.has(word.toLowerCase()) || ++unknown > maxUnknown) return word
    return words.nearest(word.toLowerCase()) ?? word
  })
  return better === text ? null : better
}
