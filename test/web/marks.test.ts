import { expect, test } from 'vitest'
import { erase } from '../../src/own-data/erase.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { addActive } from '../helpers/subscribers.ts'
import { testApp } from './test-app.ts'

const robot = candidate({
  id: 'arxiv:2605.00001',
  title: 'Diffusion policies for robot laundry folding',
  abstract: 'A robot folds laundry with a diffusion policy. The diffusion policy folds shirts.',
  topics: { robotics: 0.9, code: 0.2 },
})
const code = candidate({
  id: 'arxiv:2605.00002',
  title: 'A program that writes itself',
  topics: { code: 0.9 },
})

async function start(preferences = {}) {
  const site = await testApp()
  const { db } = site.context
  await storeCandidates(db, [robot, code])
  const id = await addActive(db, 'ada@example.org', preferences)
  const page = site.link('preferences', id)
  const marksOf = async (subscriberId = id) =>
    db
      .selectFrom('marks')
      .select(['paper_id', 'kind', 'marked_at'])
      .where('subscriber_id', '=', subscriberId)
      .orderBy('paper_id')
      .orderBy('kind')
      .execute()
  const kindsOf = async () => (await marksOf()).map(({ paper_id: paper, kind }) => `${paper} ${kind}`)
  return {
    site,
    db,
    id,
    page,
    marksOf,
    kindsOf,
    more: `${page}/more/${robot.id}`,
    less: `${page}/less/${robot.id}`,
  }
}

test('a link of a mail says what counts as like this, from the paper’s own topics and words, and changes nothing', async () => {
  const { site, more, less, kindsOf } = await start()
  for (const path of [more, less]) {
    const text = await (await site.get(path)).text()
    expect(text).toContain('Robotics')
    expect(text).not.toContain('>Code<')
    expect(text).toMatch(/its words: <i>[^<]*diffusion/)
    for (const kind of ['more', 'less', 'hide', 'save'])
      expect(text).toContain(`aria-describedby="mark-${kind}"`)
  }
  expect((await site.post(more, {})).status).toBe(422)
  expect((await site.post(more, { mark: 'everything' })).status).toBe(422)
  expect(await kindsOf()).toEqual([])
})

test('one press marks, another opinion takes its place, and saving stands beside it', async () => {
  const { site, more, less, kindsOf } = await start()
  expect(await (await site.post(more, { mark: 'more' })).text()).toContain('Noted')
  expect(await kindsOf()).toEqual([`${robot.id} more`])
  await site.post(less, { mark: 'save' })
  await site.post(less, { mark: 'hide' })
  expect(await kindsOf()).toEqual([`${robot.id} hide`, `${robot.id} save`])
})

