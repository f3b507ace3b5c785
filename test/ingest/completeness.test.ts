import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { readCandidates } from '../../src/editions/candidates.ts'
import { addDays, daysBetween, utcDay } from '../../src/ingest/days.ts'
import { ingestRecent } from '../../src/ingest/ingest.ts'
import { readReceipts } from '../../src/ingest/receipt.ts'
import { isAnnounced, submissionsOf } from '../../src/sources/arxiv-calendar.ts'
import { arxiv } from '../../src/sources/arxiv.ts'
import { createHttp } from '../../src/sources/http.ts'
import { huggingFace } from '../../src/sources/huggingface.ts'
import type { Source } from '../../src/sources/source.ts'
import { startHfReplay, type Fault } from '../helpers/hf-replay.ts'
import { lacks, need } from '../helpers/requirements.ts'
import { impatient, startOrigin } from '../sources/origin.ts'
import { testIngest, type TestIngest } from './deps.ts'

// `REPLAY_DAYS=60 npx vitest run test/ingest/completeness.test.ts` measures over 60 days, Christmas among them.
const days = Number(process.env['REPLAY_DAYS'] ?? 4)
const first = '2025-12-01'
const last = addDays(first, days - 1)
const hourMs = 3_600_000
/** Hours of a day at which both sources are polled. */
const polls = [1, 5, 9, 13, 17, 21]

/** On these days of each ten, Hugging Face fails so until noon. */
const morningFaults: Record<number, Fault> = { 2: '500', 4: 'stale', 5: 'html', 7: 'empty', 9: 'partial' }
/** On these days arXiv announces nothing, and on the next working day all of it. */
const holidays = new Set(['2025-12-25', '2025-12-26', '2026-01-01', '2026-01-02'])

type Recorded = { id: string; title: string; abstract: string; authors: string[]; submittedAt: number }
/** A paper with the instant at which arXiv's answers begin to have it. */
type Announced = Recorded & { appearsAt: number }

describe.skipIf(lacks('recordings'))('of recorded days with holds, holidays, lag and faults', () => {
  test(
    '99.9 % of what is announced are candidates within a day of appearing',
    { timeout: 900_000 },
    async () => {
      const announced = [...readPapers().values()].flatMap((paper) => announce(paper) ?? [])
      const ingest = await testIngest(`${first}T00:00:00Z`, {
        name: 'none',
        fetchDigest: () => Promise.reject(),
      })
      const open = await startSources(announced, ingest.clock)
      const seenAt = await live(ingest, open)
      const appearing = firstAppearances(announced)
      const late = [...appearing].filter(([id, at]) => !((seenAt.get(id) ?? Infinity) <= at + 24 * hourMs))
      const share = 1 - late.length / appearing.size
      const never = late.filter(([id]) => !seenAt.has(id)).length
      console.log(
        `${appearing.size} papers, ${late.length} late, ${never} of them never: ${(share * 100).toFixed(3)} %`,
      )
      expect(appearing.size).toBeGreaterThan(days * 10)
      expect(
        late
          .slice(0, 20)
          .map(([id, at]) => `${id} ${new Date(at).toISOString()}`)
          .slice(Math.floor(appearing.size / 1000)),
      ).toEqual([])
      await expectClosedReceipts(ingest)
    },
  )
})

/** Polls both sources through the days. @returns when each paper was first a candidate */
async function live(ingest: TestIngest, open: () => Promise<Source[]>): Promise<Map<string, number>> {
  const seenAt = new Map<string, number>()
  for (const day of daysBetween(first, last)) {
    for (const hour of polls) {
      const now = new Date(`${day}T${String(hour).padStart(2, '0')}:00:00Z`)
      ingest.at(now.toISOString())
      for (const source of await open()) await ingestRecent({ ...ingest, source })
      for (const { id } of await readCandidates(ingest.db, day, now)) {
        if (!seenAt.has(id)) seenAt.set(id, now.getTime())
      }
    }
  }
  return seenAt
}

async function startSources(announced: Announced[], clock: () => Date): Promise<() => Promise<Source[]>> {
  const now = `${addDays(last, 1)}T00:00:00Z`
  const healthy = await startHfReplay({ now })
  const faulty = new Map<Fault, string>()
  for (const fault of Object.values(morningFaults)) faulty.set(fault, await startHfReplay({ now, fault }))
  const api = await startArxiv(announced, clock)
  const http = createHttp(impatient({ retries: 1 }))
  const planned = arxiv({ kind: 'arxiv', categories: ['cs.CL'] })
  if (!planned.success) throw planned.error
  return async () => {
    const fault = faultAt(clock())
    const tools = { huggingFaceUrl: '', arxiv: { url: api.url, rssUrl: 'http://127.0.0.1:9', http }, http }
    const url = (fault && faulty.get(fault)) ?? healthy
    return [huggingFace(url, createHttp(impatient({ retries: 1 }))), planned.data.open(tools)]
  }
}

function faultAt(now: Date): Fault | undefined {
  if (now.getUTCHours() >= 12) return undefined
  return morningFaults[(Date.parse(utcDay(now)) / (24 * hourMs)) % 10]
}

