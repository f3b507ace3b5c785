import { removeSample } from '../../src/ingest/remove-sample.ts'
import { addSeeds } from '../../src/marks/learn.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import type { Language } from '../../src/store/schema.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import type { TokenPurpose } from '../../src/subscribers/tokens.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { openMailbox } from '../../src/inbox/mailbox.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { configWith } from '../helpers/config.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { temporaryDir } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'
import { formBody, listPapers, type Fields, type TestApp } from './test-app.ts'

/** A page as it was answered. */
export type AnsweredPage = { name: string; path: string; status: number; headers: Headers; html: string }

type See = (
  name: string,
  status: number,
  path: string,
  fields?: Fields,
  app?: TestApp['app'],
  client?: { address: string; headers: Record<string, string> },
) => Promise<string>

const stranger = { address: '192.0.2.1', headers: {} }
const before = '2026-05-19'
const mark = 'arxiv:2605.00001'
/** The longest words that titles and addresses had in 580 days. */
const longWord = 'Pneumonoultramicroscopicsilicovolcanoconiosis_'.repeat(4).slice(0, 155)

/** Something wrong with every field that there is. */
const wrongPreferences = {
  topics: 'alchemy',
  keywords: longWord,
  authors: longWord,
  organizations: longWord,
  mutedTopics: 'alchemy',
  mutedKeywords: longWord,
  mutedAuthors: longWord,
  withDiscovery: 'x',
  pausedUntil: 'x',
  cadence: 'x',
  hour: '24',
  timeZone: longWord,
  maxPapers: '0',
  language: 'x',
}

/**
 * Every page of the website, each in every state that looks different, with texts as long as they come. It lives through
 * what leads there, so the site must be new.
 *
 * @param language chosen by the address
 */
export async function everyPage(site: TestApp, language?: Language): Promise<AnsweredPage[]> {
  const pages: AnsweredPage[] = []
  const see: See = async (name, status, plainPath, fields, app = site.app, client = stranger) => {
    const path = language ? `${plainPath}${plainPath.includes('?') ? '&' : '?'}lang=${language}` : plainPath
    const { address: remoteAddress, headers } = client
    const init = {
      headers: { 'Sec-Fetch-Site': 'same-origin', ...headers },
      ...(fields && { method: 'POST', body: formBody(fields) }),
    }
    const answer = await app.request(path, init, { incoming: { socket: { remoteAddress } } })
    const html = await answer.text()
    if (answer.status !== status) throw new Error(`${name}: ${path} answers with ${answer.status}`)
    pages.push({ name, path, status, headers: answer.headers, html })
    return html
  }
  await seeBeforePapers(site, see)
  await storePapers(site)
  // The numbers beside the topics are kept for a minute.
  site.wait(0.1)
  await seePapers(site, see)
  await seeSubscribing(site, see)
  await seePreferences(site, see)
  await seeLeaving(site, see)
  await seeOwnData(site, see)
  await seePreview(see)
  await seeInbox(site, see)
  await seeProblems(site, see)
  return pages
}

async function seeBeforePapers({ context }: TestApp, see: See): Promise<void> {
  await see('home, nothing yet', 200, '/')
  await see('status, nothing yet', 200, '/status')
  await listPapers(context, before, [{ id: 'sample:1', title: 'An invented paper' }], { source: 'sample' })
  await see('home, sample', 200, '/')
}

