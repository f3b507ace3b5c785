import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createComposer } from '../../src/editions/compose.ts'
import { cancelEdition } from '../../src/editions/edition-state.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { reopenMissed } from '../../src/editions/ranges.ts'
import { readMailHistories, recordPicks } from '../../src/ledger/mail-history.ts'
import { readMissed } from '../../src/ledger/missing.ts'
import { readPaperNumbers } from '../../src/ledger/paper-numbers.ts'
import { readSelection } from '../../src/ledger/selection.ts'
import { writeNumbers } from '../../src/ledger/written-numbers.ts'
import { longestReturnDays } from '../../src/select/profile.ts'
import type { Db } from '../../src/store/open.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const dayMs = 86_400_000
const slotOf = (day: number) => new Date(Date.parse('2026-03-02T07:00:00Z') + day * dayMs)
const dateOf = (day: number) => slotOf(day).toISOString().slice(0, 10)

/** Lists a paper on a day. One that was listed before returns: it counts as new on that day. */
async function list(db: Db, paper: number, day: number): Promise<void> {
  const title = `distinct work ${paper} on robots`
  const listed = { id: `arxiv:2603.${paper}`, title, abstract: title, topics: { robotics: 0.9 } }
  await storeCandidates(db, [candidate({ ...listed, firstListedOn: dateOf(day) })])
  await db
    .updateTable('digests')
    .set({ changed_at: slotOf(day) })
    .execute()
}

async function compose(db: Db, day: number): Promise<number> {
  const now = slotOf(day)
  const edition = await openEditionAt(db, now, now)
  for (const rangeNo of edition?.ranges ?? []) await createComposer({ db })(edition?.id ?? 0, rangeNo, now)
  return edition?.id ?? 0
}

type Live = { subscriber: number; paper: string }

/** What was sent, or is about to be. */
async function livePapers(db: Db): Promise<Live[]> {
  const { rows } = await sql<{ subscriber: number; selection: string }>`
    select subscriber_id as subscriber, selection from deliveries
    where status not in ('skipped', 'failed')`.execute(db)
  return rows.flatMap(({ subscriber, selection }) =>
    readSelection(selection).map(({ paper }) => ({ subscriber, paper })),
  )
}

async function storedPapers(db: Db): Promise<Live[]> {
  const { rows } = await sql<Live>`
    select h.subscriber_id as subscriber, n.paper_id as paper
    from mail_histories h, unnest(h.papers || read_numbers(h.mailed)) number join paper_numbers n using (number)`.execute(
    db,
  )
  return rows
}

const keysOf = (papers: Live[]) => papers.map(({ subscriber, paper }) => `${subscriber} ${paper}`).sort()

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('list' as const), papers: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('return' as const),
      paper: fc.nat(200),
      after: fc.integer({ min: 1, max: longestReturnDays }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('compose' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      as: fc.constantFrom('submitted', 'failed', 'uncertain', 'deferred'),
      part: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), edition: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('send missing' as const), edition: fc.nat(5) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 9 }) }),
  },
)

test(
  'a paper is mailed to a subscriber once: over returns, failures, cancelled editions and second tries',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
        const { db } = await testContext()
        await addActive(
          db,
          'daily@example.org',
          { topics: ['robotics'], cadence: 'daily', maxPapers: '4' },
          slotOf(-1),
        )
        await addActive(
          db,
          'weekly@example.org',
          { topics: ['robotics'], cadence: 'weekly', maxPapers: '20' },
          slotOf(-1),
        )
        let day = 0
        const firstDays: number[] = []
        const editions: number[] = []
        const live = await livePapers(db)
        for (const one of steps) {
          if (one.kind === 'list') {
            for (let n = 0; n < one.papers; n += 1) await list(db, firstDays.push(day) - 1, day)
          } else if (one.kind === 'return') {
            const first = firstDays[one.paper % Math.max(1, firstDays.length)]
            // Another source lists it later; by then that day has come.
            if (first === undefined || first + one.after > day) continue
            await list(db, firstDays.indexOf(first), first + one.after)
          } else if (one.kind === 'compose') {
            const edition = await compose(db, day)
            if (edition > 0 && !editions.includes(edition)) editions.push(edition)
          } else if (one.kind === 'end') {
            await sql`update deliveries set status = ${one.as}, next_attempt_at = null
              where status in ('queued', 'deferred') and subscriber_id % ${one.part} = 0`.execute(db)
          } else if (one.kind === 'wait') {
            day += one.days
          } else {
            const edition = editions.at(-1 - (one.edition % Math.max(1, editions.length)))
            if (edition === undefined) continue
            if (one.kind === 'cancel') await cancelEdition(db, edition, slotOf(day))
            else for await (const page of readMissed(db, edition)) await reopenMissed(db, edition, page)
          }
          const now = await livePapers(db)
          expect(new Set(keysOf(now)).size).toBe(now.length)
          const stored = keysOf(await storedPapers(db))
          expect(new Set(stored).size).toBe(stored.length)
          // Nothing was ever cut here, so the rows are what the deliveries say.
          expect(stored).toEqual(keysOf(now))
        }
        expect(live).toEqual([])
      }),
      { numRuns: 4 },
    )
  },
)

