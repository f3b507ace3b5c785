import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { lacks } from '../helpers/requirements.ts'
import { faults } from './faults.ts'
import { openStage, type Stage, type Timings, type Verdict } from './run.ts'

// The short form does everything once to a small edition, on one stage for all; the long form, `npm run test:faults`,
// often and to a large edition, each time on a stage of its own.
const isLong = process.env['PAPERBOY_FAULTS'] === 'long'
const subscribers = isLong ? 20_000 : 300
const timings: Timings = isLong
  ? { leaseSeconds: 20, socketTimeoutMs: 20_000, pauseMs: 10_000, stallMs: 8000 }
  : { leaseSeconds: 6, socketTimeoutMs: 5000, pauseMs: 3000, stallMs: 2000 }
/** An edition is given three minutes to end, and its parts time to start. */
const timeout = 400_000

// One after the other: processes that starve each other for longer than a lease are taken for dead, as they should be.
describe.skipIf(lacks('postgres', 'redis'))('an edition survives', { timeout }, () => {
  const verdicts = new Map<string, Verdict[]>()
  let stage: Stage | undefined
  const closeStage = async () => {
    await stage?.close()
    stage = undefined
  }
  if (isLong) afterEach(closeStage)
  afterAll(async () => {
    await closeStage()
    console.log(table(verdicts))
  })

  for (const { name, longRuns, mayFail, mayStayUncertain, ...plan } of faults) {
    test.for(Array.from({ length: isLong ? longRuns : 1 }, (_, n) => n + 1))(`${name}, run %i`, async () => {
      stage ??= await openStage(timings)
      const verdict = await stage.run(subscribers, plan)
      verdicts.set(name, [...(verdicts.get(name) ?? []), verdict])
      const { accounting, duplicated, inFlight } = verdict
      if (isLong) console.log(rowOf(name, [verdict]))
      expect(verdict).toMatchObject({ lost: 0, different: 0, mailedAfterLeaving: 0 })
      expect(duplicated).toBeLessThanOrEqual(inFlight)
      expect(accounting).toMatchObject({ recipients: subscribers })
      // Cut off twice, it was in flight twice.
      expect(accounting.uncertain).toBeLessThanOrEqual(mayStayUncertain ? inFlight / 2 : 0)
      if (!mayFail) expect(accounting.failed).toBe(0)
    })
  }
})

/** Each fault with the sums of its runs. */
function table(verdicts: Map<string, Verdict[]>): string {
  const head =
    'fault | runs | lost | duplicated | in flight | mailed after leaving | seconds a run\n' +
    '--- | --- | --- | --- | --- | --- | ---'
  return [head, ...[...verdicts].map(([name, runs]) => rowOf(name, runs))].join('\n')
}

function rowOf(name: string, runs: Verdict[]): string {
  const sum = (of: keyof Omit<Verdict, 'accounting'>) => runs.reduce((total, run) => total + run[of], 0)
  const cells = [name, runs.length, sum('lost'), sum('duplicated'), sum('inFlight')]
  const left = `${sum('mailedAfterLeaving')} of ${sum('left')}`
  return [...cells, left, (sum('seconds') / runs.length).toFixed(0)].join(' | ')
}
