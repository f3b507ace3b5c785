import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Context } from '../../src/context.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { readRatedSet } from '../../src/editions/replay-delivery.ts'
import { whyNot, type Verdict } from '../../src/editions/why-not.ts'
import { composedFor, type ComposedRecord } from '../../src/ledger/history.ts'
import { writeNumbers } from '../../src/ledger/written-numbers.ts'
import { upsertEntries } from '../../src/papers/entries.ts'
import type { Candidate } from '../../src/papers/paper.ts'
import { upsertPapers } from '../../src/papers/stored-papers.ts'
import { horizonSince, type Profile } from '../../src/select/profile.ts'
import { findSubscriberById } from '../../src/subscribers/find.ts'
import type { PreferenceInput } from '../../src/subscribers/preferences.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'
import { isMuted, placePlainly } from '../select/rank-oracle.ts'

const slot = new Date('2026-05-21T07:00:00Z')

async function compose({ db }: Context, at: Date): Promise<number> {
  const edition = await openEditionAt(db, at, at, { isForAllActive: true })
  for (const range of edition?.ranges ?? []) await createComposer({ db })(edition?.id ?? 0, range, at)
  return edition?.id ?? 0
}

async function ask({ db }: Context, subscriberId: number, paperId: string, now = slot) {
  const subscriber = await findSubscriberById(db, subscriberId)
  if (!subscriber) throw new Error('there is no such subscriber')
  return whyNot(db, subscriber, paperId, now)
}

async function verdictOf(context: Context, subscriberId: number, paperId: string, now = slot) {
  const answer = await ask(context, subscriberId, paperId, now)
  return answer.paper ? answer.verdict : null
}

const robots = [1, 2, 3, 4].map((n) =>
  candidate({
    id: `arxiv:2605.0000${n}`,
    title: `Robots fold paper number ${n}`,
    topics: { robotics: 1 - n / 20 },
    authors: [`Author Number${n}`],
  }),
)
const song = candidate({ id: 'arxiv:2605.00009', topics: { 'speech-audio': 0.6 } })

async function start(preferences: PreferenceInput) {
  const context = await testContext()
  await storeCandidates(context.db, [...robots, song])
  const id = await addActive(context.db, 'ada@example.org', { timeZone: 'UTC', hour: '7', ...preferences })
  return { context, id }
}

test('a paper that no source has listed is told apart from one that was not chosen', async () => {
  const { context, id } = await start({ topics: ['robotics'] })
  expect(await ask(context, id, 'arxiv:2605.99999')).toEqual({ paper: null })
  expect(await ask(context, id, 'arxiv:2605.\0')).toEqual({ paper: null })
})

test('before an edition was composed there was none, and when the next one is due is told', async () => {
  const { context, id } = await start({ topics: ['robotics'] })
  const now = new Date('2026-05-20T12:00:00Z')
  expect(await verdictOf(context, id, song.id, now)).toEqual({
    kind: 'no edition',
    because: 'not due',
    dueAt: slot,
  })
  await context.db.updateTable('subscribers').set({ paused_until: '2026-06-01' }).execute()
  const dueAt = new Date('2026-06-01T07:00:00Z')
  expect(await verdictOf(context, id, song.id, now)).toEqual({
    kind: 'no edition',
    because: 'paused',
    until: '2026-06-01',
    dueAt,
  })
  await context.db.updateTable('subscribers').set({ status: 'unsubscribed' }).execute()
  expect(await verdictOf(context, id, song.id, now)).toEqual({ kind: 'no edition', because: 'unsubscribed' })
})

test('an edition tells what was sent, outranked, below the floor and muted', async () => {
  const { context, id } = await start({
    topics: ['robotics'],
    mutedAuthors: ['Author Number2'],
    maxPapers: '3',
  })
  await context.db.updateTable('subscribers').set({ max_papers: 2 }).execute()
  await compose(context, slot)
  const chosen = [robots[0], robots[2]].map((paper) => ({ id: paper?.id, title: paper?.title }))
  const excluded = { kind: 'excluded', slot, chosen, other: null }
  expect(await verdictOf(context, id, robots[0]?.id ?? '')).toEqual({
    kind: 'mailed',
    slot,
    status: 'queued',
    at: null,
  })
  expect(await verdictOf(context, id, robots[1]?.id ?? '')).toEqual({
    ...excluded,
    exclusion: { kind: 'muted', what: { kind: 'name', value: 'Author Number2' } },
  })
  expect(await verdictOf(context, id, robots[3]?.id ?? '')).toEqual({
    ...excluded,
    exclusion: { kind: 'outranked', by: 2 },
  })
  expect(await verdictOf(context, id, song.id)).toEqual({
    ...excluded,
    exclusion: { kind: 'below floor', nearest: null },
  })
})

