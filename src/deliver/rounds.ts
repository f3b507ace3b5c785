import { setTimeout as sleep } from 'node:timers/promises'
import type { ClaimedDelivery } from '../ledger/delivery.ts'
import type { Objection, Result } from '../ledger/settle.ts'

/** Records results, and checks once more whether the next messages may be sent. */
export type Round = (results: Result[], next: ClaimedDelivery[]) => Promise<Map<number, Objection>>

export type Rounds = {
  /** Hands in a result, to be recorded at once with those that come up at the same time. */
  settle: (result: Result) => void
  /**
   * Asks whether a message may be sent now. When the answer comes, everything settled before is on record.
   */
  check: (delivery: ClaimedDelivery) => Promise<Objection | null>
  /** Waits until everything settled before is on record. */
  recorded: () => Promise<void>
  /** Waits until everything is on record. */
  finish: () => Promise<void>
}

type Check = {
  /** Null for who only waits for the record. */
  delivery: ClaimedDelivery | null
  resolve: (objection: Objection | null) => void
  reject: (error: unknown) => void
}

/** Senders that come within this time share a round: one for many costs little more than one for a few. */
const gatherMs = 2
const retryMs = 200

/**
 * Runs rounds one after the other, each for all that came up during the one before.
 *
 * A round that fails, e.g. since the database restarts, is tried again for `patienceMs`: what was sent is known here
 * alone. Nothing else is sent meanwhile, and nothing any more when it has failed for good.
 *
 * @param senders how many may ask at a time
 */
export function openRounds(round: Round, senders: number, patienceMs: number): Rounds {
  let results: Result[] = []
  let checks: Check[] = []
  let running: Promise<void> | null = null
  let failure: { error: unknown } | null = null
  let begin = () => {}

  const gather = async () => {
    const all = Promise.withResolvers<void>()
    begin = all.resolve
    const timer = setTimeout(begin, gatherMs)
    await all.promise
    clearTimeout(timer)
  }
  const run = async () => {
    while (results.length + checks.length > 0) {
      await gather()
      const [taken, asked] = [results, checks]
      results = []
      checks = []
      try {
        const next = asked.flatMap(({ delivery }) => delivery ?? [])
        const objections = await withPatience(() => round(taken, next), patienceMs)
        for (const { delivery, resolve } of asked)
          resolve((delivery && objections.get(delivery.subscriberId)) ?? null)
      } catch (error) {
        for (const { reject } of [...asked, ...checks.splice(0)]) reject(error)
        failure = { error }
        break
      }
    }
    // At once: what comes after the last look at `results` needs a run of its own.
    running = null
  }
  const start = () => {
    running ??= run()
  }
  const ask = async (delivery: ClaimedDelivery | null): Promise<Objection | null> => {
    if (failure) throw failure.error
    return new Promise((resolve, reject) => {
      checks.push({ delivery, resolve, reject })
      start()
      if (checks.length >= senders) begin()
    })
  }

  return {
    settle: (result) => {
      results.push(result)
      start()
    },
    check: ask,
    recorded: async () => {
      await ask(null)
    },
    finish: async () => {
      while (running) await running
      if (failure) throw failure.error
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