test('a replayed POST changes nothing twice, nor do two at once', async () => {
  const { site, more, marksOf, kindsOf } = await start()
  await site.post(more, { mark: 'more' })
  const before = await marksOf()
  site.wait(5)
  expect(await (await site.post(more, { mark: 'more' })).text()).toContain('Nothing was changed')
  expect(await marksOf()).toEqual(before)
  const answers = await Promise.all(
    ['less', 'hide', 'less', 'save', 'save'].map((mark) => site.post(more, { mark })),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(await kindsOf()).toHaveLength(2)
})

test('marks are listed, taken back one by one, and all at once but for what is saved', async () => {
  const { site, page, more, kindsOf } = await start()
  await site.post(more, { mark: 'more' })
  await site.post(more, { mark: 'save' })
  await site.post(`${page}/less/${code.id}`, { mark: 'less' })
  const list = await (await site.get(`${page}/marks`)).text()
  expect(list).toContain('You have marked 2 papers')
  const takeBack = { what: 'take back', paper: code.id, mark: 'less' }
  for (let times = 0; times < 2; times++) {
    expect(await (await site.post(`${page}/marks`, takeBack)).text()).toContain('You have marked 1 paper.')
  }
  await site.post(`${page}/marks`, { what: 'reset' })
  expect(await kindsOf()).toEqual([`${robot.id} save`])
  for (const wrong of [
    {},
    { what: 'everything' },
    { ...takeBack, mark: 'x' },
    { ...takeBack, paper: '\0' },
  ]) {
    expect((await site.post(`${page}/marks`, wrong)).status).toBe(200)
  }
  expect(await kindsOf()).toEqual([`${robot.id} save`])
})

test('the saved papers come as BibTeX and RIS, without those that are gone', async () => {
  const { site, db, page, more } = await start()
  expect(await (await site.get(`${page}/saved.bib`)).text()).toBe('')
  await site.post(more, { mark: 'save' })
  await site.post(`${page}/less/${code.id}`, { mark: 'save' })
  await db.deleteFrom('papers').where('id', '=', code.id).execute()
  const bibtex = await site.get(`${page}/saved.bib`)
  expect(bibtex.headers.get('content-type')).toContain('bibtex')
  expect(bibtex.headers.get('cache-control')).toBe('no-store')
  expect((await bibtex.text()).match(/^@misc/gm)).toHaveLength(1)
  expect(await (await site.get(`${page}/saved.ris`)).text()).toContain(`TI  - ${robot.title}`)
})

test('learning is turned off and on, and nothing is forgotten', async () => {
  const { site, db, page, more, kindsOf } = await start()
  await site.post(more, { mark: 'more' })
  const isLearning = async () =>
    (await db.selectFrom('subscribers').select('with_learning').executeTakeFirstOrThrow()).with_learning
  expect(await (await site.post(`${page}/marks`, { what: 'turn off' })).text()).toContain('Learning is off')
  expect(await isLearning()).toBe(false)
  expect(await (await site.get(more)).text()).toContain('Learning is off')
  await site.post(`${page}/marks`, { what: 'turn on' })
  expect(await isLearning()).toBe(true)
  expect(await kindsOf()).toHaveLength(1)
})

test('a mark on a paper that is gone says so, and can be taken back', async () => {
  const { site, db, page, more, kindsOf } = await start()
  await site.post(more, { mark: 'more' })
  await db.deleteFrom('papers').where('id', '=', robot.id).execute()
  expect((await site.get(more)).status).toBe(404)
  expect((await site.post(more, { mark: 'less' })).status).toBe(404)
  expect(await (await site.get(`${page}/marks`)).text()).toContain('This paper is no longer stored')
  await site.post(`${page}/marks`, { what: 'take back', paper: robot.id, mark: 'more' })
  expect(await kindsOf()).toEqual([])
})

test('a link marks for its own subscriber alone, and only while they are subscribed', async () => {
  const { site, db, id, page, more, marksOf } = await start()
  const other = await addActive(db, 'bob@example.org')
  await site.post(more, { mark: 'more' })
  expect(await marksOf(other)).toEqual([])
  const otherPage = site.link('preferences', other)
  await site.post(`${otherPage}/marks`, { what: 'take back', paper: robot.id, mark: 'more' })
  await site.post(`${otherPage}/marks`, { what: 'reset' })
  const forged = page.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
  const wrongPurpose = `${site.link('unsubscribe', id).replace('/unsubscribe/', '/preferences/')}`
  for (const path of [forged, wrongPurpose]) {
    expect((await site.post(`${path}/more/${code.id}`, { mark: 'more' })).status).toBe(400)
    expect((await site.post(`${path}/marks`, { what: 'reset' })).status).toBe(400)
  }
  await db.updateTable('subscribers').set({ status: 'unsubscribed' }).where('id', '=', id).execute()
  expect((await site.post(`${page}/more/${code.id}`, { mark: 'more' })).status).toBe(409)
  expect((await site.post(`${page}/marks`, { what: 'reset' })).status).toBe(409)
  expect(await marksOf()).toMatchObject([{ paper_id: robot.id, kind: 'more' }])
})

test('the export holds the marks, and an erasure leaves none', async () => {
  const { site, db, id, more } = await start()
  await site.post(more, { mark: 'more' })
  const data = await (await site.post(site.link('export', id), {})).json()
  expect(data).toMatchObject({
    markedPapers: [{ id: robot.id, title: robot.title, kind: 'more', markedAt: '2026-05-20T12:00:00.000Z' }],
  })
  await erase(db, site.context.config.secretKeys, id, site.context.clock())
  expect(await db.selectFrom('marks').selectAll().execute()).toEqual([])
})

test('the pages speak the reader’s language', async () => {
  for (const [language, told] of [
    ['de', 'Was als ähnlich gilt'],
    ['zh', '多推荐此类'],
  ] as const) {
    const { site, more } = await start({ language })
    expect(await (await site.get(more)).text()).toContain(told)
  }
})
