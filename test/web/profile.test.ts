import { expect, test } from 'vitest'
import { openToday } from '../../src/editions/today.ts'
import { tellMarkEffects } from '../../src/editions/mark-effects.ts'
import { readLearnedFrom } from '../../src/marks/lessons.ts'
import { readTastes } from '../../src/marks/tastes.ts'
import { nearness, phraseVector, shippedSpace } from '../../src/select/latent-space.ts'
import { liftOf } from '../../src/select/taste.ts'
import { findSubscriberById } from '../../src/subscribers/find.ts'
import { storeCandidates } from '../helpers/candidates.ts'
import { proteinPaper, videoPaper } from '../helpers/marked-papers.ts'
import { addActive } from '../helpers/subscribers.ts'
import { subscriptionRows, testApp } from './test-app.ts'

const proteins = (id: string, firstListedOn: string) => proteinPaper(id, firstListedOn, 0.9)
const old = '2026-04-01'
const [liked, disliked] = [proteins('1', old), videoPaper('9', old)]
const fresh = ['3', '4', '5'].map((id) => proteins(id, '2026-05-19'))

async function start(preferences = {}) {
  const site = await testApp()
  const { db } = site.context
  await storeCandidates(db, [liked, disliked, ...fresh, ...['1', '2', '3'].map((id) => videoPaper(id))])
  const id = await addActive(db, 'ada@example.org', preferences)
  const own = site.link('preferences', id)
  const page = `${own}/profile`
  const read = async () => (await site.get(page)).text()
  const markBoth = async () => {
    await site.post(`${own}/more/${liked.id}`, { mark: 'more' })
    await site.post(`${own}/less/${disliked.id}`, { mark: 'less' })
  }
  const choice = async () => (await findSubscriberById(db, id))?.preferences
  return { site, db, id, own, page, read, markBoth, choice }
}

test('the profile shows what was chosen, and each line is removed by one press', async () => {
  const chosen = { topics: ['robotics', 'science'], keywords: ['protein folding'], authors: ['Ada Lovelace'] }
  const { site, page, read, choice } = await start({ ...chosen, mutedKeywords: ['survey'] })
  const text = await read()
  for (const name of ['Robotics', 'protein folding', 'Ada Lovelace', 'survey']) expect(text).toContain(name)
  expect(text).toContain('Nothing so far')
  const remove = { what: 'remove', list: 'topics', value: 'robotics' }
  expect(await (await site.post(page, remove)).text()).toContain('Changed.')
  expect(await (await site.post(page, remove)).text()).not.toContain('Changed.')
  await site.post(page, { what: 'remove', list: 'mutedKeywords', value: 'survey' })
  expect(await choice()).toMatchObject({ topics: ['science'], mutedKeywords: [], authors: ['Ada Lovelace'] })
  const before = await choice()
  for (const wrong of [
    {},
    { what: 'remove', list: 'email', value: 'x' },
    { what: 'remove', list: 'topics', value: 'x' },
    { what: 'follow', word: 'alchemy' },
    { what: 'leave out', word: '\0' },
    { what: 'leave out', word: 'xyzzyx' },
    { what: 'count again', word: 'protein' },
  ])
    expect((await site.post(page, wrong)).status).toBe(200)
  expect(await choice()).toEqual(before)
})

