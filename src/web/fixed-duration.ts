import { setTimeout as sleep } from 'node:timers/promises'

/** More than what may be mailed ever takes, unless the machine is overloaded. */
export const stepMs = 200

/**
 * Does something whose duration must not be seen from outside, and returns only at a whole number of steps after the
 * start. What is slower than a step takes two, so that an overloaded machine does not start to tell.
 */
export async function padToFixedDuration<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  try {
    return await work()
  } finally {
    const taken = performance.now() - start
    await sleep(Math.ceil((taken + 1) / stepMs) * stepMs - taken)
  }
}
