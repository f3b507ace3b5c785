import { expect, test } from 'vitest'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { selectToday } from '../../src/editions/today.ts'
import { readSelection, writeSelection } from '../../src/ledger/selection.ts'
import { forgetOpinions, markPaper, unmarkPaper } from '../../src/marks/learn.ts'
import { readTastes } from '../../src/marks/tastes.ts'
import { reasonPhrase } from '../../src/render/paper-view.ts'
import type { Db } from '../../src/store/open.ts'
import { findSubscriberById } from '../../src/subscribers/find.ts'
import { storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { proteinPaper, videoPaper } from '../helpers/marked-papers.ts'
import { addActive } from '../helpers/subscribers.ts'

const now = new Date('2026-05-20T12:00:00Z')
const old = '2026-04-01'
const proteins = (id: string, firstListedOn: string) => proteinPaper(id, firstListedOn, 0.4)
const [liked, alsoLiked, fresh] = [proteins('1', old), proteins('2', old), proteins('3', '2026-05-19')]

async function start(preferences = {}) {
  const { db } = await testContext({ clock: () => now })
  const popular = ['1', '2', '3', '4'].map((id) => videoPaper(id))
  await storeCandidates(db, [liked, alsoLiked, fresh, ...popular, videoPaper('9', old)])
  const id = await addActive(db, 'ada@example.org', preferences)
  return { db, id, today: () => today(db, id) }
}

async function today(db: Db, id: number) {
  const preferences = (await findSubscriberById(db, id))?.preferences
  if (!preferences) throw new Error('there is no such subscriber')
  const picks = await selectToday(db, id, preferences, now)
  return picks.map(({ candidate: { id: paper }, reason }) => ({ paper, reason }))
}

test('someone who chose nothing gets first what is like the papers they marked, with the reason', async () => {
  const { db, id, today } = await start()
  expect((await today())[0]?.paper).not.toBe(fresh.id)
  for (const { id: paper } of [liked, alsoLiked]) await markPaper(db, id, { paper, kind: 'more' }, now)
  const picks = await today()
  expect(picks[0]).toMatchObject({ paper: fresh.id, reason: { kind: 'marked' } })
  expect(picks.slice(1).map(({ reason }) => reason.kind)).toEqual(Array(4).fill('trending'))
})

test('an edition composes with it, and freezes the reason', async () => {
  const { db, id } = await start()
  const [other] = [await addActive(db, 'bob@example.org')]
  await markPaper(db, id, { paper: liked.id, kind: 'more' }, now)
  await markPaper(db, id, { paper: alsoLiked.id, kind: 'more' }, now)
  const edition = await openEditionAt(db, new Date('2026-05-20T07:00:00Z'), now)
  await createComposer({ db })(edition?.id ?? 0, 0, now)
  const rows = await db.selectFrom('deliveries').select(['subscriber_id', 'selection']).execute()
  const firstOf = (subscriber: number) =>
    readSelection(rows.find((row) => row.subscriber_id === subscriber)?.selection ?? '[]')[0]
  expect(firstOf(id)).toMatchObject({ paper: fresh.id, reason: { kind: 'marked' } })
  expect(firstOf(other ?? 0)?.reason).toEqual({ kind: 'trending' })
})

test('what is stated stays first: three marks move a match, and never remove it', async () => {
  const { db, id, today } = await start({ topics: ['video-generation'] })
  const before = (await today()).map(({ paper }) => paper)
  for (const { id: paper } of [liked, alsoLiked]) await markPaper(db, id, { paper, kind: 'more' }, now)
  await markPaper(db, id, { paper: videoPaper('9').id, kind: 'less' }, now)
  const after = await today()
  expect(after[0]?.reason).toEqual({ kind: 'topic', topic: 'video-generation' })
  expect(after.map(({ paper }) => paper)).toEqual(expect.arrayContaining(before))
  expect(after.at(-1)).toMatchObject({ paper: fresh.id, reason: { kind: 'marked' } })
})

test('turned off, taken back or reset, marks change nothing', async () => {
  const { db, id, today } = await start()
  const before = await today()
  const marks = [liked, alsoLiked].map(({ id: paper }) => ({ paper, kind: 'more' }) as const)
  const markAll = async () => {
    for (const mark of marks) await markPaper(db, id, mark, now)
    expect(await today()).not.toEqual(before)
  }
  await markAll()
  await db.updateTable('subscribers').set({ with_learning: false }).execute()
  expect(await today()).toEqual(before)
  await db.updateTable('subscribers').set({ with_learning: true }).execute()
  for (const mark of marks) await unmarkPaper(db, id, mark)
  expect(await today()).toEqual(before)
  await markAll()
  await forgetOpinions(db, id)
  expect(await today()).toEqual(before)
})

test('what another release learned in another space is learned again from the marks', async () => {
  const { db, id } = await start()
  await markPaper(db, id, { paper: liked.id, kind: 'more' }, now)
  const before = await readTastes(db, [id])
  await db
    .updateTable('tastes')
    .set({ space: 'another', vector: Buffer.alloc(4, 1) })
    .execute()
  expect(await readTastes(db, [id])).toEqual(before)
  await db.updateTable('tastes').set({ space: 'another' }).execute()
  await db.deleteFrom('papers').where('id', '=', liked.id).execute()
  expect(await readTastes(db, [id])).toEqual(new Map())
})

test('a row is at most four kB, however much is marked', async () => {
  const { db, id } = await start()
  const many = Array.from({ length: 20 }, (_, nth) => proteins(`4${nth}`, old))
  await storeCandidates(db, many)
  for (const { id: paper } of many) await markPaper(db, id, { paper, kind: 'more' }, now)
  const {
    vector,
    liked_vectors,
    liked: named,
  } = await db.selectFrom('tastes').selectAll().executeTakeFirstOrThrow()
  expect(vector.length + liked_vectors.length + named.length).toBeLessThan(4000)
  expect((await readTastes(db, [id])).get(id)?.liked).toHaveLength(8)
})

test('the reason is told in each language, and survives being written', () => {
  const reason = { kind: 'marked', paper: liked.id, title: 'Folding proteins' } as const
  expect(readSelection(writeSelection([{ paper: 'arxiv:1', reason }]))).toEqual([
    { paper: 'arxiv:1', reason },
  ])
  expect(reasonPhrase(reason)).toBe('Because you marked “Folding proteins”')
  expect(reasonPhrase(reason, 'de')).toBe('Weil Sie „Folding proteins“ markiert haben')
  expect(reasonPhrase(reason, 'zh')).toBe('因为您标记了“Folding proteins”')
})
