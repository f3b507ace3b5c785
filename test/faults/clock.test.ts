import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { openDueEdition } from '../../src/editions/edition.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const minute = 60_000
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']

describe('the clock jumps', () => {
  test.each([
    // Berlin skips 02:00 to 03:00 on 29 March, and has it twice on 25 October; Lord Howe moves by half an hour.
    ['over the start of summer time in Europe', '2026-03-28T00:00Z', '2026-03-30T12:00Z'],
    ['over its end in Europe', '2026-10-24T00:00Z', '2026-10-26T12:00Z'],
    ['over its start in America', '2026-03-07T00:00Z', '2026-03-09T12:00Z'],
    ['over its end on Lord Howe', '2026-04-04T00:00Z', '2026-04-06T12:00Z'],
  ])(
    '%s, back and forth, and everyone is due once on each of their days',
    { timeout: 120_000 },
    async (_, from, to) => {
      const { db } = await testContext()
      await storeCandidates(db, [candidate({ id: 'arxiv:2605.00001', firstListedOn: from.slice(0, 10) })])
      const long = new Date('2026-01-01T00:00:00Z')
      const readers = new Map<number, { timeZone: string; hour: number }>()
      for (const timeZone of zones) {
        for (const hour of [0, 1, 2, 3, 9, 23]) {
          const email = `${timeZone.replace('/', '-')}-${hour}@example.org`
          readers.set(await addActive(db, email, { timeZone, hour: String(hour) }, long), { timeZone, hour })
        }
      }
      await db
        .insertInto('watermarks')
        .values({ name: 'slots', at: new Date(from) })
        .execute()

      for (const now of jumpyClock(Date.parse(from), Date.parse(to))) await openDueEdition(db, new Date(now))

      const ranges = await db
        .selectFrom('edition_ranges')
        .innerJoin('editions', 'editions.id', 'edition_ranges.edition_id')
        .select(['slot', 'subscriber_ids'])
        .orderBy('slot')
        .execute()
      const clocks = new Map(zones.map((zone) => [zone, wallClock(zone, Date.parse(from), Date.parse(to))]))
      for (const [id, { timeZone, hour }] of readers) {
        const slots = ranges
          .filter((range) => range.subscriber_ids.includes(id))
          .map(({ slot }) => slot.getTime())
        const due = dueTimes(clocks.get(timeZone) ?? [], hour, Date.parse(from))
        // Whoever came due while the clock leapt is late by that, and by no more.
        const lateness = due.map((at, n) => (slots[n] ?? Number.NaN) - at)
        expect(slots, `${timeZone} at ${hour}`).toHaveLength(due.length)
        expect(Math.min(...lateness), `${timeZone} at ${hour}`).toBeGreaterThanOrEqual(0)
        expect(Math.max(...lateness), `${timeZone} at ${hour}`).toBeLessThanOrEqual(150 * minute)
      }
    },
  )
})

/** Minutes from one instant to another; it goes back by 70 minutes now and then, and leaps ahead by two hours once. */
function* jumpyClock(from: number, to: number): Generator<number> {
  let sinceJump = 0
  let hasLeapt = false
  for (let now = from; now <= to; now += 15 * minute) {
    yield now
    sinceJump += 15
    if (sinceJump === 7 * 60) yield now - 70 * minute
    if (sinceJump === 8 * 60) sinceJump = 0
    if (!hasLeapt && now - from > 20 * 60 * minute) {
      hasLeapt = true
      now += 120 * minute
    }
  }
}

/** When someone is due in a span, re-derived minute by minute from the wall clock alone. */
function dueTimes(clock: Wall[], hour: number, from: number): number[] {
  const times: number[] = []
  let lastDay = ''
  for (const [n, now] of clock.entries()) {
    const before = clock[n - 1]
    if (!before) continue
    // The first minute of a day at or after the hour: a skipped hour is due at the first one after it.
    const isFirst = now.hour >= hour && (before.day < now.day || before.hour < hour)
    if (isFirst && now.day !== lastDay) {
      times.push(from + n * minute)
      lastDay = now.day
    }
  }
  return times
}

type Wall = { day: string; hour: number }

/** What the clock on the wall says, minute by minute. */
function wallClock(timeZone: string, from: number, to: number): Wall[] {
  return Array.from({ length: (to - from) / minute + 1 }, (_, n) => {
    const local = Temporal.Instant.fromEpochMilliseconds(from + n * minute).toZonedDateTimeISO(timeZone)
    return { day: local.toPlainDate().toString(), hour: local.hour }
  })
}
