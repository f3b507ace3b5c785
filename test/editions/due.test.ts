import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { lastDue, slotAt, slotMs } from '../../src/editions/due.ts'
import type { Schedule } from '../../src/subscribers/recipients.ts'

const zones = Intl.supportedValuesOf('timeZone')
const schedules = fc.record({
  timeZone: fc.constantFrom(...zones),
  hour: fc.integer({ min: 0, max: 23 }),
  cadence: fc.constantFrom('daily', 'weekdays', 'weekly'),
})
const instants = fc.date({
  min: new Date('2024-01-01T00:00:00Z'),
  max: new Date('2035-01-01T00:00:00Z'),
  noInvalidDate: true,
})
const berlin: Schedule = { timeZone: 'Europe/Berlin', hour: 7, cadence: 'daily' }
const due = (schedule: Schedule, now: string) => lastDue(schedule, new Date(now)).toISOString()

describe('the newest due time', () => {
  test('is never later than now, at most a week back, and begins a slot', () => {
    fc.assert(
      fc.property(schedules, instants, (schedule, now) => {
        const at = lastDue(schedule, now)
        expect(at.getTime()).toBeLessThanOrEqual(now.getTime())
        expect(now.getTime() - at.getTime()).toBeLessThanOrEqual(7 * 86_400_000 + 2 * 3_600_000)
        expect(at.getTime() % slotMs).toBe(0)
      }),
    )
  })

  test('is the same for every moment until the next one', () => {
    fc.assert(
      fc.property(schedules, instants, fc.integer({ min: 0, max: 3_600_000 }), (schedule, now, laterMs) => {
        const first = lastDue(schedule, now)
        const later = lastDue(schedule, new Date(now.getTime() + laterMs))
        expect(later.getTime() === first.getTime() || later.getTime() > now.getTime()).toBe(true)
      }),
    )
  })

  test('comes once on every local day of a year with both clock changes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 23 }), (timeZone, hour) => {
        const schedule: Schedule = { timeZone, hour, cadence: 'daily' }
        const midnight = (date: string) =>
          Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds
        const start = midnight('2026-01-01')
        // From each due time back to the one before it, so that no day is looked at by a clock that it may not show.
        let times = 0
        let at = lastDue(schedule, new Date(midnight('2027-01-01') - 1)).getTime()
        for (; at >= start; at = lastDue(schedule, new Date(at - 1)).getTime()) times += 1
        expect(times).toBe(365)
      }),
      { numRuns: 20 },
    )
  })

  test('follows the local clock across daylight saving', () => {
    expect(due(berlin, '2026-03-28T12:00:00Z')).toBe('2026-03-28T06:00:00.000Z')
    expect(due(berlin, '2026-03-29T12:00:00Z')).toBe('2026-03-29T05:00:00.000Z')
  })

  test('a local hour that does not exist is due at the next that does', () => {
    // In Berlin, 2026-03-29 has no 02:00: the clock goes from 01:59 to 03:00, which is 01:00 UTC.
    expect(due({ ...berlin, hour: 2 }, '2026-03-29T12:00:00Z')).toBe('2026-03-29T01:00:00.000Z')
  })

  test('a local hour that occurs twice is due the first time only', () => {
    // In Berlin, 2026-10-25 has 02:00 twice, at 00:00 and 01:00 UTC.
    const schedule = { ...berlin, hour: 2 }
    expect(due(schedule, '2026-10-25T00:30:00Z')).toBe('2026-10-25T00:00:00.000Z')
    expect(due(schedule, '2026-10-25T23:00:00Z')).toBe('2026-10-25T00:00:00.000Z')
  })

  test.each([
    ['Asia/Kathmandu', '2026-05-20T01:15:00.000Z'],
    ['America/St_Johns', '2026-05-20T09:30:00.000Z'],
    ['Australia/Eucla', '2026-05-19T22:15:00.000Z'],
    ['Pacific/Chatham', '2026-05-19T18:15:00.000Z'],
    ['Pacific/Apia', '2026-05-19T18:00:00.000Z'],
    ['Pacific/Niue', '2026-05-19T18:00:00.000Z'],
  ])('at seven in %s is on a quarter of an hour: %s', (timeZone, expected) => {
    expect(due({ ...berlin, timeZone }, '2026-05-20T12:00:00Z')).toBe(expected)
  })

  test('on a day that a zone left out is due when the next day begins', () => {
    // Samoa went from 29 to 31 December 2011.
    const samoa = { ...berlin, timeZone: 'Pacific/Apia' }
    expect(due(samoa, '2011-12-30T09:59:00Z')).toBe('2011-12-29T17:00:00.000Z')
    expect(due(samoa, '2011-12-30T18:00:00Z')).toBe('2011-12-30T17:00:00.000Z')
  })

  test('weekdays leave out the local weekend, weekly is the local Monday', () => {
    expect(due({ ...berlin, cadence: 'weekdays' }, '2026-05-24T12:00:00Z')).toBe('2026-05-22T05:00:00.000Z')
    expect(due({ ...berlin, cadence: 'weekly' }, '2026-05-24T12:00:00Z')).toBe('2026-05-18T05:00:00.000Z')
  })
})

test('a slot is the quarter of an hour, rounded down', () => {
  expect(slotAt(new Date('2026-05-20T07:14:59.999Z')).toISOString()).toBe('2026-05-20T07:00:00.000Z')
})
