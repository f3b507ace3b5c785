import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { lastDue, slotMs } from '../../src/editions/due.ts'
import { openDueEdition, openEditionAt } from '../../src/editions/edition.ts'
import type { Db } from '../../src/store/open.ts'
import type { Cadence } from '../../src/store/schema.ts'
import { localDay } from '../../src/subscribers/pause.ts'
import type { Schedule } from '../../src/subscribers/recipients.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const hourMs = 3_600_000
type Change = { at: Date; to: Partial<Schedule> }
type Reader = { id: number; schedule: Schedule; changes: Change[] }

/** Changes a reader's schedule, as a form does. */
async function change(db: Db, id: number, { timeZone, hour, cadence }: Schedule): Promise<void> {
  await db
    .updateTable('subscribers')
    .set({ time_zone: timeZone, hour, cadence })
    .where('id', '=', id)
    .execute()
}

function add(db: Db, name: string, { timeZone, hour, cadence }: Schedule): Promise<number> {
  const preferences = { timeZone, hour: String(hour), cadence }
  return addActive(db, `${name}@example.org`, preferences, new Date('2026-01-01T00:00:00Z'))
}

/** Whom an edition has. */
async function recipients(db: Db, editionId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('edition_ranges')
    .select('subscriber_ids')
    .where('edition_id', '=', editionId)
    .execute()
  return rows.flatMap((row) => row.subscriber_ids)
}

/**
 * Lives through some days by the scheduler's own tick.
 *
 * @returns for each reader the instants of their editions, and their local days then
 */
async function live(db: Db, readers: Reader[], from: Date, to: Date) {
  const mailed = new Map<number, { at: Date; day: string }[]>(readers.map(({ id }) => [id, []]))
  const now = new Map(readers.map(({ id, schedule }) => [id, schedule]))
  await db.deleteFrom('watermarks').execute()
  await db.insertInto('watermarks').values({ name: 'slots', at: from }).execute()
  for (let at = from.getTime() + slotMs; at <= to.getTime(); at += slotMs) {
    for (const reader of readers) {
      for (const one of reader.changes) {
        if (one.at.getTime() <= at - slotMs || one.at.getTime() > at) continue
        const schedule = { ...(now.get(reader.id) ?? reader.schedule), ...one.to }
        now.set(reader.id, schedule)
        await change(db, reader.id, schedule)
      }
    }
    const edition = await openDueEdition(db, new Date(at))
    for (const id of edition ? await recipients(db, edition.id) : []) {
      const schedule = now.get(id)
      if (!schedule) throw new Error(`who is ${id}?`)
      // Whoever is late is mailed for the day on which they were due.
      mailed
        .get(id)
        ?.push({ at: new Date(at), day: localDay(lastDue(schedule, new Date(at)), schedule.timeZone) })
    }
  }
  return mailed
}

const utc = (hour: number, cadence: Cadence = 'daily'): Schedule => ({ timeZone: 'UTC', hour, cadence })

describe('whoever changes between two slots', () => {
  // 30 November 2026 is a Monday. Each: the schedule, the change, and when editions have them from that day on.
  const changing: [name: string, Schedule, at: string, to: Partial<Schedule>, expected: string[]][] = [
    [
      'an earlier hour that has passed',
      utc(9),
      '30T08:20',
      { hour: 8 },
      ['30T08:30', '01T08:00', '02T08:00'],
    ],
    [
      'a later hour on a day that was mailed',
      utc(7),
      '30T08:20',
      { hour: 10 },
      ['30T07:00', '01T10:00', '02T10:00'],
    ],
    ['weekly, earlier on its Monday', utc(9, 'weekly'), '30T08:20', { hour: 8 }, ['30T08:30']],
    [
      'a zone in which the hour has passed',
      { timeZone: 'Europe/London', hour: 7, cadence: 'daily' },
      '30T06:20',
      { timeZone: 'Europe/Berlin' },
      ['30T06:30', '01T06:00', '02T06:00'],
    ],
    [
      'a zone in which the hour comes again',
      { timeZone: 'Europe/Berlin', hour: 7, cadence: 'daily' },
      '30T06:20',
      { timeZone: 'America/New_York' },
      ['30T06:00', '01T12:00', '02T12:00'],
    ],
    [
      'a zone in which it is still yesterday',
      { timeZone: 'Pacific/Kiritimati', hour: 7, cadence: 'daily' },
      '30T18:00',
      { timeZone: 'Pacific/Pago_Pago' },
      ['30T17:00', '02T18:00'],
    ],
    [
      'daily in the place of weekly',
      utc(9, 'weekly'),
      '30T08:20',
      { cadence: 'daily' },
      ['30T09:00', '01T09:00', '02T09:00'],
    ],
    [
      'daily, later on the Monday that was mailed',
      utc(9, 'weekly'),
      '30T10:20',
      { cadence: 'daily', hour: 11 },
      ['30T09:00', '01T11:00', '02T11:00'],
    ],
    ['to and fro', utc(7), '30T08:20', { hour: 7 }, ['30T07:00', '01T07:00', '02T07:00']],
  ]

  test('has one digest on each local day', { timeout: 120_000 }, async () => {
    const { db } = await testContext()
    await storeCandidates(db, [candidate({ id: 'arxiv:2611.1', firstListedOn: '2026-11-28' })])
    const readers: Reader[] = []
    for (const [n, [, schedule, at, to]] of changing.entries()) {
      const changes = [{ at: new Date(`2026-11-${at}:00Z`), to }]
      readers.push({ id: await add(db, `reader${n}`, schedule), schedule, changes })
    }
    const mailed = await live(db, readers, new Date('2026-11-30T00:00:00Z'), new Date('2026-12-02T23:00:00Z'))
    const times = readers.map(({ id }) => mailed.get(id)?.map((one) => one.at.toISOString().slice(8, 16)))
    expect(changing.map(([name], n) => [`to ${name}`, times[n]])).toEqual(
      changing.map(([name, , , , expected]) => [`to ${name}`, expected]),
    )
  })

  test('after `send` had them has nothing again on that day', async () => {
    const { db } = await testContext()
    await storeCandidates(db, [candidate({ id: 'arxiv:2611.1', firstListedOn: '2026-11-28' })])
    const id = await add(db, 'reader', utc(9))
    const at = (time: string) => new Date(`2026-11-30T${time}:00Z`)
    await openDueEdition(db, at('08:45'))
    const sent = await openEditionAt(db, at('09:00'), at('09:00'))
    expect(sent && (await recipients(db, sent.id))).toEqual([id])
    await change(db, id, utc(10))
    for (const time of ['09:00', '09:15', '10:00', '10:15'])
      expect(await openDueEdition(db, at(time))).toBeNull()
  })
})

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
]
const schedules = fc.record({
  timeZone: fc.constantFrom(...zones),
  hour: fc.integer({ min: 0, max: 23 }),
  cadence: fc.constantFrom<Cadence>('daily', 'weekdays', 'weekly'),
})

