import { acceptedScore, type Paper, type TopicScores } from '../papers/paper.ts'
import { narrowTopics, offerTopics, topics, type Topic } from './catalogue.ts'
import { segments, type ClassifiedFields, type Segment } from './features.ts'
import { wordId, words } from './tokens.ts'
import { shippedModel } from './weights.ts'

/** A topic that an operator defines: docs/topics.md. */
export type OwnTopic = Topic & {
  /** What its papers say. */
  phrases: readonly string[]
  /** arXiv's categories: `q-bio.NC`. */
  categories: readonly string[]
}

/** What own topics are read from: papers of some sources have no categories. */
export type ScoredFields = ClassifiedFields & Partial<Pick<Paper, 'categories'>>

type Phrase = { ids: number[]; weight: number }
type Rule = { slug: string; parent: string | null; phrases: Phrase[]; categories: ReadonlySet<string> }

/** The evidence at which a paper has a topic: two mentions in an abstract (0.8 each), or less than one in the title (3). */
const enough = 1.6
/** A phrase that is rarer than one paper in e⁵ counts in full. */
const rareIdf = 5
/** As in `classify`: lower scores are not worth a place in a record. */
const floor = 0.2

let rules: readonly Rule[] = []

/** Offers an operator's topics in this process, and finds them in papers from now on. */
export function useOwnTopics(own: readonly OwnTopic[]): void {
  offerTopics(own)
  rules = own.length === 0 ? [] : ruleMaker()(own)
}

/** Whether the operator has topics of their own. */
export function hasOwnTopics(): boolean {
  return rules.length > 0
}

/**
 * Scores with those of the operator's own topics. A part of a topic (`science.astronomy`) gets the score of the whole, where
 * the paper has both, as our parts do.
 *
 * @param scores by the classifier; those of own topics are replaced
 */
export function withOwnTopics(scores: TopicScores, paper: ScoredFields): TopicScores {
  if (rules.length === 0) return scores
  const kept = Object.fromEntries(Object.entries(scores).filter(([slug]) => ourSlugs.has(slug)))
  const parts = segments(paper)
  const own: TopicScores = {}
  for (const rule of rules) {
    const score = scoreOf(rule, parts, paper.categories ?? [])
    const { parent } = rule
    const whole = parent === null ? 1 : (kept[parent] ?? own[parent] ?? 0)
    if (parent === null ? score >= floor : Math.min(score, whole) >= acceptedScore)
      own[rule.slug] = parent === null ? score : whole
  }
  return { ...kept, ...own }
}

/** Slugs of our topics and parts. */
export const ourSlugs: ReadonlySet<string> = new Set([...topics, ...narrowTopics].map(({ slug }) => slug))

/** From 0 to 1, rounded down as the classifier's, so that no paper gains a topic by rounding. */
function scoreOf({ phrases, categories }: Rule, parts: readonly Segment[], own: readonly string[]): number {
  let evidence = 0
  for (const { words: list, weight } of parts) {
    for (const phrase of phrases) evidence += weight * phrase.weight * occurrences(phrase.ids, list)
  }
  // The primary category is what the authors say that it is about; others are where it might interest someone.
  const [primary = '', ...others] = own
  if (categories.has(primary)) evidence += enough
  else if (others.some((one) => categories.has(one))) evidence += enough / 2
  return Math.floor((1000 * evidence) / (evidence + enough)) / 1000
}

function occurrences(ids: readonly number[], list: Segment['words']): number {
  let found = 0
  for (let at = 0; at + ids.length <= list.length; at += 1) {
    if (ids.every((id, offset) => list[at + offset]?.id === id)) found += 1
  }
  return found
}

/** Reads the classifier's vocabulary once for all topics: a phrase that it knows counts by how rare it is. */
function ruleMaker(): (own: readonly OwnTopic[]) => Rule[] {
  const { terms, idf } = shippedModel()
  const known = new Map(terms.map((term, row) => [term, idf[row] ?? rareIdf]))
  const toPhrase = (phrase: string): Phrase => {
    const stems = words(phrase)
    const rarity = (known.get(stems.join(' ')) ?? rareIdf) / rareIdf
    return { ids: stems.map(wordId), weight: Math.min(1, Math.max(0.1, rarity)) }
  }
  return (own) =>
    // Topics before their parts.
    own
      .toSorted((a, b) => Number(a.slug.includes('.')) - Number(b.slug.includes('.')))
      .map(({ slug, phrases, categories }) => ({
        slug,
        parent: slug.includes('.') ? slug.slice(0, slug.indexOf('.')) : null,
        phrases: distinctPhrases(phrases).map(toPhrase),
        categories: new Set(categories),
      }))
}

/** Phrases that differ in their inflections only are one. */
function distinctPhrases(phrases: readonly string[]): string[] {
  return [...new Map(phrases.map((phrase) => [words(phrase).join(' '), phrase])).values()]
}