test('a topic that has its half of the places passes others over', async () => {
  const { context, id } = await start({ topics: ['robotics', 'speech-audio'], maxPapers: '3' })
  await compose(context, slot)
  expect(await verdictOf(context, id, robots[2]?.id ?? '')).toMatchObject({
    exclusion: { kind: 'topic is full', topic: 'robotics' },
  })
  expect(await verdictOf(context, id, song.id)).toMatchObject({ kind: 'mailed' })
})

test('a paper that was listed before the days that an edition looks at is too old', async () => {
  const { context, id } = await start({ topics: ['robotics'] })
  const later = new Date('2026-05-28T07:00:00Z')
  await compose(context, later)
  expect(await verdictOf(context, id, song.id)).toMatchObject({
    slot: later,
    exclusion: { kind: 'too old', days: 7 },
  })
  const muchLater = new Date('2026-06-20T07:00:00Z')
  await compose(context, muchLater)
  expect(await verdictOf(context, id, song.id)).toMatchObject({ kind: 'excluded', slot: later })
  await context.db.deleteFrom('deliveries').where('composed_at', '=', later).execute()
  expect(await verdictOf(context, id, song.id)).toEqual({
    kind: 'no candidate',
    slot: muchLater,
    isTooOld: true,
  })
})

test('a withdrawn paper is no candidate, and says so', async () => {
  const { context, id } = await start({ topics: ['robotics'] })
  const withdrawn = {
    ...song,
    topics: { robotics: 1 },
    comment: 'This paper has been withdrawn by the author',
  }
  await storeCandidates(context.db, [withdrawn])
  expect(await verdictOf(context, id, song.id)).toEqual({ kind: 'withdrawn' })
  await compose(context, slot)
  expect(await verdictOf(context, id, song.id)).toEqual({ kind: 'withdrawn' })
  expect((await composedFor(context.db, id))[0]?.selection).toHaveLength(robots.length)
})

test('what was chosen and not sent is told with the reason', async () => {
  const { context, id } = await start({ topics: ['robotics'] })
  await compose(context, slot)
  await context.db
    .updateTable('deliveries')
    .set({ status: 'skipped', skip_reason: 'paused', settled_at: slot })
    .execute()
  expect(await verdictOf(context, id, robots[0]?.id ?? '')).toEqual({
    kind: 'not sent',
    slot,
    skipReason: 'paused',
  })
})

test('a stale edition was skipped for everyone, whatever the paper', async () => {
  const { context, id } = await start({ topics: ['robotics'] })
  await context.db.updateTable('digests').set({ state: 'stale' }).execute()
  await compose(context, slot)
  expect(await verdictOf(context, id, song.id)).toEqual({ kind: 'skipped', slot, skipReason: 'stale' })
})

test('preferences that have changed since explain nothing', async () => {
  const { context, id } = await start({ topics: ['robotics'] })
  await compose(context, slot)
  await context.db
    .updateTable('subscribers')
    .set({ topics: ['speech-audio'] })
    .execute()
  expect(await verdictOf(context, id, song.id)).toMatchObject({
    kind: 'unexplained',
    chosen: robots.map(({ id: one }) => ({ id: one })),
  })
})

// The rest lives through random days, and asks of random pairs.

type World = {
  context: Context
  readers: number[]
  papers: Candidate[]
  known: Map<string, Known>
  deliveries: Map<number, ComposedRecord[]>
  readSet: typeof readRatedSet
}
/** What the test saw before an edition was composed for a reader. */
type Known = { mailed: ReadonlySet<string>; lastPickedOn: string | null }

const firstDay = Date.parse('2026-05-18')
const dayMs = 86_400_000
const days = 9
const slugs = ['robotics', 'agents', 'safety', 'code', '3d']
const words = ['folding', 'market', 'proof', 'garden']

