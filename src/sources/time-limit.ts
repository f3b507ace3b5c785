import { Script } from 'node:vm'
import { SourceError } from './source-error.ts'

/** What a function gave for one entry, or why it gave nothing. */
export type Tried<T> = { kind: 'done'; value: T } | { kind: 'failed'; reason: string }

const workKey = Symbol.for('paperboy: work within a time limit')
/** V8 interrupts a script that runs for too long wherever it is, also in a function or a pattern that it calls. */
const script = new Script('globalThis[Symbol.for("paperboy: work within a time limit")]()')

/**
 * Maps entries by a function that may throw or take very long for some of them. Those fail alone. It blocks its thread.
 *
 * @param limitMs for one entry. One that computes for half of it may be given up: a clock of its own for each would cost
 *   more than most entries.
 */
export function tryEach<A, B>(entries: readonly A[], limitMs: number, map: (entry: A) => B): Tried<B>[] {
  const results: Tried<B>[] = []
  let started = process.threadCpuUsage()
  const tryRest = () => {
    for (const entry of entries.slice(results.length)) {
      started = process.threadCpuUsage()
      results.push(tryOne(entry, map))
    }
  }
  let patienceMs = limitMs
  while (!runWithin(patienceMs, tryRest)) {
    const { user, system } = process.threadCpuUsage(started)
    if ((user + system) / 1000 < limitMs / 2) {
      // Other processes have the machine. With the same limit the entry would be interrupted again, and for ever.
      patienceMs *= 2
      continue
    }
    patienceMs = limitMs
    results.push({ kind: 'failed', reason: `took longer than ${limitMs / 1000} s to read` })
  }
  return results
}

function tryOne<A, B>(entry: A, map: (entry: A) => B): Tried<B> {
  try {
    return { kind: 'done', value: map(entry) }
  } catch (error) {
    // What a library says may quote the entry.
    return {
      kind: 'failed',
      reason: error instanceof SourceError ? error.message : 'could not be read',
    }
  }
}

/** @returns false where it was interrupted */
function runWithin(limitMs: number, work: () => void): boolean {
  Reflect.set(globalThis, workKey, work)
  try {
    script.runInThisContext({ timeout: limitMs })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return false
    throw error
  }
}
