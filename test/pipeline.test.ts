import { Readable } from 'node:stream'
import PostalMime, { type Email } from 'postal-mime'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { laneTo, type LaneConfig } from '../src/smtp/lane-config.ts'
import { sendEdition } from '../src/commands/send.ts'
import { createContext, type Context } from '../src/context.ts'
import { backfill, ingestDay } from '../src/ingest/ingest.ts'
import { isClosed } from '../src/editions/accounting.ts'
import { createSources } from '../src/sources/sources.ts'
import { importSubscribers } from '../src/subscribers/import.ts'
import { topics } from '../src/topics/catalogue.ts'
import { classify } from '../src/topics/classify.ts'
import { createApp } from '../src/web/app.tsx'
import { createLimits } from '../src/web/limits.ts'
import { configWith, testConfig } from './helpers/config.ts'
import { temporaryDir, testContext } from './helpers/context.ts'
import { startHfReplay, type Fault } from './helpers/hf-replay.ts'
import { newMigratedDatabase } from './helpers/postgres.ts'
import { recordedIds } from './helpers/recordings.ts'
import { startRedis } from './helpers/redis.ts'
import { lacks } from './helpers/requirements.ts'
import { startSmtpServer, type Received } from './helpers/smtp.ts'
import { addActive } from './helpers/subscribers.ts'
import { noReminder } from './helpers/reminder.ts'

// `npm run test:replay` mails a thousand.
const readers = Number(process.env['PIPELINE_READERS'] ?? 120)

type Urls = { huggingFaceUrl: string; lanes: LaneConfig[] }

const groups = ({ huggingFaceUrl, lanes }: Urls) => ({ sources: { huggingFaceUrl }, delivery: { lanes } })

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Tokyo', 'UTC']
const days = ['2026-05-18', '2026-05-19', '2026-05-20']
/** 07:00 in each zone, in UTC. */
const slots = {
  'Asia/Tokyo': '22:00',
  'Asia/Kolkata': '01:30',
  'Europe/Berlin': '05:00',
  UTC: '07:00',
  'America/New_York': '11:00',
}

describe('the embedded size', () => {
  describe.skipIf(lacks('recordings'))('on recorded digests', () => {
    const open = (urls: Urls) => testContext({ config: groups(urls) })
    mailingTest(readers, open)
    originTests(open)
  })
})

describe('PostgreSQL and Redis', () => {
  describe.skipIf(lacks('recordings', 'postgres', 'redis'))('on recorded digests', () => {
    let emptyRedis: () => Promise<string>
    beforeAll(async () => {
      emptyRedis = await startRedis()
    })
    const open = async (urls: Urls) => {
      const [databaseUrl, redisUrl] = [await newMigratedDatabase(), await emptyRedis()]
      const config = testConfig(await temporaryDir(), { store: { databaseUrl, redisUrl }, ...groups(urls) })
      return contextUntilEnd(await createContext(config))
    }
    mailingTest(Math.ceil(readers / 3), open)
    originTests(open)
  })

  describe.skipIf(lacks('recordings', 'postgres'))('with BullMQ on PostgreSQL too', () => {
    // Of what an origin does nothing passes through the queue.
    mailingTest(Math.ceil(readers / 3), async (urls) => {
      const store = { databaseUrl: await newMigratedDatabase() }
      const config = testConfig(await temporaryDir(), { store, ...groups(urls) })
      return contextUntilEnd(await createContext(config))
    })
  })
})

function contextUntilEnd(context: Context): Context {
  onTestFinished(() => context.close())
  return context
}

type Open = (urls: Urls) => Promise<Context>

function mailingTest(subscriberCount: number, open: Open) {
  test('mails everyone once a day, only listed papers, and none twice', { timeout: 300_000 }, async () => {
    const smtp = await startSmtpServer()
    const huggingFaceUrl = await startHfReplay({ now: '2026-05-20T23:00:00Z' })
    const context = await open({ huggingFaceUrl, lanes: [laneTo(smtp.url)] })
    const [source] = createSources(context)
    if (!source) throw new Error('there is no source')
    await backfill({ ...context, source, classify }, '2026-05-07', '2026-05-17')
    const { secretKeys } = context.config
    const csv = Readable.from(subscribersCsv(subscriberCount))
    await importSubscribers(context.db, csv, { now: new Date(), secretKeys })

    for (const day of days) {
      await ingestDay({ ...context, source, classify }, day)
      await sendDay(context, day)
    }

    const mails = await Promise.all(smtp.received.map(parse))
    const byRecipient = Map.groupBy(mails, (mail) => mail.to)
    expect(byRecipient.size).toBeGreaterThan(subscriberCount * 0.9)
    const listed = new Set(daysBefore(days[2] ?? '', 10).flatMap(listedOn))
    for (const [to, received] of byRecipient) {
      expect(new Set(received.map((mail) => mail.day)).size, `${to} had two mails in a day`).toBe(
        received.length,
      )
      const papers = received.flatMap((mail) => mail.papers)
      expect(new Set(papers).size, `${to} had a paper twice`).toBe(papers.length)
      for (const paper of papers) expect(listed).toContain(paper)
    }
    await everyLinkAnswers(context, mails)
  })
}

