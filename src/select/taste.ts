import { relevanceFloor } from './relevance.ts'
import { nearness, toUnitLength, type Vector } from './latent-space.ts'

/** A paper that a reader wants more of, or gave as what they work on. `vector` is of unit length. */
export type Liked = { id: string; title: string; vector: Vector; isSeed?: boolean }

/** What a reader's marks and seeds add up to. */
export type Taste = {
  /** Of unit length: towards what they want more of, away from the rest. */
  vector: Vector
  /** From 0 to 1: few marks say little. */
  confidence: number
  /** The last papers that they want more of, at least one where anything is brought in by them. */
  liked: readonly Liked[]
}

/** A mark or a seed that is learned from, with where its paper lies, at unit length. */
export type Judged = { opinion: 'more' | 'less' | 'hide' | 'seed'; vector: Vector }

/** How much "less" counts beside "more", and "not interested" beside "less". */
const against = 0.5
const hideShare = 0.5
/** So many marks are believed half. */
const halfMarks = 3
/** A seed counts half as much as "more", and all of them together as much as so many marks: what is pressed later corrects them. */
const seedShare = 0.5
const mostForSeeds = 5

/** Relevance feedback (Rocchio 1971). @returns null where nothing is marked or given */
export function tasteOf(judged: readonly Judged[]): Pick<Taste, 'vector' | 'confidence'> | null {
  const dimensions = judged[0]?.vector.length
  if (dimensions === undefined) return null
  const seeds = judged.filter(({ opinion }) => opinion === 'seed').length
  const weights = { more: 1, less: 1, hide: hideShare, seed: Math.min(seedShare, mostForSeeds / seeds) }
  const weightOf = ({ opinion }: Judged) => weights[opinion]
  const total = (group: readonly Judged[]) => group.reduce((sum, one) => sum + weightOf(one), 0)
  const isLiked = ({ opinion }: Judged) => opinion === 'more' || opinion === 'seed'
  const liked = judged.filter(isLiked)
  const others = judged.filter((one) => !isLiked(one))
  const sum = new Float32Array(dimensions)
  const add = (group: readonly Judged[], factor: number) => {
    for (const one of group) {
      const share = factor * weightOf(one)
      for (let at = 0; at < dimensions; at += 1) sum[at] = (sum[at] ?? 0) + share * (one.vector[at] ?? 0)
    }
  }
  add(liked, 1 / total(liked))
  add(others, -against / others.length)
  const count = total(judged)
  return { vector: toUnitLength(sum), confidence: count / (count + halfMarks) }
}

/**
 * What is left of a taste without what it says of some directions: it is at a right angle to all of them.
 *
 * @returns of unit length, or null where nothing is left
 */
export function withoutDirections(taste: Vector, directions: readonly Vector[]): Vector | null {
  // Gram and Schmidt: otherwise to take away one would bring back a little of another.
  const bases: Vector[] = []
  for (const direction of directions) {
    const left = bases.reduce(awayFrom, direction)
    if (nearness(left, left) > 1e-6) bases.push(toUnitLength(left))
  }
  const left = bases.reduce(awayFrom, taste)
  return nearness(left, left) > 1e-6 ? toUnitLength(left) : null
}

function awayFrom(vector: Vector, base: Vector): Vector {
  const share = nearness(vector, base)
  return vector.map((value, at) => value - share * (base[at] ?? 0))
}

/** How near a paper must be to come for the marks alone, with the fewest and with many of them. */
const [floorOfFew, floorOfMany] = [0.45, 0.25]
const scale = 0.45

/** So much nearer where something is stated: that is what most of a mail is for. */
const besideStated = 0.1

/**
 * @param hasStated whether the reader has chosen interests as well
 * @returns how relevant a paper is for the marks and seeds alone; 0 where it is not near enough
 */
export function markedRelevance(near: number, taste: Taste, hasStated: boolean): number {
  const { confidence } = taste
  const floor = floorOfFew + (floorOfMany - floorOfFew) * confidence + (hasStated ? besideStated : 0)
  return near < floor || taste.liked.length === 0 ? 0 : relevanceFloor + scale * (near - floor)
}

/** What a paper matches: something wide, like a topic or the trend, or what someone typed. */
export type MatchKind = 'wide' | 'typed'

/** As near as this, a paper is neither lifted nor lowered; so much nearer or farther, it is as much as may be. */
const [neutral, farFromNeutral] = [0.15, 0.35]
/** What is stated and what is marked may differ: a few marks never move a match further than this, nor many marks what was typed. */
const mostOfFew = 0.12
/** Topics are wider than most interests: many marks move their papers further, and the papers still match. */
const mostOfMany = 0.62
/** Three marks are few. From some twenty on they are many. */
const [few, many] = [0.5, 0.87]

/** The furthest that marks move the relevance of a paper that matches. */
export function mostLiftOf({ confidence }: Pick<Taste, 'confidence'>, match: MatchKind = 'wide'): number {
  const share = match === 'typed' ? 0 : Math.max(0, Math.min(1, (confidence - few) / (many - few)))
  return confidence * (mostOfFew + share * (mostOfMany - mostOfFew))
}

/** Where a paper lies between what moves it down furthest (-1) and up (1). */
export function leaningOf(near: number): number {
  return Math.max(-1, Math.min(1, (near - neutral) / farFromNeutral))
}

/** What the marks add to the relevance of a paper that matches already, or take from it. */
export function liftOf(near: number, taste: Pick<Taste, 'confidence'>, match: MatchKind = 'wide'): number {
  return mostLiftOf(taste, match) * leaningOf(near)
}

/** The marked or given paper that a paper is nearest to. */
export function nearestLiked({ liked }: Taste, vector: Vector): Liked | undefined {
  let nearest: { one: Liked; near: number } | undefined
  for (const one of liked) {
    const near = nearness(one.vector, vector)
    if (near > (nearest?.near ?? -Infinity)) nearest = { one, near }
  }
  return nearest?.one
}
