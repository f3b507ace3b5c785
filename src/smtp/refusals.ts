import type { Outcome } from './outcome.ts'

/** This many policy refusals, and this share of all replies, show that the problem is not single messages. */
const tooMany = { refusals: 20, part: 0.1 }
const windowMs = 3_600_000

/**
 * Counts how often a domain refuses our mail for policy reasons. Only domains that have refused something are counted,
 * and each worker counts separately.
 *
 * @returns a function that records an outcome and returns whether the domain refuses too much
 */
export function watchRefusals(clock: () => Date): (domain: string, outcome: Outcome) => boolean {
  const counts = new Map<string, { refused: number; all: number }>()
  let since = clock().getTime()
  return (domain, { kind, blame }) => {
    const now = clock().getTime()
    if (now - since > windowMs) {
      counts.clear()
      since = now
    }
    const isRefused = kind === 'failed' && blame === 'policy'
    const count = counts.get(domain) ?? (isRefused ? { refused: 0, all: 0 } : null)
    if (!count) return false
    counts.set(domain, count)
    count.all += 1
    if (!isRefused) return false
    count.refused += 1
    const isTooMuch = count.refused >= tooMany.refusals && count.refused > count.all * tooMany.part
    if (isTooMuch) counts.delete(domain)
    return isTooMuch
  }
}
