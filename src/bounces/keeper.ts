import type { Db } from '../store/open.ts'
import { keepEvents, type ReceivedEvent } from './events.ts'

/** Keeps events, several that come at the same time in one statement. Resolves when they are committed. */
export type Keeper = (received: readonly ReceivedEvent[]) => Promise<void>

type KeepDeps = {
  db: Db
  clock: () => Date
  /** Told after each statement that has kept something new; not waited for. */
  remind: () => Promise<void>
}

const mostInOne = 100

/** While one statement runs, what comes waits for the next: a storm takes few statements, and one connection. */
export function createKeeper({ db, clock, remind }: KeepDeps): Keeper {
  type Waiting = { received: readonly ReceivedEvent[]; settle: (error?: unknown) => void }
  const waiting: Waiting[] = []
  let isRunning = false
  const run = async () => {
    isRunning = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, mostInOne)
      try {
        const added = await keepEvents(
          db,
          batch.flatMap(({ received }) => received),
          clock(),
        )
        for (const { settle } of batch) settle()
        if (added > 0) void remind()
      } catch (error) {
        for (const { settle } of batch) settle(error)
      }
    }
    isRunning = false
  }
  return (received) =>
    new Promise((resolve, reject) => {
      waiting.push({ received, settle: (error) => (error === undefined ? resolve() : reject(error)) })
      if (!isRunning) void run()
    })
}
