import { LRUCache } from 'lru-cache'

/** Lets requests in one after another, or a few at a time. */
export type Turns = {
  /**
   * Waits for a turn. Whoever comes from the network that has taken the least time lately is next.
   *
   * @param signal of a request that is no longer wanted: it does not wait any more, and has no turn
   * @returns what ends the turn, or null where the request is no longer wanted
   */
  begin: (network: string, signal?: AbortSignal) => Promise<(() => void) | null>
}

type Waiter = { begin: () => void }

/** Time that was taken is forgotten after this. */
const memoryMs = 10_000
const maxNetworks = 10_000
/** Who takes longer waits for something else than the processor, and the next one begins meanwhile. */
const longestMs = 1000

/**
 * Turns for work that takes the thread: however many requests come at once, whoever asks for little waits for one of them, not
 * for all. Each begins on a turn of the event loop of its own, so that everyone who has come by then is considered.
 */
export function createTurns(atOnce: number): Turns {
  const taken = new LRUCache<string, number>({ max: maxNetworks, ttl: memoryMs })
  const waiting = new Map<string, Set<Waiter>>()
  let busy = 0
  let isScheduled = false

  const schedule = () => {
    if (isScheduled || busy >= atOnce || waiting.size === 0) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      takeNext(waiting, (network) => taken.get(network) ?? 0)?.begin()
      schedule()
    })
  }
  const start = (network: string) => {
    busy += 1
    const began = performance.now()
    const end = () => {
      if (!late) return
      clearTimeout(late)
      late = undefined
      busy -= 1
      const ms = performance.now() - began
      taken.set(network, (taken.get(network) ?? 0) + ms, { noUpdateTTL: true })
      schedule()
    }
    let late: NodeJS.Timeout | undefined = setTimeout(end, longestMs)
    return end
  }
  return {
    begin: async (network, signal) => {
      if (signal?.aborted) return null
      const { promise, resolve } = Promise.withResolvers<(() => void) | null>()
      const waiter = { begin: () => resolve(start(network)) }
      const own = waiting.get(network) ?? new Set()
      waiting.set(network, own.add(waiter))
      const giveUp = () => {
        own.delete(waiter)
        if (own.size === 0 && waiting.get(network) === own) waiting.delete(network)
        resolve(null)
      }
      signal?.addEventListener('abort', giveUp)
      schedule()
      const end = await promise
      signal?.removeEventListener('abort', giveUp)
      return end
    },
  }
}

/** Takes out the first waiter of the network that has taken the least; of equal ones, of the one that waits for longest. */
function takeNext(
  waiting: Map<string, Set<Waiter>>,
  takenBy: (network: string) => number,
): Waiter | undefined {
  let least = Infinity
  let next: string | undefined
  for (const network of waiting.keys()) {
    const ms = takenBy(network)
    if (ms < least) [least, next] = [ms, network]
  }
  const own = next === undefined ? undefined : waiting.get(next)
  const [waiter] = own ?? []
  if (!own || !waiter || next === undefined) return undefined
  own.delete(waiter)
  if (own.size === 0) waiting.delete(next)
  return waiter
}