test(
  'any changes of hour, zone and cadence: never two on a local day, and none of their days without',
  { timeout: Number(process.env['RUNS'] ?? 1) * 120_000 },
  async () => {
    const { db } = await testContext()
    // Over the end of summer time in Europe, and its start on Lord Howe.
    const from = new Date('2026-10-24T00:00:00Z')
    const to = new Date('2026-10-27T12:00:00Z')
    await storeCandidates(db, [candidate({ id: 'arxiv:2610.1', firstListedOn: '2026-10-20' })])
    const times = fc.integer({ min: 1, max: (to.getTime() - from.getTime()) / 60_000 })
    const changes = fc.array(fc.tuple(times, schedules), { maxLength: 4 })
    let count = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(schedules, changes), { minLength: 40, maxLength: 40, size: 'max' }),
        async (people) => {
          await db.deleteFrom('editions').execute()
          await db.deleteFrom('edition_ranges').execute()
          await db.deleteFrom('subscribers').execute()
          const readers: Reader[] = []
          for (const [schedule, planned] of people) {
            const own = planned
              .map(([minute, to]) => ({ at: new Date(from.getTime() + minute * 60_000), to }))
              .sort((a, b) => a.at.getTime() - b.at.getTime())
            readers.push({ id: await add(db, `reader${(count += 1)}`, schedule), schedule, changes: own })
          }
          const mailed = await live(db, readers, from, to)
          for (const reader of readers) {
            const days = (mailed.get(reader.id) ?? []).map(({ day }) => day)
            const said = JSON.stringify({ reader, mailed: mailed.get(reader.id) })
            expect(new Set(days).size, `twice on a day: ${said}`).toBe(days.length)
            for (const { day, due, timeZone } of daysOf(reader, from, to)) {
              // Or the next day was mailed before, in a zone whose clock is ahead; or the day before, by a zone whose clock is
              // behind, at an hour that is on this day here.
              const isMailed = mailed
                .get(reader.id)
                ?.some(
                  (one) =>
                    one.day === day || (one.day > day && one.at <= due) || localDay(one.at, timeZone) === day,
                )
              expect(isMailed, `nothing on ${day}: ${said}`).toBe(true)
            }
          }
        },
      ),
      { numRuns: Number(process.env['RUNS'] ?? 1), endOnFailure: true },
    )
  },
)

/** The local days that a reader was due on, by a schedule that they held when its hour came or chose later on that day. */
function daysOf(
  { schedule, changes }: Reader,
  from: Date,
  to: Date,
): { day: string; due: Date; timeZone: string }[] {
  const days = new Map<string, { due: Date; timeZone: string }>()
  const steps = [{ at: from, to: schedule }, ...changes]
  let held = schedule
  for (const [index, step] of steps.entries()) {
    held = { ...held, ...step.to }
    const end = steps[index + 1]?.at ?? to
    // Their hour of today may be over when they choose it: today is caught up, as long as it lasts.
    for (let at = step.at.getTime() + slotMs; at <= end.getTime() - slotMs; at += hourMs) {
      const due = lastDue(held, new Date(at))
      const isOfToday = localDay(due, held.timeZone) === localDay(new Date(at), held.timeZone)
      const wasHeld = due >= step.at || localDay(due, held.timeZone) === localDay(step.at, held.timeZone)
      if (isOfToday && wasHeld && due >= from)
        days.set(localDay(due, held.timeZone), { due, timeZone: held.timeZone })
    }
  }
  // What was mailed before is not mailed again in a zone whose clock is behind.
  const first = localDay(lastDue(schedule, from), schedule.timeZone)
  return [...days].map(([day, one]) => ({ day, ...one })).filter(({ day }) => day > first)
}

test('the days of the property are those of a calendar', () => {
  const reader = { id: 1, schedule: utc(9, 'weekdays'), changes: [] }
  const days = daysOf(reader, new Date('2026-11-27T00:00:00Z'), new Date('2026-12-01T00:00:00Z'))
  expect(days.map(({ day }) => day)).toEqual(['2026-11-27', '2026-11-30'])
  expect(Temporal.PlainDate.from('2026-11-30').dayOfWeek).toBe(1)
})
