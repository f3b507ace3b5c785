import { LRUCache } from 'lru-cache'

/** What is refused: one path, or all that begins with the same name. */
type Refused = { network: string; method: string; path: string; isWholeFolder: boolean }

/** Which networks were refused what, until they may ask for it again. */
export type Refusals = {
  add: (refused: Refused, retryAfterSeconds: number) => void
  /** @returns the seconds until it is allowed again, or null where it was not refused */
  find: (asked: Omit<Refused, 'isWholeFolder'>) => number | null
}

const maxKept = 20_000

export function createRefusals(): Refusals {
  const kept = new LRUCache<string, true>({ max: maxKept })
  const keyOf = (...parts: string[]) => parts.join(' ')
  const folderOf = (path: string) => `${path.split('/')[1] ?? ''}/*`
  return {
    add: ({ network, method, path, isWholeFolder }, retryAfterSeconds) => {
      const key = keyOf(network, method, isWholeFolder ? folderOf(path) : path)
      if (!kept.has(key)) kept.set(key, true, { ttl: retryAfterSeconds * 1000 })
    },
    find: ({ network, method, path }) => {
      const keys = [keyOf(network, method, path), keyOf(network, method, folderOf(path))]
      const key = keys.find((one) => kept.has(one))
      return key === undefined ? null : Math.max(1, Math.ceil(kept.getRemainingTTL(key) / 1000))
    },
  }
}
