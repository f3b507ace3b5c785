import { expect, test } from 'vitest'
import { addSeeds } from '../../src/marks/learn.ts'
import type { PlacedSeed } from '../../src/marks/seeds.ts'
import { lookUpSeeds } from '../../src/seeds/look-up.ts'
import { createHttp } from '../../src/sources/http.ts'
import { findSubscriberById } from '../../src/subscribers/find.ts'
import { scoreTopics } from '../../src/topics/narrow.ts'
import { addActive } from '../helpers/subscribers.ts'
import { impatient } from '../sources/origin.ts'
import { testApp } from './test-app.ts'

const robots = (nth: number) =>
  `@article{a${nth}, title={Diffusion policies for robot manipulation ${nth}}, abstract={A robot arm manipulates objects with a diffusion policy.}, author={Müller, Ada}}\n`

async function start(preferences = {}) {
  const site = await testApp()
  const { db, logger, clock } = site.context
  const id = await addActive(db, 'ada@example.org', preferences)
  const page = `${site.link('preferences', id)}/seeds`
  const upload = (fields: Record<string, string | Blob>, path = page) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return site.app.request(path, { method: 'POST', body, headers: { 'Sec-Fetch-Site': 'same-origin' } })
  }
  const read = (list: string) => upload({ what: 'read', list })
  const http = createHttp(impatient({ retries: 0 }))
  const nobody = 'http://127.0.0.1:9'
  const work = async () => {
    for (const one of site.lists.splice(0)) {
      await lookUpSeeds(
        {
          db,
          logger,
          clock,
          classify: scoreTopics,
          arxiv: { url: nobody, rssUrl: nobody, http },
          libraries: { orcidUrl: nobody, zoteroUrl: nobody, http },
        },
        one,
      )
    }
  }
  const seeds = () => db.selectFrom('seeds').select(['paper_id', 'title', 'authors']).execute()
  const preferencesNow = async () => (await findSubscriberById(db, id))?.preferences
  const html = async () => (await site.get(page)).text()
  return { site, db, id, page, upload, read, work, seeds, preferencesNow, html }
}

test('the preferences lead to the page; it shows what can be given and changes nothing', async () => {
  const { site, db, page, html } = await start()
  expect(await (await site.get(page.replace(/\/seeds$/, ''))).text()).toContain(page)
  const text = await html()
  expect(text).toContain('<textarea')
  expect(text).toMatch(/enctype="multipart\/form-data"/i)
  expect(text).not.toContain('Proposed from your papers')
  expect(await db.selectFrom('seed_imports').selectAll().execute()).toEqual([])
})

test('a list is looked up by a job, and the page looks again until it is done and says what was not found', async () => {
  const { site, page, upload, work, html, seeds } = await start()
  // As Windows wrote it.
  const file = new Blob([
    Buffer.from(robots(1) + robots(2) + '@article{c, title={Broken}, author={{X}\n', 'latin1'),
  ])
  const answer = await upload({ what: 'read', list: '2605.00001\nhello world', file })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, page])
  const waiting = await site.get(page)
  expect(waiting.headers.get('refresh')).toBe('4')
  expect(await waiting.text()).toContain('0 of 3 are done')
  await work()
  expect((await site.get(page)).headers.get('refresh')).toBeNull()
  const text = await html()
  expect(text).toContain('2 papers taken')
  expect(text).toContain('Line 2: <q>hello world</q> is no number of arXiv')
  expect(text).toContain('Line 1: <q>2605.00001</q> could not be looked up')
  expect(text).toMatch(/Line 3: <q>@article\{c/)
  expect((await seeds()).map(({ authors }) => authors)).toEqual([['Ada Müller'], ['Ada Müller']])
})

test('topics, keywords and authors are proposed with the reason, and only what is ticked is followed', async () => {
  const { site, page, read, work, html, preferencesNow } = await start({ topics: ['code'] })
  await read(robots(1) + robots(2) + robots(3))
  await work()
  const text = await html()
  expect(text).toMatch(/value="robotics"[^>]*>.*?in 3 of your 3 papers/)
  expect(text).toMatch(/checked="" value="robotics"|value="robotics" checked=""|name="topics" checked=""/)
  expect(text).toContain('wrote 3 of your 3 papers')
  expect(text).not.toMatch(/name="authors"[^>]*checked/)
  const nothing = await site.post(page, { what: 'follow', topics: 'alchemy' })
  expect([nothing.status, (await preferencesNow())?.topics]).toEqual([422, ['code']])
  const answer = await site.post(page, {
    what: 'follow',
    topics: ['robotics', 'agents'],
    authors: 'Ada Müller',
  })
  expect(await answer.text()).toContain('You follow them now')
  expect(await preferencesNow()).toMatchObject({
    topics: ['code', 'robotics'],
    keywords: [],
    authors: ['Ada Müller'],
  })
  expect(await html()).not.toContain('wrote 3 of')
})

