import { setTimeout as sleep } from 'node:timers/promises'
import type { ClaimedDelivery } from '../ledger/delivery.ts'
import type { Objection, Result } from '../ledger/settle.ts'

/** Records results, and checks once more whether the next messages may be sent. */
export type Round = (results: Result[], next: ClaimedDelivery[]) => Promise<Map<number, Objection>>

export type Rounds = {
  /** Hands in a result, to be recorded with the next round. */
  settle: (result: Result) => void
  /**
   * Asks whether a message may be sent now. When the answer comes, everything settled before is on record; so at any time
   * there are no more unrecorded messages than senders.
   */
  check: (delivery: ClaimedDelivery) => Promise<Objection | null>
  /** Waits until everything is on record. */
  finish: () => Promise<void>
}

type Check = {
  delivery: ClaimedDelivery
  resolve: (objection: Objection | null) => void
  reject: (error: unknown) => void
}

/** Senders that come within this time share a round: one for many costs little more than one for a single message. */
const gatherMs = 2
const retryMs = 200

/**
 * Runs rounds one after the other, each for all that came up during the one before.
 *
 * A round that fails, e.g. since the database restarts, is tried again for `patienceMs`: what was sent is known here
 * alone. Nothing else is sent meanwhile.
 *
 * @param senders how many may ask at a time
 */
export function openRounds(round: Round, senders: number, patienceMs: number): Rounds {
  let results: Result[] = []
  let checks: Check[] = []
  let running: Promise<void> | null = null
  let begin = () => {}

  const gather = async () => {
    const all = Promise.withResolvers<void>()
    begin = all.resolve
    const timer = setTimeout(begin, gatherMs)
    await all.promise
    clearTimeout(timer)
  }
  const run = async () => {
    await gather()
    while (results.length + checks.length > 0) {
      const [taken, asked] = [results, checks]
      results = []
      checks = []
      try {
        const next = asked.map(({ delivery }) => delivery)
        const objections = await withPatience(() => round(taken, next), patienceMs)
        for (const { delivery, resolve } of asked) resolve(objections.get(delivery.subscriberId) ?? null)
      } catch (error) {
        for (const { reject } of asked) reject(error)
        throw error
      }
    }
  }
  const start = () => {
    running ??= run().finally(() => {
      running = null
    })
    // Whoever asked is told; `finish` tells the rest.
    running.catch(() => undefined)
  }

  return {
    settle: (result) => {
      results.push(result)
    },
    check: (delivery) =>
      new Promise((resolve, reject) => {
        checks.push({ delivery, resolve, reject })
        start()
        if (checks.length >= senders) begin()
      }),
    finish: async () => {
      await running
      if (results.length === 0) return
      start()
      await running
    },
  }
}

async function withPatience<Answer>(ask: () => Promise<Answer>, patienceMs: number): Promise<Answer> {
  const end = Date.now() + patienceMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (Date.now() > end) throw error
      await sleep(retryMs)
    }
  }
}