test('an upgrade finds what was mailed before: who has no stored history is read from the deliveries, once', async () => {
  const { db } = await testContext()
  const id = await addActive(db, 'a@example.org', { topics: ['robotics'], maxPapers: '2' }, slotOf(-1))
  for (const paper of [1, 2, 3, 4]) await list(db, paper, 0)
  await compose(db, 0)
  await sql`update deliveries set status = 'submitted'`.execute(db)
  const first = await livePapers(db)
  await sql`delete from mail_histories`.execute(db)
  await sql`delete from paper_numbers`.execute(db)
  await compose(db, 1)
  const all = await livePapers(db)
  expect(first).toHaveLength(2)
  expect(new Set(keysOf(all)).size).toBe(4)
  expect(keysOf(await storedPapers(db))).toEqual(keysOf(all))
  await db.deleteFrom('subscribers').where('id', '=', id).execute()
  expect(await storedPapers(db)).toEqual([])
})

test(
  'what can never be a candidate again is dropped from long histories, and nothing else',
  { timeout: 120_000 },
  async () => {
    const { db } = await testContext()
    await addActive(db, 'a@example.org', { topics: ['robotics'], maxPapers: '20' }, slotOf(-1))
    const perDay = 6
    for (let day = 0; day < 60; day += 1) {
      for (let n = 0; n < perDay; n += 1) await list(db, day * perDay + n, day)
      await compose(db, day)
      await sql`update deliveries set status = 'submitted' where status = 'queued'`.execute(db)
    }
    const stored = await storedPapers(db)
    expect(stored.length).toBeLessThan(50 * perDay)
    // The last paper of the day before the longest return and horizon may still come back.
    const kept = new Set(stored.map(({ paper }) => paper))
    for (let number = 30 * perDay; number < 60 * perDay; number += 1)
      expect(kept.has(`arxiv:2603.${number}`)).toBe(true)
    const live = await livePapers(db)
    expect(new Set(keysOf(live)).size).toBe(live.length)
  },
)

test('a process of the release before goes on with its rows, and cannot mail what a newer one has mailed', async () => {
  const { db } = await testContext()
  const id = await addActive(db, 'a@example.org', { topics: ['robotics'], maxPapers: '2' }, slotOf(-1))
  for (const paper of [1, 2, 3, 4, 5, 6]) await list(db, paper, 0)
  await compose(db, 0)
  await sql`update deliveries set status = 'submitted'`.execute(db)
  const first = keysOf(await livePapers(db))
  await sql`update mail_histories set papers = read_numbers(mailed), mailed = ''`.execute(db)
  expect(keysOf(await storedPapers(db))).toEqual(first)
  await compose(db, 1)
  const all = keysOf(await livePapers(db))
  expect(new Set(all).size).toBe(4)
  expect(keysOf(await storedPapers(db))).toEqual(all)
  const { rows } = await sql<{ number: number; isMailed: boolean }>`
    select number, number = any(read_numbers(mailed)) as "isMailed" from mail_histories, paper_numbers
    order by number`.execute(db)
  const mail = (isMailed: boolean) =>
    sql`
    update mail_histories set papers = papers || ${rows.find((one) => one.isMailed === isMailed)?.number}::integer
    where subscriber_id = ${id}`.execute(db)
  await expect(mail(true)).rejects.toThrow('a newer version composes for them')
  await mail(false)
  expect(await storedPapers(db)).toHaveLength(5)
})

test('a history that changes between reading and writing is added to, and not replaced', async () => {
  const { db } = await testContext()
  const id = await addActive(db, 'a@example.org', { topics: ['robotics'], maxPapers: '2' }, slotOf(-1))
  for (const paper of [1, 2, 3, 4]) await list(db, paper, 0)
  await compose(db, 0)
  const [given, kept] = await livePapers(db)
  const numbers = await readPaperNumbers(db, [], dateOf(0))
  const history = (await readMailHistories(db, [id], slotOf(1))).get(id)
  const numberOf = (paper = '') => numbers.numberOf.get(paper) ?? 0
  // One paper is given back, as where its delivery fails.
  await sql`update mail_histories set mailed = ${writeNumbers([numberOf(kept?.paper)])}`.execute(db)
  const free = [...numbers.numberOf.keys()].find((paper) => paper !== given?.paper && paper !== kept?.paper)
  const selection = [{ paper: free ?? '', reason: { kind: 'trending' } as const }]
  if (history) await recordPicks(db, [{ subscriberId: id, selection, history }], numbers, slotOf(1))
  const stored = (await storedPapers(db)).map(({ paper }) => paper)
  expect(new Set(stored)).toEqual(new Set([kept?.paper, free]))
  expect(stored).toHaveLength(2)
})
