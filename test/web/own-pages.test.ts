import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Context } from '../../src/context.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { sendMail } from '../../src/outbox/send-mail.ts'
import { findSubscriberById } from '../../src/subscribers/find.ts'
import { fieldNames } from '../../src/subscribers/preferences.ts'
import { readSelection } from '../../src/ledger/selection.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { outletTo } from '../helpers/outlet.ts'
import { addActive } from '../helpers/subscribers.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { subscriptionRows, testApp, type TestApp } from './test-app.ts'

const email = 'ada@example.org'
const robot = candidate({
  id: 'arxiv:2605.00001',
  title: 'A robot that folds',
  authors: ['Émile Borel', 'Ada Lovelace'],
  organization: 'Foo, Inc.',
  keywords: ['origami'],
  topics: { robotics: 0.9, code: 0.2 },
})

type Links = { page: string; leave: string }

async function start(preferences = {}) {
  const site = await testApp()
  await storeCandidates(site.context.db, [
    robot,
    candidate({ id: 'arxiv:2605.00002', title: 'A program that writes itself', topics: { code: 0.9 } }),
  ])
  const id = await addActive(site.context.db, email, { topics: ['robotics', 'code'], ...preferences })
  const preferencesOf = async () => (await findSubscriberById(site.context.db, id))?.preferences
  return { site, id, preferencesOf, page: site.link('preferences', id), leave: site.link('unsubscribe', id) }
}

test('every preference has its field on the preferences page', async () => {
  const { site, page } = await start()
  const text = await (await site.get(page)).text()
  for (const name of fieldNames) expect(text).toContain(` name="${name}"`)
})

test('everything on the preferences page is saved and comes back', async () => {
  const { site, page, preferencesOf } = await start()
  const answer = await site.post(page, {
    button: 'save',
    topics: ['code'],
    authors: 'Ada Lovelace, Alan Turing',
    organizations: 'Foo Inc.',
    mutedTopics: ['', 'safety'],
    mutedKeywords: 'survey',
    mutedAuthors: 'Bar Ltd',
    withDiscovery: ['no'],
    pausedUntil: '2026-06-01',
    language: 'de',
  })
  const text = await answer.text()
  expect(text).toContain('Gespeichert. Bis Montag, 1. Juni 2026 kommt nichts')
  expect(await preferencesOf()).toMatchObject({
    topics: ['code'],
    authors: ['Ada Lovelace', 'Alan Turing'],
    organizations: ['Foo Inc.'],
    mutedTopics: ['safety'],
    mutedKeywords: ['survey'],
    mutedAuthors: ['Bar Ltd'],
    withDiscovery: false,
    pausedUntil: '2026-06-01',
    language: 'de',
  })
  for (const value of ['Ada Lovelace, Alan Turing', 'Foo Inc.', 'survey', 'Bar Ltd', '2026-06-01']) {
    expect(text).toContain(`value="${value}"`)
  }
  await site.post(page, { withDiscovery: ['no', 'yes'], pausedUntil: '', mutedTopics: '', topics: ['code'] })
  expect(await preferencesOf()).toMatchObject({ withDiscovery: true, pausedUntil: null, mutedTopics: [] })
})

test('the preview shows what the choice would bring, less what was mailed, and saves nothing', async () => {
  const { site, id, page } = await start()
  const before = await everyRow(site.context)
  expect(await (await site.get(page)).text()).toMatch(/Because you follow Robotics.*A robot that folds/s)
  const followed = await site.post(page, { button: 'preview', topics: [], organizations: 'foo inc' })
  const text = await followed.text()
  expect(text).toContain('Because you follow foo inc')
  expect(text).not.toContain('A program that writes itself')
  expect(text).not.toContain('Saved')
  expect(await everyRow(site.context)).toEqual(before)
  await compose(site.context, '2026-05-20T07:00:00Z')
  expect(await deliveredPapers(site.context, id)).toEqual(['arxiv:2605.00001', 'arxiv:2605.00002'])
  expect(await (await site.get(page)).text()).toContain('so no mail would come')
})

test('whoever pauses is no recipient until the day comes where they live', async () => {
  const { site } = await start({ pausedUntil: '2026-05-22', timeZone: 'Pacific/Auckland', hour: '7' })
  const { db, clock } = site.context
  // 21 May, 07:00 in Auckland, is still the evening of the 20th in London.
  expect(await openEditionAt(db, new Date('2026-05-20T19:00:00Z'), clock())).toBeNull()
  expect(await openEditionAt(db, new Date('2026-05-21T19:00:00Z'), clock())).toMatchObject({ ranges: [0] })
})

