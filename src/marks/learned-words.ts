import { readDescribed } from '../papers/stored-papers.ts'
import { nearness, paperVector, phraseVector, shippedSpace } from '../select/latent-space.ts'
import { liftOf, type Taste } from '../select/taste.ts'
import { tellingTerms } from '../select/telling-terms.ts'
import type { Db } from '../store/open.ts'
import type { Lesson } from './lessons.ts'
import { readSeeds } from './seeds.ts'

/** Words, and by how much the relevance of a paper that has one of one's topics moves if it is about them alone. */
export type LearnedWords = { words: string; lift: number }

/** So many of the newest marks and seeds are asked for their words. */
const mostAsked = 80
const termsEach = 4
/** Smaller ones are no difference. */
const leastLift = 0.005

/**
 * By paper, for the newest marks and seeds: the words that tell most of it. Of papers that are gone there are none.
 */
export async function readTermsOf(
  db: Db,
  subscriberId: number,
  lessons: readonly Lesson[],
): Promise<Map<string, string[]>> {
  const asked = lessons.slice(0, mostAsked)
  const seeds = asked.some(({ isSeed }) => isSeed) ? await readSeeds(db, subscriberId) : []
  const described = await readDescribed(
    db,
    asked.filter(({ isSeed }) => !isSeed).map(({ id }) => id),
  )
  const space = shippedSpace()
  return new Map([
    ...seeds.map(({ paper, terms }) => [paper, terms.slice(0, termsEach)] as const),
    ...described.map(
      (paper) => [paper.id, tellingTerms(space, paper, paperVector(space, paper), termsEach)] as const,
    ),
  ])
}

/** Words of marked papers that are moved up, and down, the most moved first. */
export function tellTaste(
  taste: Taste,
  terms: ReadonlyMap<string, readonly string[]>,
  { up, down }: { up: number; down: number },
): { up: LearnedWords[]; down: LearnedWords[] } {
  const moved = [...new Set([...terms.values()].flat())]
    .map((words) => ({ words, near: nearness(taste.vector, phraseVector(shippedSpace(), words)) }))
    .map(({ words, near }) => ({ words, near, lift: liftOf(near, taste) }))
    .sort((a, b) => b.lift - a.lift || a.words.localeCompare(b.words))
  const told = ({ words, lift }: LearnedWords) => ({ words, lift })
  return {
    up: moved
      .filter(({ lift }) => lift >= leastLift)
      .slice(0, up)
      .map(told),
    // What is far from everything is moved down a little as well: only what lies on the other side was taught.
    down: moved
      .filter(({ near, lift }) => near < -0.02 && lift <= -leastLift)
      .toReversed()
      .slice(0, down)
      .map(told),
  }
}
