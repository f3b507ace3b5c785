import { expect, test } from 'vitest'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { addActive } from '../helpers/subscribers.ts'
import { testApp } from './test-app.ts'

const robot = candidate({ id: 'arxiv:2605.00001', title: 'A robot that folds', topics: { robotics: 0.9 } })
const other = candidate({ id: 'arxiv:2605.00002', title: 'A robot that walks', topics: { robotics: 0.8 } })

/** A subscriber who was mailed one paper, and would get another one today. */
async function start() {
  const site = await testApp()
  const { db, clock } = site.context
  await storeCandidates(db, [robot])
  const id = await addActive(db, 'ada@example.org', { topics: ['robotics'] })
  const edition = await openEditionAt(db, new Date('2026-05-20T07:00:00Z'), clock())
  for (const range of edition?.ranges ?? []) await createComposer({ db })(edition?.id ?? 0, range, clock())
  await db.updateTable('deliveries').set({ status: 'submitted' }).execute()
  await storeCandidates(db, [other])
  const own = site.link('preferences', id)
  const pages = [
    { path: own, paper: other.id },
    { path: `${own}/profile`, paper: other.id },
    { path: `${own}/why`, paper: robot.id },
    { path: `${own}/editions`, paper: robot.id },
    { path: `${own}/papers/${robot.id}`, paper: robot.id },
  ]
  const kinds = async () =>
    (await db.selectFrom('marks').select(['paper_id', 'kind']).execute()).map(
      (row) => `${row.paper_id} ${row.kind}`,
    )
  return { site, db, id, own, pages, kinds }
}

/** The buttons of a page's form for marks, by what they say: each posts to an address. */
function buttonsOn(html: string): { action: string; kind: string; isPressed: boolean }[] {
  expect(html.split('<form id="marks-form"')).toHaveLength(2)
  const buttons = html.matchAll(
    /<button form="marks-form" type="submit" value="(\w+)" aria-pressed="(\w+)" name="mark" formAction="([^"]*)"/g,
  )
  return [...buttons].map(([, kind = '', pressed, action = '']) => ({
    action,
    kind,
    isPressed: pressed === 'true',
  }))
}

test('each page of a subscriber that shows papers marks them by one press, and opening it changes nothing', async () => {
  const { site, pages, kinds } = await start()
  for (const { path, paper } of pages) {
    const html = await (await site.get(path)).text()
    const buttons = buttonsOn(html)
    expect([path, ...buttons.map(({ kind }) => kind)]).toEqual([path, 'more', 'less', 'hide', 'save'])
    expect(await kinds()).toEqual([])
    for (const { action } of buttons) {
      expect(action).toMatch(new RegExp(`/more/${paper}$`))
      // What a scanner does with every address on the page.
      expect((await site.get(action)).status).toBe(200)
    }
    expect(await kinds()).toEqual([])
  }
})

test('what is marked is shown as pressed, and to press it again changes nothing', async () => {
  const { site, pages, kinds } = await start()
  for (const { path, paper } of pages) {
    const [more] = buttonsOn(await (await site.get(path)).text())
    await site.post(more?.action ?? '', { mark: 'more' })
    const [now] = buttonsOn(await (await site.get(path)).text())
    expect([path, now?.isPressed]).toEqual([path, true])
    await site.post(more?.action ?? '', { mark: 'more' })
    expect(await kinds()).toContain(`${paper} more`)
  }
  expect(await kinds()).toHaveLength(2)
})

test('the buttons of the preview are no buttons of the form around it, so Enter in a field cannot mark', async () => {
  const { site, own } = await start()
  const html = await (await site.get(own)).text()
  const form = /<form class="form"[\s\S]*?<\/form>/.exec(html)?.[0] ?? ''
  const [first] = [...form.matchAll(/<button (?![^>]*form=")[^>]*>/g)]
  expect(first?.[0]).toContain('value="save"')
})

test('the paper page of a subscriber is theirs alone: no card, no form to subscribe, and gone papers are not found', async () => {
  const { site, db, own } = await start()
  const answer = await site.get(`${own}/papers/${robot.id}`)
  const html = await answer.text()
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(html).not.toContain('og:title')
  expect(html).not.toContain('action="/subscribe')
  expect((await site.get(`${own}/papers/arxiv:0`)).status).toBe(404)
  const shared = await (await site.get(`/papers/${robot.id}`)).text()
  expect(shared).not.toContain('marks-form')
  await db.updateTable('subscribers').set({ status: 'unsubscribed' }).execute()
  expect(await (await site.get(`${own}/papers/${robot.id}`)).text()).not.toContain('marks-form')
  const why = await (await site.get(`${own}/why`)).text()
  expect(why).toContain(robot.title)
  expect(why).not.toContain('marks-form')
})

test('all editions of a subscriber are listed, page by page', async () => {
  const { site, db, own } = await start()
  const [delivery] = await db.selectFrom('deliveries').selectAll().execute()
  const [edition] = await db.selectFrom('editions').selectAll().execute()
  if (!delivery || !edition) throw new Error('nothing was sent')
  for (let day = 1; day <= 14; day++) {
    const slot = new Date(edition.slot.getTime() + day * 86_400_000)
    const { id: _id, notes, ...values } = edition
    const { id } = await db
      .insertInto('editions')
      .values({ ...values, notes: notes === null ? null : JSON.stringify(notes), slot })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { id: _delivery, ...row } = delivery
    await db
      .insertInto('deliveries')
      .values({ ...row, edition_id: id })
      .execute()
  }
  const count = (html: string) => html.split('class="why-day"').length - 1
  const first = await (await site.get(`${own}/editions`)).text()
  expect(count(first)).toBe(14)
  const older = /href="([^"]*\?before=[^"]*)"/.exec(first)?.[1] ?? ''
  const second = await (await site.get(older)).text()
  expect([count(second), second.includes('Older editions')]).toEqual([1, false])
  expect((await site.get(`${own}/editions?before=x`)).status).toBe(200)
})