const anyPaper = fc.record({
  day: fc.nat(days - 1),
  topic: fc.constantFrom(...slugs),
  score: fc.constantFrom(0.2, 0.35, 0.6, 0.75, 0.9),
  other: fc.constantFrom(...slugs),
  author: fc.nat(5),
  word: fc.constantFrom(...words),
  upvotes: fc.nat(60),
  popularity: fc.nat(100),
  isTwin: fc.nat(9),
})
const anyReader = fc.record({
  topics: fc.uniqueArray(fc.constantFrom(...slugs), { maxLength: 2 }),
  keywords: fc.uniqueArray(fc.constantFrom(...words), { maxLength: 1 }),
  mutedTopics: fc.uniqueArray(fc.constantFrom('safety', '3d'), { maxLength: 1 }),
  mutedKeywords: fc.uniqueArray(fc.constantFrom('garden'), { maxLength: 1 }),
  mutedAuthors: fc.uniqueArray(fc.constantFrom('Author Number3', 'Author Number4'), { maxLength: 1 }),
  cadence: fc.constantFrom('daily', 'daily', 'weekdays', 'weekly'),
  maxPapers: fc.constantFrom('3', '5', '8'),
})

function makePapers(seed: number): Candidate[] {
  const drawn = fc.sample(anyPaper, { seed, numRuns: 70 })
  const papers = drawn.map((one, n) =>
    candidate({
      id: `arxiv:2605.${String(10_000 + n)}`,
      title: `Study ${n} of ${one.word} and what became of it`,
      abstract: `Text ${n} on ${one.word}.`,
      authors: [`Author Number${one.author}`],
      topics: { [one.topic]: one.score, ...(one.other === one.topic ? {} : { [one.other]: 0.4 }) },
      signals: { upvotes: one.upvotes, comments: 0, stars: null },
      firstListedOn: dayOf(one.day),
    }),
  )
  const twins = papers.flatMap((paper, n) =>
    drawn[n]?.isTwin === 0
      ? [
          {
            ...paper,
            id: paper.id.replace('arxiv:', 'doi:10.1000/'),
            firstListedOn: dayOf((drawn[n]?.day ?? 0) + 1),
          },
        ]
      : [],
  )
  return [...papers, ...twins].filter(({ firstListedOn }) => firstListedOn < dayOf(days))
}

function dayOf(nth: number): string {
  return new Date(firstDay + nth * dayMs).toISOString().slice(0, 10)
}

async function live(seed: number): Promise<World> {
  const context = await testContext()
  const { db } = context
  const papers = makePapers(seed)
  const readers: number[] = []
  for (const [n, reader] of fc.sample(anyReader, { seed, numRuns: 25 }).entries()) {
    const preferences = {
      ...reader,
      mutedTopics: reader.mutedTopics.filter((one) => !reader.topics.includes(one)),
    }
    readers.push(
      await addActive(db, `reader${n}@example.org`, { ...preferences, timeZone: 'UTC', hour: '7' }),
    )
  }
  const known = new Map<string, Known>()
  const fates = fc.sample(fc.nat(9), { seed, numRuns: days * readers.length })
  for (let day = 0; day < days; day += 1) {
    await list(context, papers, dayOf(day), day === 5)
    const at = new Date(firstDay + day * dayMs + 7 * 3_600_000)
    for (const reader of readers) known.set(`${reader} ${at.toISOString()}`, await look(context, reader))
    const editionId = await compose(context, at)
    for (const reader of readers) await settle(context, editionId, reader, fates.pop() ?? 9, at)
    // Some change their minds, so that what was chosen before cannot be explained.
    const [changing] = readers.slice(day * 2)
    if (changing)
      await db
        .updateTable('subscribers')
        .set({ topics: ['code'] })
        .where('id', '=', changing)
        .execute()
  }
  const deliveries = new Map<number, ComposedRecord[]>()
  for (const reader of readers) deliveries.set(reader, await composedFor(db, reader))
  const sets = new Map<number, ReturnType<typeof readRatedSet>>()
  const readSet: typeof readRatedSet = (from, id) => {
    const set = sets.get(id) ?? readRatedSet(from, id)
    sets.set(id, set)
    return set
  }
  return { context, readers, papers, known, deliveries, readSet }
}

