import { parseAtomFeed, parseJsonFeed } from 'feedsmith'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { erase } from '../../src/own-data/erase.ts'
import { confirm } from '../../src/subscribers/confirm.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { addActive } from '../helpers/subscribers.ts'
import { testApp } from './test-app.ts'

const papers = [
  candidate({
    id: 'arxiv:2605.00001',
    title: 'A ]]> robot & its <b>laundry</b> \u0001',
    topics: { robotics: 0.9 },
  }),
  candidate({ id: 'arxiv:2605.00002', title: 'A program that writes itself', topics: { robotics: 0.8 } }),
]

/** A subscriber who was mailed both papers. */
async function start(preferences = {}) {
  const site = await testApp()
  const { db, clock } = site.context
  await storeCandidates(db, papers)
  const id = await addActive(db, 'ada@example.org', { topics: ['robotics'], ...preferences })
  const edition = await openEditionAt(db, new Date('2026-05-20T07:00:00Z'), clock())
  for (const range of edition?.ranges ?? []) await createComposer({ db })(edition?.id ?? 0, range, clock())
  const settled = { status: 'submitted', settled_at: new Date('2026-05-20T07:01:00Z') } as const
  await db.updateTable('deliveries').set(settled).execute()
  const page = `${site.link('preferences', id)}/feed`
  return { site, db, id, page }
}

async function pathsOn(answer: Response): Promise<{ atom: string; json: string }> {
  const text = await answer.text()
  const path = (ending: string) =>
    new RegExp(`href="http://paperboy.test(/feed/[^"]*\\.${ending})"`).exec(text)?.[1] ?? ''
  return { atom: path('atom'), json: path('json') }
}

const url = z.url({ protocol: /^https?$/ })
const text = z.string().trim().min(1)
const time = z.iso.datetime({ offset: true })
const person = z.object({ name: text, uri: url.optional() })
/** What RFC 4287 demands. */
const Atom = z.object({
  id: url,
  title: z.object({ value: text }),
  updated: time,
  authors: z.array(person).min(1),
  links: z.array(z.object({ rel: z.string().optional(), href: url })),
  entries: z.array(
    z.object({
      id: url,
      title: z.object({ value: text, type: z.enum(['text', 'html', 'xhtml']) }),
      updated: time,
      published: time,
      content: z.object({ value: text }),
      links: z.array(z.object({ href: url })).min(1),
      authors: z.array(person).min(1),
    }),
  ),
})
/** What JSON Feed 1.1 demands. */
const JsonFeed = z.object({
  version: z.literal('https://jsonfeed.org/version/1.1'),
  title: text,
  home_page_url: url,
  feed_url: url,
  language: text,
  items: z.array(
    z.object({
      id: text,
      url,
      title: text,
      content_html: text,
      date_published: time,
      authors: z.array(z.object({ name: text })),
      tags: z.array(text),
    }),
  ),
})

test('a subscriber makes private feeds of what was mailed to them, valid Atom and JSON Feed', async () => {
  const { site, page } = await start()
  expect(await pathsOn(await site.get(page))).toEqual({ atom: '', json: '' })
  const { atom, json } = await pathsOn(await site.post(page, { what: 'make', since: '' }))
  const xml = await (await site.get(atom)).text()
  const feed = Atom.parse(parseAtomFeed(xml))
  expect(feed.entries.map(({ title }) => title.value)).toEqual([
    'A ]]&gt; robot &amp; its &lt;b&gt;laundry&lt;/b&gt;',
    'A program that writes itself',
  ])
  expect(new Set([feed.id, ...feed.entries.map((entry) => entry.id)]).size).toBe(3)
  expect(feed.updated).toBe('2026-05-20T07:01:00.000Z')
  expect(feed.links).toContainEqual({ rel: 'self', href: `http://paperboy.test${atom}` })
  expect(feed.entries[0]?.content.value).toContain('Robotics')
  const answer = await site.get(json)
  expect(answer.headers.get('content-type')).toBe('application/feed+json')
  const raw: unknown = JSON.parse(await answer.text())
  const { items, feed_url: self } = JsonFeed.parse(raw)
  expect(items.map(({ id }) => id)).toEqual(feed.entries.map(({ id }) => id))
  expect(self).toBe(`http://paperboy.test${json}`)
  expect(parseJsonFeed(raw).items).toHaveLength(2)
})

