import type { Answer } from './follow-redirects.ts'

/**
 * How long a server asks to be left alone: the longer one of `Retry-After` (seconds or a date) and of
 * `RateLimit: "api";r=0;t=<seconds>`.
 *
 * @returns 0 where it asks for nothing
 */
export function requestedPauseMs(headers: Answer['headers'], now: Date): number {
  return Math.max(retryAfterMs(headers.get('retry-after'), now), exhaustedLimitMs(headers.get('ratelimit')))
}

function retryAfterMs(value: string | null, now: Date): number {
  if (value === null) return 0
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000
  const until = Date.parse(value)
  return Number.isNaN(until) ? 0 : Math.max(0, until - now.getTime())
}

/** Several policies may share the header; the longest wait among the exhausted ones counts. */
function exhaustedLimitMs(value: string | null): number {
  const waits = (value ?? '').split(',').map((policy) => {
    const [, remaining] = /;\s*r=(\d+)/.exec(policy) ?? []
    const [, seconds] = /;\s*t=(\d+)/.exec(policy) ?? []
    return remaining !== undefined && Number(remaining) === 0 ? Number(seconds ?? 0) * 1000 : 0
  })
  return Math.max(...waits)
}