async function list({ db }: Context, papers: Candidate[], day: string, isStale: boolean): Promise<void> {
  const at = new Date(`${day}T06:00:00Z`)
  await db
    .insertInto('digests')
    .values({
      source: 'huggingface',
      day,
      state: isStale ? 'stale' : 'fetched',
      problem: null,
      etag: null,
      polled_at: at,
      changed_at: at,
    })
    .execute()
  const listed = papers.filter(({ firstListedOn }) => firstListedOn === day)
  await upsertPapers(
    db,
    listed.map(({ popularity: _popularity, ...paper }) => ({ ...paper, fieldSources: {} })),
    at,
  )
  await upsertEntries(
    db,
    { source: 'huggingface', day },
    listed.map(({ id: paperId }, position) => ({ paperId, position })),
  )
}

/** What the ledger believes at this moment, read from its rows and not from its history. */
async function look({ db }: Context, reader: number): Promise<Known> {
  const rows = await composedFor(db, reader)
  const sent = rows.filter(({ status }) => status !== 'skipped' && status !== 'failed')
  const history = await db
    .selectFrom('mail_histories')
    .select('picked_on')
    .where('subscriber_id', '=', reader)
    .executeTakeFirst()
  return {
    mailed: new Set(sent.flatMap(({ selection }) => selection.map(({ paper }) => paper))),
    lastPickedOn: history?.picked_on ?? null,
  }
}

async function settle({ db }: Context, editionId: number, reader: number, fate: number, at: Date) {
  const settled_at = new Date(at.getTime() + 60_000)
  const end =
    fate === 0
      ? ({ status: 'skipped', skip_reason: 'too late', settled_at } as const)
      : fate === 1
        ? ({ status: 'failed', settled_at } as const)
        : ({ status: 'submitted', settled_at } as const)
  await db
    .updateTable('deliveries')
    .set(end)
    .where('edition_id', '=', editionId)
    .where('subscriber_id', '=', reader)
    .where('status', '=', 'queued')
    .execute()
  if (fate > 1) return
  // As the ledger does where nothing was sent: the papers are given back.
  await db
    .updateTable('mail_histories')
    .set({ mailed: writeNumbers(await numbersOf(db, reader)) })
    .where('subscriber_id', '=', reader)
    .execute()
}

async function numbersOf(db: Context['db'], reader: number): Promise<number[]> {
  const rows = await composedFor(db, reader)
  const sent = rows.filter(({ status }) => status !== 'skipped' && status !== 'failed')
  const ids = sent.flatMap(({ selection }) => selection.map(({ paper }) => paper))
  if (ids.length === 0) return []
  const numbers = await db.selectFrom('paper_numbers').select('number').where('paper_id', 'in', ids).execute()
  return numbers.map(({ number }) => number)
}

/** The answer as a few words: what the product says, and what the oracle expects, are compared as these. */
function tell(verdict: Verdict): string {
  if (verdict.kind === 'no edition') return `no edition: ${verdict.because}`
  if (verdict.kind === 'withdrawn') return verdict.kind
  const day = verdict.slot.toISOString().slice(0, 10)
  if (verdict.kind !== 'excluded') return `${verdict.kind} ${day}`
  const { exclusion } = verdict
  const detail =
    exclusion.kind === 'outranked' ? ` by ${exclusion.by}` : 'id' in exclusion ? ` ${exclusion.id}` : ''
  return `${exclusion.kind}${detail} ${day}`
}

/** The same, found by brute force over everything that was composed for a reader. */
async function expected(world: World, reader: number, paper: Candidate, profile: Profile): Promise<string> {
  const all = world.deliveries.get(reader) ?? []
  const has = ({ selection }: ComposedRecord) => selection.some((pick) => pick.paper === paper.id)
  const mailed = all.find((one) => has(one) && one.status !== 'skipped' && one.status !== 'failed')
  if (mailed) return `mailed ${dayIn(mailed)}`
  const since = all.filter((one) => dayIn(one) >= paper.firstListedOn)
  if (since.length === 0) return 'no edition: not due'
  const told = []
  for (const one of since) told.push(await expectedOf(world, reader, paper, profile, one))
  return told.find((text) => !text.startsWith('too old')) ?? told[0] ?? ''
}