function originTests(open: Open) {
  test.each<Fault>(['stale', 'html', '500', 'truncated', 'empty', 'garbage', 'partial'])(
    'an origin that is %s loses nothing, and mails nothing where the day is stale or failed',
    { timeout: 120_000 },
    async (fault) => {
      const smtp = await startSmtpServer()
      const now = '2026-05-20T07:45:00Z'
      const good = await startHfReplay({ now })
      const context = await open({ huggingFaceUrl: good, lanes: [laneTo(smtp.url)] })
      await addActive(context.db, 'ada@example.org')
      const ingest = async (huggingFaceUrl: string, day: string) => {
        const [source] = createSources(
          { ...context, config: configWith(context.config, { sources: { huggingFaceUrl } }) },
          { retryDelayMs: 1, timeoutMs: 2000 },
        )
        if (!source) throw new Error('there is no source')
        return ingestDay({ ...context, source, classify }, day)
      }
      await ingest(good, '2026-05-19')
      const report = await ingest(await startHfReplay({ now, fault }), '2026-05-20')
      expect(report.state).toBe(stateAfter[fault])
      const accounting = await sendEdition(context, new Date('2026-05-20T07:00:00Z'), {
        isForAllActive: true,
      })
      const mayMail = report.state !== 'stale' && report.state !== 'failed'
      expect(accounting).toMatchObject(
        mayMail ? { submitted: 1, skipped: {} } : { submitted: 0, skipped: { stale: 1 } },
      )
      expect(smtp.received).toHaveLength(mayMail ? 1 : 0)
      // Nothing is lost: when the origin is well again, so is the day.
      expect(await ingest(good, '2026-05-20')).toMatchObject({
        state: 'fetched',
        listed: recordedIds('2026-05-20').length,
      })
    },
  )
}

const stateAfter: Partial<Record<Fault, string>> = {
  stale: 'stale',
  html: 'failed',
  // Two of three requests fail, and the third try succeeds.
  '500': 'fetched',
  truncated: 'failed',
  empty: 'empty',
  garbage: 'fetched',
  partial: 'partial',
}

async function sendDay(context: Context, day: string): Promise<void> {
  for (const [zone, time] of Object.entries(slots)) {
    // In Tokyo the local day begins on the evening before, in UTC.
    const date = zone === 'Asia/Tokyo' ? daysBefore(day, 2)[0] : day
    const accounting = await sendEdition(context, new Date(`${date}T${time}:00Z`), { isForAllActive: true })
    expect(accounting && isClosed(accounting), `${zone} on ${day}: ${JSON.stringify(accounting)}`).toBe(true)
  }
}

/** Subscribers with one to three topics each, some with none, in five time zones. */
function* subscribersCsv(count: number): Generator<string> {
  yield 'email,topics,time_zone,hour,max\n'
  for (let i = 0; i < count; i++) {
    const chosen = Array.from({ length: i % 4 }, (_, nth) => topics[(i * 7 + nth * 5) % topics.length]?.slug)
    yield `reader${i}@example.org,${chosen.join(';')},${zones[i % zones.length]},7,${1 + (i % 12)}\n`
  }
}

type Mail = { to: string; day: string; papers: string[]; email: Email }

async function parse({ to, raw }: Received): Promise<Mail> {
  const email = await PostalMime.parse(raw)
  expect(to).toEqual([email.to?.[0]?.address])
  const links = [...(email.html ?? '').matchAll(/href="https:\/\/huggingface\.co\/papers\/([\d.]+)"/g)]
  const papers = [...new Set(links.map((link) => `arxiv:${link[1]}`))]
  const day = /\d{1,2} May 2026/.exec(email.text ?? '')?.[0] ?? ''
  expect(papers.length).toBeGreaterThan(0)
  return { to: to[0] ?? '', day, papers, email }
}

/** The `count` days that end with `day`, the oldest first. */
function daysBefore(day: string, count: number): string[] {
  const dayMs = 86_400_000
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.parse(day) - (count - 1 - i) * dayMs).toISOString().slice(0, 10),
  )
}

function listedOn(day: string): string[] {
  try {
    return recordedIds(day)
  } catch {
    // There is no recording of a weekend.
    return []
  }
}

async function everyLinkAnswers(context: Context, mails: Mail[]): Promise<void> {
  const nothing = () => Promise.resolve()
  const limits = createLimits(context.config, context, context.logger)
  const app = createApp({
    ...context,
    limits,
    remind: noReminder,
    enqueueEdition: nothing,
    mailbox: null,
    keepReturned: () => Promise.resolve(),
  })
  // Everyone's links are of the same few kinds, so a sample tells as much as all, and stays under the limit of reads.
  const sample = mails.filter((_, i) => i % 20 === 0)
  for (const { email } of sample) {
    const inHtml = [...(email.html ?? '').matchAll(/href="([^"]+)"/g)].map(
      (link) => link[1]?.replaceAll('&amp;', '&') ?? '',
    )
    const inText = [...(email.text ?? '').matchAll(/https?:\/\/\S+/g)].map(([link]) => link)
    const own = [...inHtml, ...inText].filter((link) => link.startsWith(context.config.web.publicUrl))
    expect(own.length).toBeGreaterThan(4)
    for (const link of own)
      expect({ link, status: (await app.request(link)).status }).toEqual({ link, status: 200 })
    for (const link of inHtml) expect(new URL(link).protocol).toMatch(/^https?:$/)
  }
}
