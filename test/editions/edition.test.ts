import { describe, expect, test } from 'vitest'
import { closes, isClosed, readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { dryRunEdition } from '../../src/editions/dry-run.ts'
import { openDueEdition, openEditionAt, openWelcomeEdition } from '../../src/editions/edition.ts'
import type { Db } from '../../src/store/open.ts'
import { readSelection } from '../../src/ledger/selection.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const at = (time: string) => new Date(`2026-05-${time}:00Z`)
const now = at('20T07:03')

const papers = Array.from({ length: 12 }, (_, i) =>
  candidate({
    id: `arxiv:2605.${i}`,
    title: `distinct title ${i} of robots`,
    topics: { robotics: 0.9 - i / 100 },
  }),
)

async function preparedDb(): Promise<Db> {
  const { db } = await testContext()
  await storeCandidates(db, papers)
  return db
}

async function recipients(db: Db, editionId: number | undefined): Promise<number[]> {
  const ranges = await db
    .selectFrom('edition_ranges')
    .select('subscriber_ids')
    .where('edition_id', '=', editionId ?? 0)
    .orderBy('range_no')
    .execute()
  return ranges.flatMap((range) => range.subscriber_ids)
}

async function compose(db: Db, edition: { id: number; ranges: number[] } | null) {
  for (const rangeNo of edition?.ranges ?? []) await createComposer({ db })(edition?.id ?? 0, rangeNo, now)
  return readAccounting(db, edition?.id ?? 0)
}

function selections(db: Db, subscriberId: number) {
  return db
    .selectFrom('deliveries')
    .select('selection')
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute()
}

describe('the recipients of an edition', () => {
  test('are those whose local hour begins in the slot', async () => {
    const db = await preparedDb()
    const berlin = await addActive(db, 'a@example.org', { timeZone: 'Europe/Berlin', hour: '9' })
    const london = await addActive(db, 'b@example.org', { timeZone: 'Europe/London', hour: '8' })
    await addActive(db, 'c@example.org', { timeZone: 'UTC', hour: '8' })
    const pending = await addActive(db, 'd@example.org', { timeZone: 'UTC', hour: '7' })
    await db.updateTable('subscribers').set({ status: 'pending' }).where('id', '=', pending).execute()
    const edition = await openEditionAt(db, now, now)
    expect(await recipients(db, edition?.id)).toEqual([berlin, london])
  })

  test('stay frozen: who comes later is not in it, also when the slot is sent again', async () => {
    const db = await preparedDb()
    const first = await addActive(db, 'a@example.org')
    const edition = await openEditionAt(db, now, now)
    await addActive(db, 'b@example.org')
    const again = await openEditionAt(db, now, now)
    expect(again).toEqual(edition)
    expect(await recipients(db, again?.id)).toEqual([first])
  })

  test('are in one edition, however many schedulers tick together', async () => {
    const db = await preparedDb()
    await addActive(db, 'a@example.org')
    const opened = await Promise.all(Array.from({ length: 5 }, () => openDueEdition(db, now)))
    expect(opened.filter((edition) => edition !== null)).toHaveLength(1)
    expect(await openDueEdition(db, at('20T07:14'))).toBeNull()
  })

  test('are caught up once after days of downtime, and not those who joined meanwhile', async () => {
    const db = await preparedDb()
    const old = await addActive(db, 'a@example.org', { hour: '5' })
    const weekly = await addActive(db, 'b@example.org', { cadence: 'weekly', hour: '5' })
    await openDueEdition(db, at('16T06:00'))
    await addActive(db, 'new@example.org', { hour: '5' }, at('20T06:30'))
    const edition = await openDueEdition(db, now)
    expect(await recipients(db, edition?.id)).toEqual([old, weekly])
    expect(await openDueEdition(db, at('20T07:30'))).toBeNull()
    const next = await openDueEdition(db, at('21T05:00'))
    expect(await recipients(db, next?.id)).toHaveLength(2)
  })

  test('are not mailed again by the scheduler after `send` did', async () => {
    const db = await preparedDb()
    await openDueEdition(db, at('20T06:45'))
    const id = await addActive(db, 'a@example.org')
    await compose(db, await openEditionAt(db, now, now))
    expect(await openDueEdition(db, now)).toBeNull()
    expect(await openDueEdition(db, at('20T07:15'))).toBeNull()
    expect(await selections(db, id)).toHaveLength(1)
  })
})

describe('composing', () => {
  test('accounts for everyone, with the reason for each who gets nothing', async () => {
    const db = await preparedDb()
    await addActive(db, 'match@example.org', { topics: ['robotics'] })
    await addActive(db, 'nothing@example.org', { topics: ['speech-audio'] })
    const left = await addActive(db, 'left@example.org')
    const erased = await addActive(db, 'erased@example.org')
    const edition = await openEditionAt(db, now, now)
    await db.updateTable('subscribers').set({ status: 'unsubscribed' }).where('id', '=', left).execute()
    await db.deleteFrom('subscribers').where('id', '=', erased).execute()
    const before = await readAccounting(db, edition?.id ?? 0)
    expect(before).toMatchObject({ recipients: 4, queued: 4 })
    const accounting = await compose(db, edition)
    expect(accounting).toMatchObject({
      recipients: 4,
      queued: 1,
      skipped: { 'no match': 1, unsubscribed: 2 },
    })
    expect(accounting && closes(accounting)).toBe(true)
    expect(accounting && isClosed(accounting)).toBe(false)
  })

  test('leaves the account closed, also where it happens while the account is read', async () => {
    const db = await preparedDb()
    await addActive(db, 'reader@example.org')
    const edition = await openEditionAt(db, now, now)
    let isComposed = false
    const composingMeanwhile = db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        if (!isComposed) await compose(db, edition)
        isComposed = true
        return result
      },
    })
    const accounting = await readAccounting(composingMeanwhile, edition?.id ?? 0)
    expect(isComposed).toBe(true)
    expect(accounting && closes(accounting)).toBe(true)
  })

  test('a range twice changes nothing', async () => {
    const db = await preparedDb()
    const id = await addActive(db, 'a@example.org')
    const edition = await openEditionAt(db, now, now)
    const first = await compose(db, edition)
    expect(await compose(db, edition)).toEqual(first)
    expect(await selections(db, id)).toHaveLength(1)
  })

  test('never picks a paper twice for one person, not even in two editions composed at the same time', async () => {
    const db = await preparedDb()
    const id = await addActive(db, 'a@example.org', { topics: ['robotics'] })
    const welcome = await openWelcomeEdition(db, id, now)
    const scheduled = await openEditionAt(db, now, now)
    await Promise.all([compose(db, welcome), compose(db, scheduled)])
    const picked = (await selections(db, id)).flatMap((one) =>
      readSelection(one.selection).map((pick) => pick.paper),
    )
    expect(picked).toHaveLength(12)
    expect(new Set(picked).size).toBe(12)
  })

  test.each(['stale', 'failed'] as const)('a newest digest that is %s mails nobody', async (state) => {
    const db = await preparedDb()
    await addActive(db, 'a@example.org')
    const day = { source: 'huggingface', day: '2026-05-21', problem: 'x', etag: null }
    await db
      .insertInto('digests')
      .values({ ...day, state, polled_at: now, changed_at: now })
      .execute()
    const accounting = await compose(db, await openEditionAt(db, at('21T07:00'), now))
    expect(accounting).toMatchObject({ recipients: 1, queued: 0, skipped: { stale: 1 } })
  })

  test('a weekend without papers is no reason to hold back late entries', async () => {
    const db = await preparedDb()
    await addActive(db, 'a@example.org')
    const day = {
      source: 'huggingface',
      day: '2026-05-21',
      state: 'empty',
      problem: null,
      etag: null,
    } as const
    await db
      .insertInto('digests')
      .values({ ...day, polled_at: now, changed_at: now })
      .execute()
    const accounting = await compose(db, await openEditionAt(db, at('21T07:00'), now))
    expect(accounting).toMatchObject({ recipients: 1, queued: 1 })
  })

  test('keeps what was frozen when an ingest changes a paper afterwards', async () => {
    const db = await preparedDb()
    await addActive(db, 'a@example.org', { topics: ['robotics'] })
    const edition = await openEditionAt(db, now, now)
    await db.updateTable('papers').set({ topics: '{}' }).execute()
    expect(await compose(db, edition)).toMatchObject({ queued: 1 })
  })

  test('a dry run counts as the real one does, and leaves no row behind', async () => {
    const db = await preparedDb()
    await addActive(db, 'a@example.org', { topics: ['robotics'] })
    await addActive(db, 'b@example.org', { topics: ['speech-audio'] })
    expect(await dryRunEdition(db, now, now)).toMatchObject({
      recipients: 2,
      queued: 1,
      skipped: { 'no match': 1 },
    })
    for (const table of ['editions', 'edition_ranges', 'deliveries', 'candidate_sets'] as const) {
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([])
    }
  })
})