async function expectedOf(
  { context, known, readSet }: World,
  reader: number,
  paper: Candidate,
  profile: Profile,
  one: ComposedRecord,
): Promise<string> {
  const day = dayIn(one)
  const { mailed, lastPickedOn } = known.get(`${reader} ${one.composedAt.toISOString()}`) ?? {
    mailed: new Set<string>(),
    lastPickedOn: null,
  }
  const horizon = horizonSince(one.cadence ?? 'daily', day, lastPickedOn)
  const isOld = (Date.parse(day) - Date.parse(paper.firstListedOn)) / dayMs >= horizon
  if (one.selection.some((pick) => pick.paper === paper.id)) return `not sent ${day}`
  if (one.skipReason === 'stale') return isOld ? `too old ${day}` : `skipped ${day}`
  const { rated } = await readSet(context.db, one.candidateSetId)
  const at = rated.papers.findIndex(({ id }) => id === paper.id)
  const works = (position: number) =>
    [position, ...(rated.repeats[position] ?? [])].map((other) => rated.papers[other]?.id ?? '')
  const places = placePlainly(rated, profile, horizon)
  const picks = pickPlainly(
    places.filter((place) => !works(place.at).some((id) => mailed.has(id))),
    profile.maxPapers,
    works,
  )
  const chosen = one.selection.map((pick) => pick.paper)
  if (isOld) return `too old ${day}`
  // The first place is given to a strong match, whatever its score.
  if (picks.toSorted().join() !== chosen.toSorted().join()) return `unexplained ${day}`
  const had = works(at).find((id) => mailed.has(id))
  if (had !== undefined) return `mailed as ${had} ${day}`
  if (isMuted(rated, profile, at)) return `muted ${day}`
  const place = places.findIndex(({ id }) => id === paper.id)
  if (place < 0) return `below floor ${day}`
  const same = works(at).find((id) => picks.includes(id))
  if (same !== undefined) return `picked as ${same} ${day}`
  const isAfter = (id: string) => places.findIndex((other) => other.id === id) > place
  if (picks.some(isAfter)) return `topic is full ${day}`
  return `outranked by ${picks.length} ${day}`
}

/** At most half of one topic while others remain, no work twice. */
function pickPlainly(
  places: ReturnType<typeof placePlainly>,
  maxPapers: number,
  works: (at: number) => string[],
): string[] {
  const picked: typeof places = []
  const isRepeat = ({ at }: { at: number }) => picked.some(({ id }) => works(at).includes(id))
  const isCapped = ({ reason }: (typeof places)[number]) =>
    reason.kind === 'topic' &&
    picked.filter((one) => one.reason.kind === 'topic' && one.reason.topic === reason.topic).length >=
      Math.ceil(maxPapers / 2)
  const put = (some: typeof places) => {
    const left = []
    for (const place of some) {
      if (picked.length >= maxPapers) break
      if (isCapped(place) && some === places) left.push(place)
      else if (!isRepeat(place)) picked.push(place)
    }
    return left
  }
  put(put(places))
  return places.filter((place) => picked.includes(place)).map(({ id }) => id)
}

function dayIn({ slot: at }: ComposedRecord): string {
  return at.toISOString().slice(0, 10)
}

test('of random readers and papers the answer is that of a plain replay', { timeout: 180_000 }, async () => {
  const world = await live(20_260_518)
  const now = new Date(firstDay + days * dayMs)
  const told = new Map<string, number>()
  const pair = fc.record({
    reader: fc.constantFrom(...world.readers),
    paper: fc.constantFrom(...world.papers),
  })
  await fc.assert(
    fc.asyncProperty(pair, async ({ reader, paper }) => {
      const subscriber = await findSubscriberById(world.context.db, reader)
      if (!subscriber) throw new Error('there is no such subscriber')
      const answer = await whyNot(world.context.db, subscriber, paper.id, now, world.readSet)
      const text = answer.paper ? tell(answer.verdict) : 'unknown'
      const kind = text.replace(/ (?:\d|arxiv|doi).*/, '')
      told.set(kind, (told.get(kind) ?? 0) + 1)
      expect(text).toBe(await expected(world, reader, paper, subscriber.preferences))
    }),
    { numRuns: Number(process.env['PAIRS'] ?? 200), seed: 1 },
  )
  expect(told.size).toBeGreaterThan(6)
})
