import { expect, test } from 'vitest'
import { closes, readAccounting } from '../../src/editions/accounting.ts'
import { dailyCap, laneTo, type LaneConfig } from '../../src/smtp/lane-config.ts'
import { testContext } from '../helpers/context.ts'
import { addReaders, dateOf, dayMs, firstDay, listPaper, openService, slotOf } from '../helpers/days.ts'
import { startSmtpServer } from '../helpers/smtp.ts'

type Taken = { at: Date; to: string; slot: string }

/** The service's ticks around each of the hours and just after each midnight, for some days, with a lane that has limits. */
async function liveThrough(
  readers: number,
  days: number,
  hours: number[],
  limits: Parameters<typeof laneTo>[1],
) {
  let now = new Date(firstDay)
  const context = await testContext({ clock: () => now })
  const { db } = context
  await addReaders(db, readers, hours)
  const relay = await startSmtpServer()
  const lane = laneTo(relay.url, limits)
  const service = openService(context, lane)
  const taken: Taken[] = []
  const tick = async (at: number) => {
    now = new Date(at)
    const before = relay.received.length
    await service.tick()
    for (const { to, raw } of relay.received.slice(before))
      taken.push({ at: now, to: to[0] ?? '', slot: slotOf(raw) })
  }
  for (let day = 0; day < days; day++) {
    const midnight = firstDay + day * dayMs
    await listPaper(db, day)
    await tick(midnight + 5000)
    for (const hour of hours) {
      await tick(midnight + hour * 3_600_000 + 10_000)
      await tick(midnight + hour * 3_600_000 + 20 * 60_000)
    }
  }
  await service.close()
  return { db, lane, taken }
}

/** What editions may send of a day's limit; the rest is kept for single mails. */
function capOn(lane: LaneConfig, day: number): number {
  const cap = dailyCap(lane, new Date(firstDay + day * dayMs)) ?? 0
  return cap - Math.floor(cap * lane.transactionalShare)
}

test.each([
  ['at one hour', 250, [7], { perDay: 100 }, 3],
  [
    'at two hours, while the lane warms up',
    100,
    [7, 18],
    { warmUp: { from: '2026-05-18', start: 20, factor: 1.4 } },
    3,
  ],
] as const)(
  'below demand, all get about the same number of mails, the newest each day: %s',
  async (_, readers, hours, limits, days) => {
    const { db, lane, taken } = await liveThrough(readers, days, [...hours], { ...limits })
    const counts = Array.from(
      { length: readers },
      (_one, n) => taken.filter(({ to }) => to === `r${n + 1}@example.org`).length,
    )
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    for (let day = 0; day < days; day++) {
      const ofDay = taken.filter(({ at }) => at.toISOString().startsWith(dateOf(day)))
      // Nothing of the limit is left unused.
      expect(ofDay).toHaveLength(capOn(lane, day))
      expect(ofDay.filter(({ slot }) => !slot.startsWith(dateOf(day).replaceAll('-', '')))).toEqual([])
    }
    const editions = await db.selectFrom('editions').select('id').orderBy('id').execute()
    for (const { id } of editions) {
      const accounting = await readAccounting(db, id)
      expect(accounting && closes(accounting)).toBe(true)
      expect(accounting).toMatchObject({ failed: 0, uncertain: 0, deferred: 0 })
    }
  },
)