test('what there is no room for is not followed, and nothing is changed', async () => {
  const keywords = Array.from({ length: 20 }, (_, nth) => `keyword ${nth}`)
  const { db, id, site, page, preferencesNow } = await start({ keywords })
  const seed: PlacedSeed = {
    paper: 'title:1',
    title: 'A',
    authors: [],
    topics: [],
    terms: ['laundry'],
    vector: Float32Array.from({ length: 8 }, () => 1),
  }
  await addSeeds(db, id, [seed], new Date())
  const answer = await site.post(page, { what: 'follow', keywords: 'laundry' })
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('20 keywords')
  expect((await preferencesNow())?.keywords).toEqual(keywords)
})

test('papers are removed one by one and all at once, twice as well', async () => {
  const { site, page, read, work, seeds } = await start()
  await read(robots(1) + robots(2))
  await work()
  const [first] = await seeds()
  for (let times = 0; times < 2; times += 1)
    await site.post(page, { what: 'remove', paper: first?.paper_id ?? '' })
  expect(await seeds()).toHaveLength(1)
  for (const wrong of [{}, { what: 'everything' }, { what: 'remove', paper: '\0' }])
    expect((await site.post(page, wrong)).status).toBe(200)
  expect(await seeds()).toHaveLength(1)
  expect(await (await site.post(page, { what: 'remove all' })).text()).toContain('All removed')
  expect(await seeds()).toEqual([])
})

test('nothing given, and a list while another is looked up, say so and keep what was typed', async () => {
  const { upload, read, site } = await start()
  expect((await upload({ what: 'read', list: ' ', file: new Blob([]) })).status).toBe(422)
  await read('2605.00001')
  const answer = await read('2605.00002 <b>')
  expect(answer.status).toBe(422)
  expect(await answer.text()).toContain('2605.00002 &lt;b&gt;</textarea>')
  expect(site.lists).toHaveLength(1)
})

test('a file of 50 MB is refused with a clear word, and behind no valid link nothing large is read', async () => {
  const { upload, page, db, site } = await start()
  const large = new Blob(Array.from({ length: 50 }, () => Buffer.alloc(1024 * 1024, ' ')))
  const answer = await upload({ what: 'read', file: large })
  expect(answer.status).toBe(413)
  expect(await answer.text()).toContain('A list can have up to 4 MB')
  const fits = new Blob([robots(1).padEnd(3 * 1024 * 1024)])
  const forged = page.replace(/.(?=\/seeds$)/, (last) => (last === 'a' ? 'b' : 'a'))
  expect((await upload({ what: 'read', file: fits }, forged)).status).toBe(413)
  expect(site.lists).toEqual([])
  expect((await upload({ what: 'read', file: fits })).status).toBe(303)
  expect(await db.selectFrom('seed_imports').select('total').executeTakeFirst()).toEqual({ total: 1 })
})

test('a large file is read in a thread of its own, and a body of many parts is refused before they are parsed', async () => {
  const { site, page, upload, db } = await start()
  // Of this thread alone, so that it does not depend on what else the machine does.
  const before = process.threadCpuUsage()
  const file = new Blob(['@a{b,title={x}}'.repeat(200_000), `\n${robots(1)}`])
  expect((await upload({ what: 'read', file })).status).toBe(303)
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(500)
  const row = await db.selectFrom('seed_imports').select('problems').executeTakeFirst()
  expect(JSON.stringify(row?.problems)).toContain('"too many"')
  const part = '--xxxx\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
  const answer = await site.app.request(page, {
    method: 'POST',
    body: `${part.repeat(60_000)}--xxxx--\r\n`,
    headers: { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'multipart/form-data; boundary=xxxx' },
  })
  expect(answer.status).toBe(413)
})

test('someone may give ten lists in an hour', async () => {
  const { read, work } = await start()
  for (let nth = 0; nth < 10; nth += 1) {
    expect((await read('hello')).status).toBe(303)
    await work()
  }
  expect((await read('hello')).status).toBe(429)
})

test('a link is for its own subscriber alone, and only while they are subscribed', async () => {
  const { site, db, id, page, read, work, seeds } = await start()
  await read(robots(1))
  await work()
  const other = `${site.link('preferences', await addActive(db, 'bob@example.org'))}/seeds`
  await site.post(other, { what: 'remove all' })
  const forged = page.replace(/.(?=\/seeds$)/, (last) => (last === 'a' ? 'b' : 'a'))
  expect((await site.post(forged, { what: 'remove all' })).status).toBe(400)
  await db.updateTable('subscribers').set({ status: 'unsubscribed' }).where('id', '=', id).execute()
  expect((await site.post(page, { what: 'remove all' })).status).toBe(409)
  expect((await read('2605.00001')).status).toBe(409)
  expect(await seeds()).toHaveLength(1)
})

test('the page speaks the reader’s language', async () => {
  for (const [language, told] of [
    ['de', 'Mit bekannten Papern beginnen'],
    ['zh', '从您熟悉的论文开始'],
  ] as const) {
    const { html } = await start({ language })
    expect(await html()).toContain(told)
  }
})