test('muting from a paper: GET asks, POST mutes and no longer follows', async () => {
  const { site, page, preferencesOf } = await start({ authors: ['Emile Borel'], keywords: ['origami'] })
  const less = `${page}/mute/arxiv:2605.00001`
  const before = await subscriptionRows(site.context)
  const question = await (await site.get(less)).text()
  for (const choice of ['robotics', 'origami', 'Émile Borel', 'Foo, Inc.']) {
    expect(question).toContain(`value="${choice}"`)
  }
  expect(question).not.toContain('value="code"')
  expect((await site.post(less, {})).status).toBe(422)
  expect(await subscriptionRows(site.context)).toEqual(before)
  const answer = await site.post(less, {
    topics: 'robotics',
    keywords: 'origami',
    authors: ['Émile Borel', 'Foo, Inc.'],
    keyword: 'paper boats',
  })
  expect(answer.status).toBe(200)
  expect(await preferencesOf()).toMatchObject({
    topics: ['code'],
    keywords: [],
    authors: [],
    mutedTopics: ['robotics'],
    mutedKeywords: ['origami', 'paper boats'],
    mutedAuthors: ['Émile Borel', 'Foo Inc.'],
  })
  expect((await site.get(`${page}/mute/arxiv:0000.00000`)).status).toBe(404)
  expect((await site.post(less, { topics: 'alchemy' })).status).toBe(422)
})

test('leaving takes a reason, and can be undone for an hour from its own page alone', async () => {
  const { site, id, leave } = await start()
  const left = await site.post(leave, { button: 'unsubscribe', reason: 'Too many robots' })
  const row = () => site.context.db.selectFrom('subscribers').selectAll().executeTakeFirstOrThrow()
  expect(await row()).toMatchObject({ status: 'unsubscribed', unsubscribe_reason: 'Too many robots' })
  const undo = /action="(\/undo\/[^"]+)"/.exec(await left.text())?.[1] ?? ''
  expect(await (await site.get(leave)).text()).not.toContain('/undo/')
  expect((await site.post(undo.replace('/undo/', '/unsubscribe/'), { button: 'unsubscribe' })).status).toBe(
    400,
  )
  await site.get(undo)
  expect(await row()).toMatchObject({ status: 'unsubscribed' })
  expect(await (await site.post(undo, {})).text()).toContain('Undone')
  expect(await row()).toMatchObject({ status: 'active', unsubscribed_at: null, unsubscribe_reason: null })
  site.wait(2)
  expect((await site.post(undo, {})).status).toBe(410)
  expect((await site.post(site.link('undo', id), {})).status).toBe(400)
})

test('leaving by the page sends one mail that leads back; one-click sends none', async () => {
  const { site, id, leave } = await start({ language: 'de' })
  const { context } = site
  await site.post(leave, { 'List-Unsubscribe': 'One-Click' })
  await site.post(leave, { button: 'unsubscribe' })
  expect(site.enqueued).toEqual([])
  await context.db.updateTable('subscribers').set({ status: 'active' }).execute()
  await site.post(leave, { button: 'unsubscribe' })
  await site.post(leave, { button: 'unsubscribe' })
  expect(site.enqueued).toHaveLength(1)
  const smtp = await startSmtpServer()
  const deps = { ...context, outlet: outletTo(smtp.url) }
  await sendMail(deps, site.enqueued[0] ?? 0)
  const raw = smtp.received[0]?.raw.toString().replace(/=\r\n/g, '') ?? ''
  expect(raw).toContain('Subject: Sie haben Paperboy abbestellt')
  const [back = ''] = /\/confirm\/[\w.-]+/.exec(raw) ?? []
  await site.get(back)
  expect((await findSubscriberById(context.db, id))?.status).toBe('unsubscribed')
  await site.post(back, {})
  expect(await findSubscriberById(context.db, id)).toMatchObject({
    status: 'active',
    preferences: { topics: ['robotics', 'code'], language: 'de' },
  })
})

test('no goodbye goes out to who is back already', async () => {
  const { site, leave } = await start()
  await site.post(leave, { button: 'unsubscribe' })
  await site.context.db.updateTable('subscribers').set({ status: 'active' }).execute()
  const smtp = await startSmtpServer()
  await sendMail({ ...site.context, outlet: outletTo(smtp.url) }, site.enqueued[0] ?? 0)
  expect(smtp.received).toHaveLength(0)
  const { mails } = await subscriptionRows(site.context)
  expect(mails).toMatchObject([{ kind: 'goodbye', status: 'failed', response: 'they have come back' }])
})

