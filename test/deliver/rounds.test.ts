import fc from 'fast-check'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openRounds, type Round } from '../../src/deliver/rounds.ts'
import type { ClaimedDelivery } from '../../src/ledger/delivery.ts'

const delivery = (subscriberId: number): ClaimedDelivery => ({
  id: subscriberId,
  subscriberId,
  email: `reader${subscriberId}@example.org`,
  timeZone: 'UTC',
  cadence: 'daily',
  language: 'en',
  selection: '[]',
  notes: null,
  attempts: 1,
  composedAt: new Date(0),
  isInDoubt: false,
})
const submitted = { kind: 'submitted', response: '250 ok' } as const

test('whatever the timing, all results are recorded, and each check knows of what was settled before it', async () => {
  const turns = fc.integer({ min: 0, max: 3 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(turns, fc.constantFrom('settle', 'check', 'wait'), turns), { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      async (steps, senders) => {
        const recorded = new Set<number>()
        const settled: number[] = []
        let isMissing = false
        const round: Round = async (results) => {
          await turn()
          for (const result of results) recorded.add(result.delivery.subscriberId)
          return new Map()
        }
        const rounds = openRounds(round, senders, 1000)
        const asks = steps.map(async ([turnsBefore, what, turnsLater], id) => {
          for (let n = 0; n < turnsBefore; n++) await turn()
          for (let n = 0; n < turnsLater; n++) await Promise.resolve()
          if (what === 'settle') {
            settled.push(id)
            return rounds.settle({ delivery: delivery(id), outcome: submitted })
          }
          const before = [...settled]
          await (what === 'check' ? rounds.check(delivery(id)) : rounds.recorded())
          if (before.some((one) => !recorded.has(one))) isMissing = true
          return undefined
        })
        await Promise.all(asks)
        await rounds.finish()
        expect(isMissing).toBe(false)
        expect([...recorded].toSorted((a, b) => a - b)).toEqual(settled.toSorted((a, b) => a - b))
      },
    ),
    { numRuns: 100 },
  )
})

test('when a round fails for good, whoever asks is told, then and later, and so is the end', async () => {
  const rounds = openRounds(() => Promise.reject(new Error('the database is gone')), 2, 0)
  rounds.settle({ delivery: delivery(1), outcome: submitted })
  await expect(rounds.check(delivery(2))).rejects.toThrow('the database is gone')
  await expect(rounds.recorded()).rejects.toThrow('the database is gone')
  await expect(rounds.finish()).rejects.toThrow('the database is gone')
})