test('a feed is kept by its reader alone, and answered with 304 where nothing has changed', async () => {
  const { site, page } = await start()
  const { atom, json } = await pathsOn(await site.post(page, { what: 'make' }))
  for (const path of [atom, json]) {
    const first = await site.get(path)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    expect(first.headers.get('x-robots-tag')).toBe('noindex, nofollow')
    expect(first.headers.get('referrer-policy')).toBe('no-referrer')
    expect(first.headers.get('last-modified')).toBe('Wed, 20 May 2026 07:01:00 GMT')
    const tag = first.headers.get('etag') ?? ''
    const again = (headers: Record<string, string>) => site.get(path, { headers })
    for (const known of [
      { 'If-None-Match': tag },
      { 'If-Modified-Since': 'Wed, 20 May 2026 07:01:00 GMT' },
    ]) {
      const answer = await again(known)
      expect([answer.status, await answer.text()]).toEqual([304, ''])
      expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    }
    for (const older of [
      { 'If-None-Match': '"other"', 'If-Modified-Since': 'Wed, 20 May 2026 07:01:00 GMT' },
      { 'If-Modified-Since': 'Wed, 20 May 2026 07:00:59 GMT' },
      { 'If-Modified-Since': 'x' },
    ])
      expect((await again(older)).status).toBe(200)
  }
  expect(await (await site.get('/robots.txt')).text()).toContain('Disallow: /feed/\n')
})

test('new addresses end the old ones, once for each press, and none work after the feeds are ended', async () => {
  const { site, db, page } = await start()
  const first = await pathsOn(await site.post(page, { what: 'make', since: '' }))
  expect(await pathsOn(await site.post(page, { what: 'make', since: '' }))).toEqual(first)
  expect((await site.get(first.atom)).status).toBe(200)
  const since = async () =>
    (await db.selectFrom('subscribers').select('feed_since').executeTakeFirstOrThrow()).feed_since
  const shown = { what: 'make', since: (await since())?.toISOString() ?? '' }
  // Within the same second.
  const second = await pathsOn(await site.post(page, shown))
  expect(second).not.toEqual(first)
  expect(await pathsOn(await site.post(page, shown))).toEqual(second)
  expect((await site.get(first.atom)).status).toBe(410)
  expect((await site.get(second.json)).status).toBe(200)
  await site.get(page)
  for (const wrong of [
    {},
    { what: 'x' },
    { what: 'make', since: 'x' },
    { what: 'make', since: '-271821-04-20T00:00:00Z' },
  ])
    await site.post(page, wrong)
  expect((await site.get(second.atom)).status).toBe(200)
  await site.post(page, { what: 'end' })
  expect((await site.get(second.atom)).status).toBe(410)
  expect(await since()).toBeNull()
})

test('an address of a feed opens nothing else, and no other link opens a feed', async () => {
  const { site, id, page } = await start()
  const { atom } = await pathsOn(await site.post(page, { what: 'make' }))
  const token = atom.split('/')[2] ?? ''
  for (const path of [
    `/preferences/${token}`,
    `/export/${token}`,
    `/erase/${token}`,
    `/unsubscribe/${token}`,
  ])
    expect([path, (await site.get(path)).status]).toEqual([path, 400])
  for (const purpose of ['preferences', 'unsubscribe', 'export'] as const) {
    const other = site.link(purpose, id).split('/')[2] ?? ''
    expect((await site.get(`/feed/${other}/picks.atom`)).status).toBe(400)
  }
  const xml = await (await site.get(atom)).text()
  expect(xml).not.toContain('/preferences/')
  expect(xml).not.toContain('ada@example.org')
})

test('a feed is in the export, works while its subscriber is paused, and is dead after they leave or are erased', async () => {
  const { site, db, id, page } = await start({ language: 'de' })
  const { atom } = await pathsOn(await site.post(page, { what: 'make' }))
  const data = await (await site.post(site.link('export', id), {})).json()
  expect(data).toMatchObject({ privateFeedSince: '2026-05-20T12:00:00.000Z' })
  await db.updateTable('subscribers').set({ paused_until: '2026-06-20' }).execute()
  expect(await (await site.get(atom)).text()).toContain('Ihre Paper')
  await db.updateTable('subscribers').set({ status: 'unsubscribed' }).execute()
  expect((await site.get(atom)).status).toBe(410)
  expect((await site.post(page, { what: 'make' })).status).toBe(409)
  await db.updateTable('subscribers').set({ status: 'active' }).execute()
  expect((await site.get(atom)).status).toBe(200)
  await erase(db, site.context.config.secretKeys, id, site.context.clock())
  expect((await site.get(atom)).status).toBe(410)
})

test('who comes back by a new opt-in has no feeds until they make them: others may know the addresses of before', async () => {
  const { site, db, id, page } = await start()
  const { atom } = await pathsOn(await site.post(page, { what: 'make' }))
  const now = site.context.clock()
  await db.updateTable('subscribers').set({ status: 'unsubscribed', unsubscribed_at: now }).execute()
  const consent = { how: 'web', at: now.toISOString() } as const
  expect(await confirm(db, { subscriberId: id, issuedAt: now }, consent, now)).toBe('activated')
  expect((await site.get(atom)).status).toBe(410)
})

test('a feed before the first mail is a feed', async () => {
  const site = await testApp()
  const id = await addActive(site.context.db, 'ada@example.org')
  const page = `${site.link('preferences', id)}/feed`
  const { atom, json } = await pathsOn(await site.post(page, { what: 'make' }))
  expect(await (await site.get(atom)).text()).toContain('<updated>2026-05-20T12:00:00.000Z</updated>')
  expect(JsonFeed.parse(await (await site.get(json)).json()).items).toEqual([])
})
