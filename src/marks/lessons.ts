import { sql } from 'kysely'
import { readDescribed } from '../papers/stored-papers.ts'
import { readVectorsOf } from '../papers/paper-vectors.ts'
import { titleOf } from '../papers/summary.ts'
import {
  paperVector,
  phraseVector,
  shippedSpace,
  shippedSpaceName,
  vectorOf,
} from '../select/latent-space.ts'
import { tasteOf, withoutDirections, type Judged, type Liked, type Taste } from '../select/taste.ts'
import type { Db } from '../store/open.ts'
import type { MarkKind } from '../store/schema.ts'
import { readLeftOut } from './left-out.ts'
import { readPlacedSeeds } from './seeds.ts'

/** More marks of one subscriber than these, the newest, are not learned from. */
const mostMarks = 200
/** Of so many papers marked "more", or else given as seeds, one may be named as the reason. */
const mostLiked = 8
const maxTitleLength = 120

/** A mark or a seed that is learned from. */
export type Lesson = Judged & Liked

/** What is learned from of one subscriber: the marks, the newest first, then the seeds; and the words that they left out. */
export type LearnedFrom = { lessons: Lesson[]; leftOut: string[] }

type OpinionRow = { id: number; paper: string; opinion: Exclude<MarkKind, 'save'> }

/** Marks on papers that are gone, or say nothing that is known, are left out. */
export async function readLearnedFrom(
  trx: Db,
  subscriberIds: readonly number[],
): Promise<Map<number, LearnedFrom>> {
  const { rows } = await sql<OpinionRow>`
    select subscriber_id as id, paper_id as paper, kind as opinion from marks
    where subscriber_id = any(${subscriberIds}::bigint[]) and kind <> 'save'
    order by marked_at desc, paper_id`.execute(trx)
  const bySubscriber = Map.groupBy(rows, ({ id }) => id)
  const counted = subscriberIds.map((id) => (bySubscriber.get(id) ?? []).slice(0, mostMarks))
  const papers = await readMarkedPapers(trx, new Set(counted.flat().map(({ paper }) => paper)))
  const seeds = Map.groupBy(await readPlacedSeeds(trx, subscriberIds), ({ subscriberId }) => subscriberId)
  const leftOut = await readLeftOut(trx, subscriberIds)
  return new Map(
    subscriberIds.map((id, nth) => [
      id,
      {
        lessons: joinLessons(counted[nth] ?? [], papers, seeds.get(id) ?? []),
        leftOut: leftOut.get(id) ?? [],
      },
    ]),
  )
}

function joinLessons(
  marks: readonly OpinionRow[],
  papers: ReadonlyMap<string, Liked>,
  seeds: readonly Liked[],
): Lesson[] {
  const judged = marks.flatMap(({ paper, opinion }): Lesson[] => {
    const known = papers.get(paper)
    return known ? [{ opinion, ...known }] : []
  })
  // What was said of a paper later replaces that it was given.
  const isMarked = new Set(judged.map(({ id }) => id))
  const given = seeds
    .filter(({ id }) => !isMarked.has(id))
    .map(({ id, title, vector }): Lesson => {
      return { id, title: title.slice(0, maxTitleLength), vector, opinion: 'seed', isSeed: true }
    })
  return [...judged, ...given]
}

/** What is learned from them. @returns null where that is nothing */
export function addUp(lessons: readonly Lesson[], leftOut: readonly string[]): Taste | null {
  const sum = tasteOf(lessons)
  if (!sum) return null
  const words = leftOut.map((word) => phraseVector(shippedSpace(), word))
  const vector = withoutDirections(sum.vector, words)
  if (!vector) return null
  const liked = lessons.filter(({ opinion }) => opinion === 'more' || opinion === 'seed').slice(0, mostLiked)
  return { ...sum, vector, liked }
}

/** Where marked papers lie. Those that are gone, or say nothing that is known, are left out. */
async function readMarkedPapers(trx: Db, ids: ReadonlySet<string>): Promise<Map<string, Liked>> {
  const vectors = await readVectorsOf(trx, shippedSpaceName(), [...ids])
  const described = await readDescribed(trx, [...ids])
  const liked = described.map((paper): Liked => {
    const stored = vectors.get(paper.id)
    const vector = stored ? vectorOf(stored) : paperVector(shippedSpace(), paper)
    return { id: paper.id, title: titleOf(paper).slice(0, maxTitleLength), vector }
  })
  return new Map(
    liked.filter(({ vector }) => vector.some((value) => value !== 0)).map((one) => [one.id, one]),
  )
}