async function storePapers({ context: { db } }: TestApp): Promise<void> {
  const full = candidate({
    id: mark,
    title: 'Folding $SL^{2}A$ laundry <b>robustly</b>: a bimanual policy that learns from watching & asking',
    abstract: `We fold. ${'It works on shirts, towels and trousers of all sizes that were never seen before. '.repeat(14)}`,
    authors: Array.from({ length: 60 }, (_, index) => `Ada-Maria van den Berg-Example ${index}`),
    organization: 'Institute for the Study of Household Robotics and Everyday Dexterity',
    summary:
      'Teaches two arms to fold any garment from an hour of video, and asks a person only where it is unsure.',
    keywords: ['bimanual manipulation', 'learning from video', longWord],
    thumbnailUrl: 'https://pictures.example.org/1.png',
    figureUrl: 'https://pictures.example.org/figure.png',
    codeUrl: 'https://github.com/an-organisation/a-repository',
    projectUrl: 'https://project.example.org/',
    pageUrl: 'https://huggingface.co/papers/2605.00001',
    publishedOn: '2026-05-18',
    topics: Object.fromEntries(topics.slice(0, 7).map(({ slug }, index) => [slug, 0.6 - index / 20])),
    signals: { upvotes: 1234, comments: 56, stars: 7890 },
  })
  const others = Array.from({ length: 27 }, (_, index) =>
    candidate({
      id: `arxiv:2605.000${10 + index}`,
      title: `Robot ${index}: a title of the usual length that says what was done, and to what end`,
      topics: { robotics: 0.9 - index / 100 },
      signals: { upvotes: 90 - index, comments: index, stars: null },
    }),
  )
  const word = candidate({ id: 'arxiv:2605.00099', title: `${longWord} ${longWord}`, summary: longWord })
  const bare = {
    id: 'url:bare',
    title: 'Bare',
    abstract: '',
    authors: [],
    summary: null,
    firstListedOn: before,
  }
  const withdrawn = {
    id: 'arxiv:2605.00098',
    abstract: 'This paper has been withdrawn by its authors, since Lemma 2 is wrong.',
    firstListedOn: before,
  }
  await removeSample(db)
  await storeCandidates(db, [full, word, ...others, candidate(bare), candidate(withdrawn)])
  await db
    .updateTable('digests')
    .set({ listed: others.length + 2 })
    .execute()
  const leftOut = { repeated: 2, unreadable: 1, replaced: 134, limit: 7, missing: 1000 }
  const receipt = { source: 'huggingface', announced: 1173, kept: 29, left_out: JSON.stringify(leftOut) }
  await db
    .insertInto('digest_receipts')
    .values({ ...receipt, day: '2026-05-20', counted_at: new Date('2026-05-20T06:00:00Z') })
    .execute()
}

async function seePapers({ context }: TestApp, see: See): Promise<void> {
  await see('home', 200, '/')
  await see('home, a topic', 200, '/?topic=reasoning')
  await see('digest', 200, `/digests/${before}`)
  await see('digest, a topic without papers', 200, `/digests/${before}?topic=theory`)
  await see('digest, day without papers', 404, '/digests/2026-05-16')
  await see('topic', 200, '/topics/robotics')
  await see('topic, last page', 200, '/topics/robotics?page=2')
  await see('topic, empty', 200, '/topics/theory')
  await see('paper', 200, `/papers/${mark}`)
  await see('paper, bare', 200, '/papers/url:bare')
  await see('paper, withdrawn', 200, '/papers/arxiv:2605.00098')
  await see('topics', 200, '/topics')
  await see('people', 200, '/people')
  await see('author', 200, `/people/${encodeURIComponent('Ada-Maria van den Berg-Example 0')}`)
  const maker = 'Institute for the Study of Household Robotics and Everyday Dexterity'
  await see('organisation', 200, `/organizations/${encodeURIComponent(maker)}`)
  await see('archive', 200, '/archive')
  await see('archive, a month', 200, `/archive/${before.slice(0, 7)}`)
  await see('search', 200, '/search')
  await see('search, filters', 200, '/search?q=robot&topic=robotics&from=2026-05-01&code=yes')
  await see('search, results', 200, '/search?q=laundry or 12 or 13')
  await see('search, suggestions', 200, '/search?q=laundri household')
  await see('search, no results', 200, `/search?q=${longWord}x`)
  await see('how papers are chosen', 200, '/how')
  await see('status', 200, '/status')
  await context.db
    .updateTable('digests')
    .set({ state: 'failed', problem: 'HTTP 500' })
    .where('day', '=', '2026-05-20')
    .execute()
  await see('status, trouble', 200, '/status')
  await context.db.updateTable('digests').set({ state: 'fetched', problem: null }).execute()
}

async function seeSubscribing(site: TestApp, see: See): Promise<void> {
  const { context, deps } = site
  const slow = createApp({ ...deps, config: configWith(context.config, { web: { minFillMs: 5000 } }) })
  const proving = createApp({ ...deps, config: configWith(context.config, { web: { isProofWanted: true } }) })
  const right = {
    email: 'pending@example.org',
    topics: ['robotics', 'agents'],
    keywords: longWord.slice(0, 60),
  }
  await see('subscribe', 200, '/subscribe?topics=robotics')
  await see('subscribe, problems', 422, '/subscribe', { email: `ada@${longWord}`, ...wrongPreferences })
  await see('subscribe, too quick', 422, '/subscribe', { ...right, stamp: 'x' }, slow)
  await see('subscribe, sum not done', 422, '/subscribe', right, proving)
  await see('subscribe, check inbox', 200, '/subscribe', right)
  await site.answerRequests()
  const id = (await findSubscriber(context.db, right.email))?.id ?? 0
  await see('why, not confirmed', 200, `${site.link('preferences', id)}/why`)
  await see('preferences, not confirmed', 200, site.link('preferences', id))
  await see('confirm', 200, site.link('confirm', id))
  await see('confirmed', 200, site.link('confirm', id), {})
  await see('already confirmed', 200, site.link('confirm', id))
  await see('why, by the web', 200, `${site.link('preferences', id)}/why`)
}