test('the bars of learned words are what ranking adds for them, and today’s papers follow', async () => {
  const { db, id, read, markBoth } = await start()
  expect((await read()).indexOf('Video generation')).toBeLessThan((await read()).indexOf('Protein structure'))
  await markBoth()
  const text = await read()
  const taste = (await readTastes(db, [id])).get(id)
  if (!taste) throw new Error('nothing was learned')
  const shown = [
    ...text.matchAll(/class="belief-name"[^>]*>([^<]*)<\/span>.*?belief-number">([+−])<?!?-?-?>?([\d.]+)/g),
  ]
  const bars = new Map(
    shown.map(([, words = '', sign, number]) => [words, (sign === '−' ? -1 : 1) * Number(number)]),
  )
  expect([...bars.keys()].some((words) => words.includes('protein'))).toBe(true)
  for (const [words, points] of bars) {
    // Topics have names with capitals.
    if (words !== words.toLowerCase()) continue
    const near = nearness(taste.vector, phraseVector(shippedSpace(), words))
    expect(points).toBeCloseTo(100 * liftOf(near, taste), 0)
  }
  expect([...bars.values()].some((points) => points < 0)).toBe(true)
  expect(text).toContain('2 papers count')
  expect(text).toContain('by 40 %')
  expect(text).toMatch(/id="preview"[\s\S]*Protein structure[\s\S]*Video generation/)
})

test('each mark tells which of today’s papers it moved, and is taken back on the same page', async () => {
  const { site, db, id, own, page, read } = await start()
  await site.post(`${own}/more/${liked.id}`, { mark: 'more' })
  const preferences = (await findSubscriberById(db, id))?.preferences
  const learnedFrom = (await readLearnedFrom(db, [id])).get(id)
  if (!preferences || !learnedFrom) throw new Error('there is no such subscriber')
  const today = await openToday(db, id, preferences, site.context.clock())
  const effects = tellMarkEffects(today, learnedFrom, new Map([[liked.id, ['protein', 'video']]]), 20)
  const more = effects.find(({ paper }) => paper === liked.id)
  expect(more?.up.length).toBeGreaterThan(0)
  for (const { id: paper, before, after } of more?.up ?? []) {
    expect(fresh.map((one) => one.id)).toContain(paper)
    expect(after ?? 99).toBeLessThan(before ?? 99)
  }
  expect(more?.words[0]?.change).toBeGreaterThan(0.02)
  expect(more?.words[1]?.change).toBeLessThan(0)
  expect(await read()).toMatch(/place \d → \d:/)
  const takeBack = { what: 'take back', paper: liked.id, mark: 'more' }
  expect(await (await site.post(page, takeBack)).text()).toContain('Taken back')
  expect(await db.selectFrom('marks').select('paper_id').execute()).toEqual([])
})

test('a word that is left out says nothing any more, until it counts again', async () => {
  const { site, db, id, page, markBoth } = await start()
  await markBoth()
  const learned = async () => (await readTastes(db, [id])).get(id)
  const before = await learned()
  const near = async (words: string) =>
    nearness((await learned())?.vector ?? new Float32Array(), phraseVector(shippedSpace(), words))
  for (const word of ['protein', 'molecule']) {
    expect(await near(word)).toBeGreaterThan(0.2)
    expect(await (await site.post(page, { what: 'leave out', word })).text()).toContain('Left out')
  }
  for (const word of ['protein', 'molecule']) expect(Math.abs(await near(word))).toBeLessThan(0.02)
  const data = await (await site.post(site.link('export', id), {})).json()
  expect(data).toMatchObject({ learnedFromMarks: { leftOutWords: ['protein', 'molecule'] } })
  for (const word of ['protein', 'molecule']) await site.post(page, { what: 'count again', word })
  expect(await learned()).toEqual(before)
  await site.post(page, { what: 'leave out', word: 'protein' })
  await site.post(page, { what: 'reset' })
  const without = await (await site.post(site.link('export', id), {})).json()
  expect(without).toMatchObject({ learnedFromMarks: { confidence: 0, leftOutWords: ['protein'] } })
})

test('a topic is followed or muted from what was learned', async () => {
  const { site, page, markBoth, choice } = await start()
  await markBoth()
  await site.post(page, { what: 'follow', word: 'science' })
  await site.post(page, { what: 'mute', word: 'video-generation' })
  expect(await choice()).toMatchObject({ topics: ['science'], mutedTopics: ['video-generation'] })
})

test('opening the profile changes nothing, and it is told where learning is off or a paper is gone', async () => {
  const { site, db, own, read, markBoth } = await start()
  await markBoth()
  const rows = async () => [
    await subscriptionRows(site.context),
    await db.selectFrom('marks').selectAll().execute(),
    await db.selectFrom('tastes').selectAll().execute(),
  ]
  const before = await rows()
  await read()
  expect(await rows()).toEqual(before)
  await db.deleteFrom('papers').where('id', '=', liked.id).execute()
  expect(await read()).toContain('This paper is no longer stored')
  await site.post(`${own}/marks`, { what: 'turn off' })
  expect(await read()).toContain('Learning is off')
})
