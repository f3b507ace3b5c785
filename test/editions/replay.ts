import { readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Context } from '../../src/context.ts'
import { ingestRecent } from '../../src/ingest/ingest.ts'
import type { Candidate } from '../../src/papers/paper.ts'
import { loadCandidateSet } from '../../src/editions/candidates.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openDueEdition } from '../../src/editions/edition.ts'
import type { Get } from '../../src/sources/http.ts'
import { huggingFace } from '../../src/sources/huggingface.ts'
import { SourceError } from '../../src/sources/source-error.ts'
import type { Cadence, Selection } from '../../src/store/schema.ts'
import { readSelection } from '../../src/ledger/selection.ts'
import { classify } from '../../src/topics/classify.ts'
import { need } from '../helpers/requirements.ts'
import { addActive } from '../helpers/subscribers.ts'

/** Days on which the origin fails, or the whole service is down. */
export type Outage = { first: string; days: number; of: 'origin' | 'service' }
export type Reader = {
  topics: string[]
  keywords: string[]
  cadence: Cadence
  maxPapers: number
  withDiscovery: boolean
}
/** What one edition that picked for a reader could pick, and did. */
export type Choice = { day: string; at: Date; papers: Map<string, Candidate>; picks: Selection }
export type Replayed = { choices: Map<number, Choice[]>; readers: Map<number, Reader> }

const dayMs = 86_400_000
const hourMs = 3_600_000
/** When the origin is asked, and when the readers are due, in hours of the day. */
const polls = [1, 6, 12, 17, 22]
const slots = [7, 18]

/**
 * Lives through recorded days, with the real ingest, editions and selections on the context's database; only the clock
 * and the far end of the network are replaced. A part of each day's list comes in the afternoon, or on the next day.
 */
export async function replay(
  context: Context,
  first: string,
  days: number,
  outages: readonly Outage[],
): Promise<Replayed> {
  let now = new Date(`${first}T00:00:00Z`)
  const clock = () => now
  const isOut = (of: Outage['of']) =>
    outages.some((one) => {
      const from = Date.parse(one.first)
      return one.of === of && now.getTime() >= from && now.getTime() < from + one.days * dayMs
    })
  const source = huggingFace(
    'http://origin.test',
    recordedOrigin(clock, () => isOut('origin')),
  )
  const readers = await addReaders(context, now)
  const { db, logger } = context
  for (let day = 0; day < days; day += 1) {
    for (let hour = 0; hour < 24; hour += 1) {
      now = new Date(Date.parse(first) + day * dayMs + hour * hourMs)
      if (isOut('service')) continue
      if (polls.includes(hour)) await ingestRecent({ db, source, classify, clock, logger })
      if (!slots.includes(hour) && !wasOutJustBefore(outages, now)) continue
      const edition = await openDueEdition(db, now)
      for (const range of edition?.ranges ?? []) await createComposer({ db })(edition?.id ?? 0, range, now)
      await db
        .updateTable('deliveries')
        .set({ status: 'submitted', settled_at: now })
        .where('status', '=', 'queued')
        .execute()
    }
  }
  return { readers, choices: await readChoices(context) }
}

/** The service ticks as soon as it is up again. */
function wasOutJustBefore(outages: readonly Outage[], now: Date): boolean {
  return outages.some(({ first, days }) => {
    const end = Date.parse(first) + days * dayMs
    return now.getTime() > end && now.getTime() <= end + 2 * hourMs
  })
}

async function addReaders({ db }: Context, now: Date): Promise<Map<number, Reader>> {
  const wishes: Pick<Reader, 'topics' | 'keywords'>[] = [
    { topics: ['robotics'], keywords: [] },
    { topics: ['agents', 'reasoning', 'video-generation'], keywords: [] },
    { topics: ['theory', 'speech-audio', 'recognition', 'science'], keywords: [] },
    { topics: [], keywords: ['reinforcement learning'] },
    { topics: [], keywords: [] },
  ]
  const readers = new Map<number, Reader>()
  for (const cadence of ['daily', 'weekdays', 'weekly'] as const) {
    for (const [i, wish] of wishes.entries()) {
      const reader = { ...wish, cadence, maxPapers: [8, 3, 20, 5, 12][i] ?? 8, withDiscovery: i % 2 === 1 }
      const id = await addActive(
        db,
        `${cadence}${i}@example.org`,
        {
          ...wish,
          cadence,
          maxPapers: String(reader.maxPapers),
          withDiscovery: reader.withDiscovery ? 'yes' : 'no',
          hour: String(slots[i % slots.length]),
        },
        now,
      )
      readers.set(id, reader)
    }
  }
  return readers
}

function recordedOrigin(clock: () => Date, isOut: () => boolean): Get {
  return (url, reading) => {
    if (isOut()) return Promise.reject(new SourceError('it answers 503', { isTransient: false, status: 503 }))
    const day = url.searchParams.get('date') ?? ''
    const page = Number(url.searchParams.get('p'))
    const body = recorded(day).filter((_, i) => clock().getTime() >= listedAt(day, i))
    const text = JSON.stringify(body.slice(page * 100, (page + 1) * 100))
    const origin = { contentType: 'application/json', url: url.href }
    return Promise.resolve({ kind: 'body', body: reading.read(text, origin), etag: null })
  }
}

/** Most entries are there in the morning, every fourth in the afternoon, and every eleventh on the next day. */
function listedAt(day: string, position: number): number {
  const hours = position % 11 === 10 ? 24 + 9 : position % 4 === 3 ? 15 : 0
  return Date.parse(day) + hours * hourMs
}

function recorded(day: string): unknown[] {
  const path = join(need('recordings'), `${day}.json.gz`)
  if (!existsSync(path)) return []
  const entries: unknown = JSON.parse(gunzipSync(readFileSync(path)).toString())
  return Array.isArray(entries) ? entries : []
}

/** Of each reader, the editions that looked for papers for them, in time. */
async function readChoices({ db }: Context): Promise<Map<number, Choice[]>> {
  const rows = await db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['subscriber_id', 'selection', 'candidate_set_id', 'deliveries.composed_at'])
    .where((row) => row.or([row('skip_reason', 'is', null), row('skip_reason', '=', 'no match')]))
    .orderBy('composed_at')
    .execute()
  const sets = new Map<number, { day: string; papers: Map<string, Candidate> }>()
  for (const id of new Set(rows.map((row) => row.candidate_set_id))) {
    const { day, papers } = await loadCandidateSet(db, id)
    sets.set(id, { day, papers: new Map(papers.map((paper) => [paper.id, paper])) })
  }
  const choices = new Map<number, Choice[]>()
  for (const row of rows) {
    const set = sets.get(row.candidate_set_id)
    if (!set) continue
    const one = { ...set, at: row.composed_at, picks: readSelection(row.selection) }
    choices.set(row.subscriber_id, [...(choices.get(row.subscriber_id) ?? []), one])
  }
  return choices
}