async function seePreferences(site: TestApp, see: See): Promise<void> {
  const { db, clock } = site.context
  const id = await addActive(db, 'reader@example.org', { topics: ['robotics', 'reasoning'] })
  const page = site.link('preferences', id)
  const edition = await openEditionAt(db, new Date('2026-05-20T07:00:00Z'), clock())
  for (const range of edition?.ranges ?? []) await createComposer({ db })(edition?.id ?? 0, range, clock())
  await db.updateTable('deliveries').set({ status: 'submitted' }).execute()
  await see('preferences', 200, page)
  await see('preferences, preview without papers', 200, page, { button: 'preview', topics: 'theory' })
  const names = { authors: 'Ada Lovelace, Alan Turing', mutedAuthors: 'Bar Ltd' }
  const muted = { mutedTopics: ['', 'safety'], mutedKeywords: 'survey', pausedUntil: '2026-06-01' }
  await see('preferences, saved', 200, page, { topics: ['robotics'], ...names, ...muted })
  await see('preferences, problems', 422, page, wrongPreferences)
  await see('why', 200, `${page}/why`)
  await see('why not, outranked or mailed', 200, `${page}/why?paper=${encodeURIComponent(mark)}`)
  await see('why not, unknown', 200, `${page}/why?paper=2605.99999`)
  await see('why not, no paper named', 422, `${page}/why?paper=${longWord}`)
  await see('own mail', 200, `${page}/mail`, { what: 'manage' })
  await see('own editions', 200, `${page}/editions`)
  await see('own paper', 200, `${page}/papers/${mark}`)
  await see('feed, none', 200, `${page}/feed`)
  await see('feed, made', 200, `${page}/feed`, { what: 'make' })
  await see('feed, ended', 200, `${page}/feed`, { what: 'end' })
  await see('seeds, none', 200, `${page}/seeds`)
  await see('seeds, nothing given', 422, `${page}/seeds`, { what: 'read', list: '' })
  await site.post(`${page}/seeds`, { what: 'read', list: `2605.00001\n${longWord}` })
  await see('seeds, looking up', 200, `${page}/seeds`)
  await giveSeeds(site, id)
  await see('seeds', 200, `${page}/seeds`)
  await see('seeds, nothing ticked', 422, `${page}/seeds`, { what: 'follow' })
  await see('seeds, removed', 200, `${page}/seeds`, { what: 'remove', paper: mark })
  await see('marks, none', 200, `${page}/marks`)
  await see('more like this', 200, `${page}/more/${mark}`)
  await see('less like this', 200, `${page}/less/${mark}`)
  await see('less like this, nothing pressed', 422, `${page}/less/${mark}`, {})
  await see('more like this, noted', 200, `${page}/more/${mark}`, { mark: 'more' })
  await see('saved', 200, `${page}/more/${mark}`, { mark: 'save' })
  await see('more like this, marked before', 200, `${page}/more/${mark}`)
  await see('not interested', 200, `${page}/less/arxiv:2605.00099`, { mark: 'hide' })
  await see('marks', 200, `${page}/marks`)
  await see('profile', 200, `${page}/profile`)
  await see('profile, a word left out', 200, `${page}/profile`, { what: 'leave out', word: 'robot' })
  await see('marks, learning turned off', 200, `${page}/marks`, { what: 'turn off' })
  await see('less like this, learning is off', 200, `${page}/less/${mark}`)
  await see('mute', 200, `${page}/mute/${mark}`)
  await see('mute, nothing chosen', 422, `${page}/mute/${mark}`, {})
  await see('muted', 200, `${page}/mute/${mark}`, {
    topics: 'agents',
    keyword: 'paper boats, knots',
  })
}