describe('after a day on which nothing could be sent', () => {
  /** The edition of May 20 composed and not sent; then, with two new papers, that of the next day. */
  async function twoDays(between: (db: Db) => Promise<unknown>) {
    const db = await preparedDb()
    const id = await addActive(db, 'a@example.org', {
      topics: ['robotics'],
      maxPapers: '4',
      withDiscovery: 'no',
    })
    const composeAt = async (instant: Date) => {
      const edition = await openEditionAt(db, instant, instant)
      for (const rangeNo of edition?.ranges ?? [])
        await createComposer({ db })(edition?.id ?? 0, rangeNo, instant)
      return edition?.id ?? 0
    }
    const first = await composeAt(now)
    await between(db)
    await storeCandidates(
      db,
      [1, 2].map((n) =>
        candidate({
          id: `arxiv:2605.9${n}`,
          title: `new and distinct title ${n}`,
          topics: { robotics: 0.99 },
          firstListedOn: '2026-05-21',
        }),
      ),
    )
    await db
      .updateTable('digests')
      .set({ changed_at: at('21T06:00') })
      .execute()
    const second = await composeAt(at('21T07:03'))
    const [older, newer] = (await selections(db, id)).map(({ selection }) =>
      readSelection(selection).map(({ paper }) => paper),
    )
    return { older, newer, first: await readAccounting(db, first), second: await readAccounting(db, second) }
  }

  test('each reader gets one digest, the newest, with the best of both days', async () => {
    const { older = [], newer = [], first, second } = await twoDays(async () => undefined)
    expect(first).toMatchObject({ queued: 0, skipped: { 'too late': 1 } })
    expect(second).toMatchObject({ queued: 1 })
    expect(newer).toEqual(expect.arrayContaining(['arxiv:2605.91', 'arxiv:2605.92']))
    expect(newer.filter((paper) => older.includes(paper))).toHaveLength(2)
  })

  test('what waits for another try is overtaken too, and what is being sent or was sent is not', async () => {
    const set = (values: object) => (db: Db) => db.updateTable('deliveries').set(values).execute()
    const deferred = await twoDays(set({ status: 'deferred', next_attempt_at: at('21T09:00'), attempts: 2 }))
    expect(deferred.first).toMatchObject({ deferred: 0, skipped: { 'too late': 1 } })
    for (const status of ['sending', 'submitted', 'uncertain']) {
      const { older = [], newer = [], first } = await twoDays(set({ status, attempts: 1 }))
      expect(first?.skipped).toEqual({})
      expect(newer.filter((paper) => older.includes(paper))).toEqual([])
    }
  })

  test('an edition that an operator has paused is left alone', async () => {
    const {
      older = [],
      newer = [],
      first,
    } = await twoDays((db) => db.updateTable('editions').set({ state: 'paused' }).execute())
    expect(first).toMatchObject({ queued: 1 })
    expect(newer.filter((paper) => older.includes(paper))).toEqual([])
  })
})
