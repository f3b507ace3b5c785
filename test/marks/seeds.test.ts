import { expect, test } from 'vitest'
import { selectToday } from '../../src/editions/today.ts'
import { readSelection, writeSelection } from '../../src/ledger/selection.ts'
import { addSeeds, markPaper, removeSeed, removeSeeds } from '../../src/marks/learn.ts'
import { mostSeeds, readSeeds, type PlacedSeed } from '../../src/marks/seeds.ts'
import { readTastes } from '../../src/marks/tastes.ts'
import { reasonPhrase } from '../../src/render/paper-view.ts'
import { paperVector, shippedSpace } from '../../src/select/latent-space.ts'
import { tasteOf } from '../../src/select/taste.ts'
import { findSubscriberById } from '../../src/subscribers/find.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const now = new Date('2026-05-20T12:00:00Z')
const proteinText = {
  title: 'Protein structure prediction with equivariant networks',
  abstract: 'We predict the structure of proteins and molecules. Protein design needs molecular dynamics.',
  keywords: ['protein design', 'molecules'],
}
const fresh = candidate({
  ...proteinText,
  id: 'arxiv:2605.10003',
  title: 'Molecular dynamics for protein design',
  firstListedOn: '2026-05-19',
  topics: { science: 0.4 },
})
const videos = ['1', '2', '3'].map((nth) =>
  candidate({
    id: `arxiv:2605.2000${nth}`,
    title: `Video generation with diffusion transformers ${nth}`,
    abstract: 'A diffusion transformer generates long videos from text.',
    firstListedOn: '2026-05-19',
    topics: { 'video-generation': 0.9 },
    signals: { upvotes: 200, comments: 0, stars: null },
    popularity: 0.99,
  }),
)

function seed(paper: string, text = proteinText): PlacedSeed {
  const vector = paperVector(shippedSpace(), text)
  return { paper, title: text.title, authors: ['Ada Lovelace'], topics: ['science'], terms: [], vector }
}

async function start(preferences = {}) {
  const { db } = await testContext({ clock: () => now })
  await storeCandidates(db, [fresh, ...videos])
  const id = await addActive(db, 'ada@example.org', preferences)
  const today = async () => {
    const subscriber = await findSubscriberById(db, id)
    if (!subscriber) throw new Error('there is no such subscriber')
    const picks = await selectToday(db, id, subscriber.preferences, now)
    return picks.map(({ candidate: { id: paper }, reason }) => ({ paper, reason }))
  }
  return { db, id, today }
}

const seeds = ['title:1', 'title:2', 'arxiv:2101.00001', 'arxiv:2101.00002'].map((id) => seed(id))

test('papers that someone gives bring in what is like them, and the reason says so', async () => {
  const { db, id, today } = await start()
  expect((await today())[0]?.paper).not.toBe(fresh.id)
  expect(await addSeeds(db, id, seeds, now)).toBe(4)
  expect((await today())[0]).toMatchObject({
    paper: fresh.id,
    reason: { kind: 'seed', title: proteinText.title },
  })
})

test('what is stated stays first', async () => {
  const { db, id, today } = await start({ topics: ['video-generation'] })
  const before = (await today()).map(({ paper }) => paper)
  await addSeeds(db, id, seeds, now)
  const after = await today()
  expect(after[0]?.reason).toEqual({ kind: 'topic', topic: 'video-generation' })
  expect(after.map(({ paper }) => paper)).toEqual(expect.arrayContaining(before))
})

test('taken back one by one or all at once, or with learning off, seeds change nothing', async () => {
  const { db, id, today } = await start()
  const before = await today()
  await addSeeds(db, id, seeds, now)
  await db.updateTable('subscribers').set({ with_learning: false }).execute()
  expect(await today()).toEqual(before)
  await db.updateTable('subscribers').set({ with_learning: true }).execute()
  expect(await removeSeed(db, id, 'title:1')).toBe(true)
  expect(await removeSeed(db, id, 'title:1')).toBe(false)
  expect(await readSeeds(db, id)).toHaveLength(3)
  expect(await removeSeeds(db, id)).toBe(3)
  expect(await today()).toEqual(before)
})

test('a paper that is marked counts by its mark alone', async () => {
  const { db, id } = await start()
  await addSeeds(db, id, [seed(fresh.id)], now)
  expect((await readTastes(db, [id])).get(id)?.liked).toMatchObject([{ id: fresh.id, isSeed: true }])
  await markPaper(db, id, { paper: fresh.id, kind: 'less' }, now)
  expect((await readTastes(db, [id])).get(id)?.liked).toEqual([])
})

test('there is room for a number of them, the same paper counts once, and a row of tastes stays small', async () => {
  const { db, id } = await start()
  const long = { ...proteinText, title: 'Protein '.repeat(40) }
  const many = Array.from({ length: mostSeeds + 5 }, (_, nth) => seed(`title:${nth}`, long))
  expect(await addSeeds(db, id, many, now)).toBe(mostSeeds)
  expect(await addSeeds(db, id, many.slice(0, 3), now)).toBe(3)
  expect(await addSeeds(db, id, [seed('title:new')], now)).toBe(0)
  const row = await db.selectFrom('tastes').selectAll().executeTakeFirstOrThrow()
  expect(row.vector.length + row.liked_vectors.length + row.liked.length).toBeLessThan(4000)
})

test('in the space of another release, seeds are placed again by the stored paper or their title', async () => {
  const { db, id } = await start()
  await addSeeds(db, id, [seed(fresh.id), seed('title:1')], now)
  await db
    .updateTable('seeds')
    .set({ space: 'another', vector: Buffer.alloc(4, 1) })
    .execute()
  await db.updateTable('tastes').set({ space: 'another' }).execute()
  const taste = (await readTastes(db, [id])).get(id)
  const own = paperVector(shippedSpace(), proteinText)
  expect(taste?.vector.reduce((sum, value, at) => sum + value * (own[at] ?? 0), 0)).toBeGreaterThan(0.8)
})

test('many seeds weigh no more than some marks', () => {
  const at = (x: number, y: number) => Float32Array.from([x, y])
  const given = Array.from({ length: 100 }, () => ({ opinion: 'seed' as const, vector: at(1, 0) }))
  const marks = Array.from({ length: 10 }, () => ({ opinion: 'more' as const, vector: at(0, 1) }))
  const taste = tasteOf([...given, ...marks])
  expect(taste?.vector[1]).toBeGreaterThan((taste?.vector[0] ?? 1) * 1.9)
  expect(tasteOf(given)?.confidence).toBeCloseTo(5 / 8)
  expect(tasteOf(given.slice(0, 2))?.confidence).toBeCloseTo(1 / 4)
})

test('the reason is told in each language, and survives being written', () => {
  const reason = { kind: 'seed', paper: 'title:1', title: 'Folding proteins' } as const
  expect(readSelection(writeSelection([{ paper: 'arxiv:1', reason }]))).toEqual([
    { paper: 'arxiv:1', reason },
  ])
  expect(reasonPhrase(reason)).toBe('Like “Folding proteins” from your list of papers')
  expect(reasonPhrase(reason, 'de')).toBe('Ähnlich wie „Folding proteins“ von Ihrer Liste')
  expect(reasonPhrase(reason, 'zh')).toBe('与您列出的“Folding proteins”相似')
})