/** As if the list were looked up. */
async function giveSeeds({ context: { db, clock } }: TestApp, id: number): Promise<void> {
  const told = { authors: ['Ada Lovelace', longWord.slice(0, 80)], topics: ['code', 'agents'] }
  const terms = ['laundry', longWord]
  const place = { vector: Float32Array.from({ length: 8 }, (_, nth) => nth + 1) }
  const seeds = [mark, `title:${longWord}`].map((paper) => ({
    paper,
    title: longWord,
    ...told,
    terms,
    ...place,
  }))
  await addSeeds(db, id, seeds, clock())
  const problems = [
    { line: 2, label: longWord.slice(0, 80), reason: 'not understood', more: 3 },
    { line: null, label: '', reason: 'too many', more: 7 },
  ]
  await db
    .updateTable('seed_imports')
    .set({ waiting: null, added: 2, problems: JSON.stringify(problems) })
    .execute()
}

async function seeLeaving(site: TestApp, see: See): Promise<void> {
  const id = await addActive(site.context.db, 'leaver@example.org', { topics: ['robotics', 'agents', '3d'] })
  const page = site.link('unsubscribe', id)
  await see('unsubscribe', 200, page)
  await see('fewer, weekly', 200, page, { button: 'weekly' })
  await see('fewer, pause', 200, page, { button: 'pause' })
  await see('fewer, a topic', 200, page, { topic: '3d' })
  const left = await see('unsubscribed', 200, page, { button: 'unsubscribe' })
  const undo = /action="((?:\/\w+)?\/undo\/[^"]+)"/.exec(left)?.[1]?.replaceAll('&amp;', '&') ?? ''
  await see('unsubscribed before', 200, page)
  await see('preferences, unsubscribed', 200, site.link('preferences', id))
  await see('undo', 200, undo)
  await see('undone', 200, undo, {})
  await see('undo, nothing left', 200, undo)
}

async function seeOwnData(site: TestApp, see: See): Promise<void> {
  const id = await addActive(site.context.db, 'erased@example.org')
  await see('export', 200, site.link('export', id))
  await see('erase', 200, site.link('erase', id))
  await see('erased', 200, site.link('erase', id), { button: 'erase' })
}

async function seePreview(see: See): Promise<void> {
  await see('preview', 200, '/preview?topics=robotics')
  await see('preview, sent', 200, '/preview', { topics: 'robotics', maxPapers: '1' })
  await see('preview, no papers', 200, '/preview?topics=theory&withDiscovery=no')
  await see('preview, problems', 422, '/preview?hour=99')
}

async function seeInbox({ deps }: TestApp, see: See): Promise<void> {
  const mailbox = openMailbox(await temporaryDir(), deps.logger)
  const app = createApp({ ...deps, mailbox })
  const local: See = (name, status, path) => see(name, status, path, undefined, app, localClient)
  await local('inbox, empty', 200, '/inbox')
  const head = `From: ${longWord} <a@example.org>\r\nTo: ${longWord}@example.org\r\nSubject: ${longWord}\r\n`
  await mailbox.add(Buffer.from(`${head}Content-Type: text/html\r\n\r\n<p>Hello</p>`))
  await mailbox.add(Buffer.from('From: a@example.org\r\n\r\nHello'))
  const [plain, long] = (await mailbox.list()).map(({ id }) => id)
  await mailbox.markRead(plain ?? '')
  await local('inbox', 200, '/inbox')
  await local('inbox, HTML', 200, `/inbox/${long}`)
  await local('inbox, text', 200, `/inbox/${plain}`)
  await local('inbox, headers', 200, `/inbox/${long}?view=headers`)
  await local('inbox, source', 200, `/inbox/${long}?view=source`)
  await see('inbox, from elsewhere', 403, '/inbox', undefined, app)
}

const localClient = { address: '127.0.0.1', headers: { Host: 'localhost' } }

async function seeProblems({ context, deps, link }: TestApp, see: See): Promise<void> {
  const id = await addActive(context.db, 'late@example.org')
  const past = new Date(context.clock().getTime() - 100 * 3_600_000)
  const old = (purpose: TokenPurpose) => context.signer.sign(purpose, id, past)
  const none = { read: { network: { points: 0, seconds: 600 } } }
  const limits = createLimits(context.config, context, context.logger, none)
  await see('400', 400, '/preferences/broken')
  await see('400, confirm', 400, '/confirm/broken')
  await see('404', 404, '/nowhere')
  await see('405', 405, '/', {})
  await see('410, confirm', 410, `/confirm/${old('confirm')}`)
  await see('410, erase', 410, `/erase/${old('erase')}`)
  await see('410, gone', 410, link('preferences', 4711))
  await see('413', 413, '/subscribe', { email: 'a'.repeat(70_000) })
  await see('429', 429, '/', undefined, createApp({ ...deps, limits }))
  await see('500', 500, '/', undefined, createApp({ ...deps, db: deps.db.withSchema('nowhere') }))
}