test('weekly, a pause or a topic less instead, each with its undo', async () => {
  const { site, leave, preferencesOf } = await start()
  const before = await preferencesOf()
  for (const [press, change] of [
    [{ button: 'weekly' }, { cadence: 'weekly' }],
    [{ button: 'pause' }, { pausedUntil: '2026-06-20' }],
    [{ topic: 'code' }, { topics: ['robotics'] }],
  ] as const) {
    const answer = await (await site.post(leave, press)).text()
    expect(await preferencesOf()).toEqual({ ...before, ...change })
    const [, undo = ''] = /action="(\/undo\/[^"]+)"/.exec(answer) ?? []
    await site.post(undo, {})
    expect(await preferencesOf()).toEqual(before)
  }
})

test('what is stored and not known any more is not offered and blocks no change; a topic is kept, the rest takes its default', async () => {
  for (const change of [
    (site: TestApp, { page }: Links) => site.post(page, { topics: ['robotics'], hour: '9' }),
    (site: TestApp, { page }: Links) => site.post(`${page}/mute/${robot.id}`, { keyword: 'drones' }),
    (site: TestApp, { leave }: Links) => site.post(leave, { button: 'weekly' }),
  ]) {
    const { site, page, leave } = await start()
    const { db } = site.context
    await db
      .updateTable('subscribers')
      .set({ topics: ['robotics', 'old-topic'], time_zone: 'America/Atlantis' })
      .execute()
    const shown = await site.get(page)
    expect(shown.status).toBe(200)
    expect(await shown.text()).not.toMatch(/old-topic|Atlantis/)
    expect((await change(site, { page, leave })).status).toBe(200)
    expect(await db.selectFrom('subscribers').select(['topics', 'time_zone']).execute()).toEqual([
      { topics: ['robotics', 'old-topic'], time_zone: 'UTC' },
    ])
  }
})

test('a topic that is both chosen and muted, as an import can leave it, blocks no change', async () => {
  const { site, leave, preferencesOf } = await start()
  await sql`update subscribers set muted_topics = ${['code']}`.execute(site.context.db)
  expect((await site.post(leave, { button: 'weekly' })).status).toBe(200)
  expect(await preferencesOf()).toMatchObject({
    topics: ['robotics'],
    mutedTopics: ['code'],
    cadence: 'weekly',
  })
})

test('the last interest cannot be dropped: without any, more would come and not less', async () => {
  const { site, leave, preferencesOf } = await start({ topics: ['code'] })
  expect(await (await site.get(leave)).text()).not.toContain('No more Code')
  expect((await site.post(leave, { topic: 'code' })).status).toBe(422)
  expect((await preferencesOf())?.topics).toEqual(['code'])
})

test('opening any of these pages changes nothing', async () => {
  const { site, id, page, leave } = await start()
  const before = await everyRow(site.context)
  const links = (['undo', 'export', 'erase'] as const).map((purpose) => site.link(purpose, id))
  const own = ['more', 'less', 'mute'].map((one) => `${page}/${one}/${robot.id}`)
  for (const path of [page, leave, `${page}/marks`, `${page}/why`, `${page}/mail`, ...own, ...links]) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const { status, headers } = await site.get(path, { method })
      expect(status).toBeLessThan(500)
      expect(headers.get('cache-control')).toBe('no-store')
    }
  }
  expect(await everyRow(site.context)).toEqual(before)
})

test('why: the consent and the reasons of what was sent', async () => {
  const { site, page } = await start()
  await compose(site.context, '2026-05-20T07:00:00Z')
  await site.context.db.updateTable('deliveries').set({ status: 'submitted' }).execute()
  const text = await (await site.get(`${page}/why`)).text()
  expect(text).toContain('The operator of this service put your address on its list on Friday, 1 May 2026')
  expect(text).toMatch(/Because you follow Robotics.*A robot that folds/s)
  expect(text).not.toContain(email)
})