/** arXiv's API over recorded papers: it knows only those that have appeared, and only by when they were submitted. */
function startArxiv(announced: readonly Announced[], clock: () => Date) {
  return startOrigin((request, response) => {
    const query = new URL(request.url ?? '', 'http://x').searchParams
    const [, from = '', to = ''] = /\[(\d{12}) TO (\d{12})\]/.exec(query.get('search_query') ?? '') ?? []
    const found = announced.filter(
      ({ submittedAt, appearsAt }) =>
        appearsAt <= clock().getTime() && stamp(submittedAt) >= from && stamp(submittedAt) <= to,
    )
    const start = Number(query.get('start'))
    const page = found.slice(start, start + Number(query.get('max_results')))
    response.writeHead(200, { 'Content-Type': 'application/atom+xml' }).end(atomFeed(page, found.length))
  })
}

function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace(/[-T:]/g, '')
}

function atomFeed(papers: readonly Recorded[], total: number): string {
  const entries = papers.map(
    ({ id, title, abstract, authors, submittedAt }) =>
      `<entry><id>http://arxiv.org/abs/${id}v1</id><title>${escaped(title)}</title><summary>${escaped(abstract)}</summary>
      <published>${new Date(submittedAt).toISOString()}</published><updated>${new Date(submittedAt).toISOString()}</updated>
      ${authors.map((name) => `<author><name>${escaped(name)}</name></author>`).join('')}
      <link href="http://arxiv.org/abs/${id}v1" rel="alternate" type="text/html"/><category term="cs.CL"/></entry>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"
    xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><title>q</title>
    <opensearch:totalResults>${total}</opensearch:totalResults>${entries.join('')}</feed>`
}

function escaped(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

/** When arXiv's answers begin to have a paper, or null where that is not in these days. */
function announce(paper: Recorded): Announced | null {
  let day = announcementDay(paper.submittedAt)
  while (holidays.has(day) || !isAnnounced(day)) day = addDays(day, 1)
  const fate = Number(paper.id.slice(-3))
  // Moderators hold every twentieth for one to nine days; on every eighth day the index lags until the next noon.
  const heldDays = fate % 20 === 0 ? 1 + ((fate / 20) % 9) : 0
  const lagMs = (Date.parse(day) / (24 * hourMs)) % 8 === 0 ? 36 * hourMs : hourMs
  const appearsAt = Date.parse(day) + heldDays * 24 * hourMs + lagMs
  return day >= first && appearsAt <= Date.parse(last) ? { ...paper, appearsAt } : null
}

function announcementDay(submittedAt: number): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(submittedAt)
  for (let day = utcDay(new Date(submittedAt)); ; day = addDays(day, 1)) {
    if (isAnnounced(day) && Temporal.Instant.compare(instant, submissionsOf(day).to) < 0) return day
  }
}

/** When each paper was there for the first time, at either source; what came too late for the last poll is left out. */
function firstAppearances(announced: readonly Announced[]): Map<string, number> {
  const appearing = new Map(announced.map(({ id, appearsAt }) => [`arxiv:${id}`, appearsAt]))
  for (const day of daysBetween(first, addDays(last, -1))) {
    const at = Date.parse(day) + (faultAt(new Date(`${day}T01:00:00Z`)) ? 12 * hourMs : 0)
    for (const { id } of recorded(day)) {
      if (/^\d{4}\.\d{4,5}$/.test(id))
        appearing.set(`arxiv:${id}`, Math.min(at, appearing.get(`arxiv:${id}`) ?? at))
    }
  }
  return appearing
}

/** Those whom Hugging Face lists from the first day to weeks after the last. */
function readPapers(): Map<string, Recorded> {
  const all = daysBetween(first, addDays(last, 14)).flatMap(recorded)
  return new Map(all.filter(({ id }) => /^\d{4}\.\d{4,5}$/.test(id)).map((paper) => [paper.id, paper]))
}

function recorded(day: string): Recorded[] {
  const path = join(need('recordings'), `${day}.json.gz`)
  if (!existsSync(path)) return []
  type Entry = {
    paper: { id: string; title: string; summary: string; publishedAt: string; authors: { name: string }[] }
  }
  const entries: Entry[] = JSON.parse(gunzipSync(readFileSync(path)).toString())
  return entries.map(({ paper: { id, title, summary, publishedAt, authors } }) => ({
    id,
    title,
    abstract: summary,
    authors: authors.map(({ name }) => name),
    submittedAt: Date.parse(publishedAt),
  }))
}

/** Each day that was fetched has a receipt that adds up, and whose papers are all stored. */
async function expectClosedReceipts({ db }: TestIngest): Promise<void> {
  for (const source of ['huggingface', 'arxiv']) {
    const receipts = await readReceipts(db, { source, from: first, to: last })
    expect(receipts.length).toBeGreaterThanOrEqual(days)
    for (const { day, state, receipt, late } of receipts) {
      const leftOut = Object.values(receipt?.leftOut ?? {}).reduce((sum, count) => sum + count, 0)
      expect({ day, source, announced: receipt?.announced }).toEqual({
        day,
        source,
        announced: (receipt?.kept ?? 0) + leftOut,
      })
      const { count } = await db
        .selectFrom('digest_entries')
        .select((query) => query.fn.countAll<number>().as('count'))
        .where('source', '=', source)
        .where((row) =>
          row.or([row('of_day', '=', day), row.and([row('day', '=', day), row('of_day', 'is', null)])]),
        )
        .executeTakeFirstOrThrow()
      expect({ day, source, state, kept: receipt?.kept }).toMatchObject({ kept: count })
      expect(late).toBeLessThanOrEqual(count)
    }
  }
}
