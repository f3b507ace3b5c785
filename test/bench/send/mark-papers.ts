import { sql } from 'kysely'
import { computeTastes } from '../../../src/marks/tastes.ts'
import { nearness, phraseVector, shippedSpace } from '../../../src/select/latent-space.ts'
import type { Db } from '../../../src/store/open.ts'
import { randomNumbers } from '../../../src/topics/train/random.ts'

const subjects = 'video robot protein speech agent code graph retrieval diffusion safety theory vision'.split(
  ' ',
)
const wordsOfSubject = 150
const marksEach = 20
const batch = 500

/** Gives all papers words that the latent space knows, each of one subject and a little of another: others lie nowhere. */
export async function tellPapers(db: Db): Promise<void> {
  const random = randomNumbers(5)
  const vocabularies = subjects.map(wordsNear)
  const ids = await paperIds(db)
  const words = (nth: number, count: number) =>
    Array.from({ length: count }, () => {
      const subject = random() < 0.75 ? nth : Math.floor(random() * subjects.length)
      const own = vocabularies[subject % subjects.length] ?? []
      return own[Math.floor(random() * own.length)] ?? ''
    }).join(' ')
  const titles = ids.map((_, nth) => words(nth, 11))
  const abstracts = ids.map((_, nth) => words(nth, 180))
  await sql`
    update papers p set title = told.title, abstract = told.abstract
    from unnest(${ids}::text[], ${titles}::text[], ${abstracts}::text[]) as told (id, title, abstract)
    where p.id = told.id`.execute(db)
}

/**
 * Lets every nth subscriber mark twenty papers: half of them more, of one subject, and half of them less, of others. What that
 * teaches is computed as the service does it.
 */
export async function makeMarks(db: Db, every: number, now: Date): Promise<void> {
  const random = randomNumbers(6)
  const papers = await paperIds(db)
  const { rows } = await sql<{ id: number }>`
    select id from subscribers where id % ${every}::integer = 0 order by id`.execute(db)
  for (let first = 0; first < rows.length; first += batch) {
    const ids = rows.slice(first, first + batch).map(({ id }) => id)
    const marks = ids.flatMap((id) => {
      const liked = Math.floor(random() * subjects.length)
      const of = (isLiked: boolean) =>
        papers.filter((_, nth) => (nth % subjects.length === liked) === isLiked)
      return [
        ...sample(random, of(true)).map((paper) => ({ id, paper, kind: 'more' })),
        ...sample(random, of(false)).map((paper) => ({ id, paper, kind: 'less' })),
      ]
    })
    await sql`
      insert into marks (subscriber_id, paper_id, kind, marked_at)
      select id, paper, kind, ${now}::timestamptz
      from unnest(${marks.map(({ id }) => id)}::bigint[], ${marks.map(({ paper }) => paper)}::text[],
        ${marks.map(({ kind }) => kind)}::text[]) as made (id, paper, kind)`.execute(db)
    await sql`insert into tastes (subscriber_id) select unnest(${ids}::bigint[])`.execute(db)
    await computeTastes(db, ids)
  }
  await sql`vacuum (analyze) marks, tastes`.execute(db)
}

async function paperIds(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from papers order by id`.execute(db)
  return rows.map(({ id }) => id)
}

function sample(random: () => number, from: readonly string[]): string[] {
  const left = [...from]
  const count = Math.min(marksEach / 2, left.length)
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)).flat()
}

function wordsNear(subject: string): string[] {
  const space = shippedSpace()
  const own = phraseVector(space, subject)
  return [...space.rows.keys()]
    .filter((term) => !term.includes(' '))
    .map((word) => ({ word, near: nearness(own, phraseVector(space, word)) }))
    .sort((a, b) => b.near - a.near)
    .slice(0, wordsOfSubject)
    .map(({ word }) => word)
}
