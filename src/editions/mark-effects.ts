import { addUp, type LearnedFrom } from '../marks/lessons.ts'
import { acceptedTopics } from '../papers/paper.ts'
import { nearness, phraseVector, shippedSpace, type Vector } from '../select/latent-space.ts'
import { rank } from '../select/rank.ts'
import { liftOf, type Taste } from '../select/taste.ts'
import type { Today } from './today.ts'

/** A paper of today that a mark moved: its places without the mark and with it, from 1; null where it is not among the first. */
export type MovedPaper = { id: string; title: string; before: number | null; after: number | null }

/**
 * What one mark changes: the places of today's papers, and how far a paper about some words alone is moved in relevance.
 */
export type MarkEffect = {
  paper: string
  up: MovedPaper[]
  down: MovedPaper[]
  words: { words: string; change: number }[]
}

/** Further down nobody looks. */
const placesCounted = 20
const [mostUp, mostDown] = [3, 2]

/**
 * What each of a subscriber's newest marks changes: today's papers are ranked with all of them, and without that one. Of papers
 * that they have had nothing is told.
 *
 * @param terms by paper, the words to tell of it
 */
export function tellMarkEffects(
  today: Today,
  { lessons, leftOut }: LearnedFrom,
  terms: ReadonlyMap<string, readonly string[]>,
  most: number,
): MarkEffect[] {
  if (!today.taste) return []
  const taste = addUp(lessons, leftOut)
  const after = placesOf(today, taste)
  return lessons
    .filter(({ opinion }) => opinion !== 'seed')
    .slice(0, most)
    .map((lesson) => {
      const others = addUp(
        lessons.filter((one) => one !== lesson),
        leftOut,
      )
      const moved = compare(placesOf(today, others), after)
      const titled = moved.map(({ paper, ...places }): MovedPaper => {
        const { id = '', title = '' } = today.rated.papers[paper] ?? {}
        return { id, title, ...places }
      })
      return {
        paper: lesson.id,
        up: titled.filter((one) => steps(one) > 0).slice(0, mostUp),
        down: titled.filter((one) => steps(one) < 0).slice(0, mostDown),
        words: (terms.get(lesson.id) ?? []).map((words) => {
          const place = phraseVector(shippedSpace(), words)
          return { words, change: liftAt(taste, place) - liftAt(others, place) }
        }),
      }
    })
}

function liftAt(taste: Taste | null, place: Vector): number {
  return taste ? liftOf(nearness(taste.vector, place), taste) : 0
}

/** By paper: its place among those that may still come, from 0. */
function placesOf({ rated, profile, horizon, mailed }: Today, taste: Taste | null): Map<number, number> {
  const { matches } = rank(rated, profile, horizon, taste)
  const left = matches.filter((paper) => mailed?.[paper] !== 1)
  return new Map(left.slice(0, placesCounted).map((paper, place) => [paper, place + 1]))
}

type Moved = { paper: number; before: number | null; after: number | null }

/** Those that have another place, the most moved first. */
function compare(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): Moved[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((paper) => ({ paper, before: before.get(paper) ?? null, after: after.get(paper) ?? null }))
    .filter((one) => steps(one) !== 0)
    .sort((a, b) => Math.abs(steps(b)) - Math.abs(steps(a)) || a.paper - b.paper)
}

function steps({ before, after }: Pick<Moved, 'before' | 'after'>): number {
  return (before ?? placesCounted + 1) - (after ?? placesCounted + 1)
}

/** A topic, and by how much the relevance of its papers of today moves on average if they have one of one's topics. */
export type LearnedTopic = { topic: string; lift: number; papers: number }

/** From fewer papers a mean says little. */
const fewestPapers = 3

/** How today's papers of each topic are moved by what is learned, those moved up most first. */
export function tellLearnedTopics({ rated, horizon, taste }: Today): LearnedTopic[] {
  if (!taste) return []
  const isShown = rated.youngerThan(horizon)
  const near = rated.nearTo(taste.vector, isShown)
  const lifts = new Map<string, number[]>()
  for (const [paper, { topics }] of rated.papers.entries()) {
    if (isShown[paper] !== 1) continue
    for (const topic of acceptedTopics(topics)) {
      const own = lifts.get(topic) ?? []
      lifts.set(topic, own)
      own.push(liftOf(near[paper] ?? 0, taste))
    }
  }
  return [...lifts]
    .filter(([, own]) => own.length >= fewestPapers)
    .map(([topic, own]) => {
      return { topic, lift: own.reduce((sum, one) => sum + one, 0) / own.length, papers: own.length }
    })
    .sort((a, b) => b.lift - a.lift || a.topic.localeCompare(b.topic))
}