test.each([
  ['en', '2605.00001', 200, 'It is in your edition of 20 May 2026, which waits to be sent.'],
  ['de', 'https://arxiv.org/abs/2605.00001v2', 200, 'Es ist in Ihrer Ausgabe vom 20. Mai 2026'],
  ['zh', 'arxiv:2605.00001', 200, '它在您 2026年5月20日 的那一期中'],
  ['en', '2605.99999', 200, 'None of our sources has listed this paper so far.'],
  ['de', 'what is this', 422, 'Das ist keine arXiv-Nummer'],
])('why not, in %s: %s', async (language, typed, status, told) => {
  const { site, page } = await start({ language })
  await compose(site.context, '2026-05-20T07:00:00Z')
  const answer = await site.get(`${page}/why?paper=${encodeURIComponent(typed)}`)
  expect(answer.status).toBe(status)
  const text = await answer.text()
  expect(text).toContain(told)
  expect(text).toContain(`<html lang="${language === 'zh' ? 'zh-Hans' : language}">`)
})

test('a new link, an export and an erasure are only mailed, once a day each', async () => {
  const { site, page } = await start()
  for (const what of ['manage', 'export', 'erase', 'export', 'nonsense']) {
    const answer = await site.post(`${page}/mail`, { what })
    expect(await answer.text()).toContain('Check your inbox')
  }
  const { mails, subscribers } = await subscriptionRows(site.context)
  expect(mails.map(({ kind }) => kind)).toEqual(['manage', 'export', 'erase'])
  expect(site.enqueued).toEqual(mails.map((mail) => mail.id))
  expect(subscribers).toHaveLength(1)
  expect((await site.get(`${page}/mail`)).status).toBe(405)
})

test('the export has everything that is held, behind a button of a link that works for a day', async () => {
  const { site, id } = await start()
  await compose(site.context, '2026-05-20T07:00:00Z')
  const link = site.link('export', id)
  expect(await (await site.get(link)).text()).toContain('Download my data')
  const answer = await site.post(link, {})
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.json()).toMatchObject({
    email,
    consent: { how: 'cli' },
    preferences: { topics: ['robotics', 'code'] },
    editions: [{ papers: [{ id: 'arxiv:2605.00001', title: 'A robot that folds' }, {}] }],
  })
  site.wait(25)
  expect((await site.post(link, {})).status).toBe(410)
})

test('the mail that asks for an erasure leads to it, and no address is left in any table', async () => {
  const { site, id, page } = await start()
  const { context } = site
  const { db } = context
  await compose(context, '2026-05-20T07:00:00Z')
  await db
    .updateTable('deliveries')
    .set({ response: `550 no such user ${email}` })
    .execute()
  await site.post('/subscribe', { email })
  const smtp = await startSmtpServer()
  await site.post(`${page}/mail`, { what: 'erase' })
  await sendMail({ ...context, outlet: outletTo(smtp.url) }, site.enqueued.at(-1) ?? 0)
  const raw = smtp.received[0]?.raw.toString().replace(/=\r\n/g, '') ?? ''
  const [link = ''] = /\/erase\/[\w.-]+/.exec(raw) ?? []
  expect((await site.get(link)).status).toBe(200)
  expect((await site.post(link, {})).status).toBe(422)
  expect(await everyRow(context)).toContain('ada@')
  expect(await (await site.post(link, { button: 'erase' })).text()).toContain('You are erased')
  expect((await site.post(link, { button: 'erase' })).status).toBe(200)
  expect(await everyRow(context)).not.toMatch(/ada@|ada%40/i)
  expect(await db.selectFrom('deliveries').select(['subscriber_id', 'selection']).execute()).toEqual([
    { subscriber_id: id, selection: '[]' },
  ])
  expect((await site.get(page)).status).toBe(410)
})

/** Every row of every table, BullMQ's too, as one text. */
async function everyRow({ db }: Context): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'bullmq') and tablename <> 'rate_limits' order by 1`.execute(db)
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ row: unknown }>`
      select to_jsonb(one) as row from ${sql.raw(name)} as one order by 1`.execute(db)
    texts.push(name, JSON.stringify(rows))
  }
  return texts.join('\n')
}

async function compose({ db, clock }: Context, at: string): Promise<void> {
  const edition = await openEditionAt(db, new Date(at), clock())
  for (const range of edition?.ranges ?? []) await createComposer({ db })(edition?.id ?? 0, range, clock())
}

async function deliveredPapers({ db }: TestApp['context'], id: number): Promise<string[]> {
  const rows = await db.selectFrom('deliveries').select('selection').where('subscriber_id', '=', id).execute()
  return rows.flatMap(({ selection }) => readSelection(selection).map(({ paper }) => paper)).sort()
}
