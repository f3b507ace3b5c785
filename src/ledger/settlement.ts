import type { Outcome } from '../smtp/outcome.ts'
import { parseReply } from '../smtp/reply.ts'
import type { Uncertain } from './delivery.ts'

/**
 * The state that follows from an outcome, for deliveries and single mails alike. `failed` is what a relay has refused; what
 * never reached one before `until` is `too late`.
 *
 * @param attempts how often it was tried, this try included
 * @param until nothing is tried again after this
 */
export function settlementOf(
  attempts: number,
  outcome: Outcome,
  { until, uncertain, now }: { until: Date; uncertain: Uncertain; now: Date },
) {
  if (mayRetry(outcome, attempts, uncertain)) {
    const next = outcome.notBefore ?? new Date(now.getTime() + retryDelayMs(attempts))
    if (next <= until) return { status: 'deferred', next_attempt_at: next, settled_at: null } as const
  }
  return { status: endOf(outcome), next_attempt_at: null, settled_at: now } as const
}

function endOf({ kind, response }: Outcome): 'submitted' | 'uncertain' | 'failed' | 'too late' {
  switch (kind) {
    case 'submitted':
    case 'uncertain':
    case 'failed':
      return kind
    case 'deferred':
      // Without a reply we have put it off ourselves, e.g. since its domain is slow.
      return parseReply(response) ? 'failed' : 'too late'
    case 'unavailable':
      return 'too late'
  }
}

/** A message that may have been taken is sent once more, as every mail server does. */
function mayRetry(outcome: Outcome, attempts: number, uncertain: Uncertain): boolean {
  if (outcome.kind === 'uncertain') return attempts < 2 && uncertain === 'resend'
  return outcome.kind === 'deferred' || outcome.kind === 'unavailable'
}

/**
 * What a failure says about the recipient, to be counted against their address. Only what is given up counts, and
 * only what is their side's fault: refused for policy, for our message or for our account, nobody bounced.
 */
export function bounceKind(status: string, { blame }: Outcome): 'hard' | 'soft' | null {
  if (status !== 'failed') return null
  if (blame === 'address') return 'hard'
  return blame === 'mailbox' ? 'soft' : null
}

const firstRetryMs = 5 * 60_000
const longestRetryMs = 4 * 3_600_000

/** How long a deferred message waits before its next try: 5 minutes, doubling up to 4 hours. */
export function retryDelayMs(attempts: number): number {
  return Math.min(firstRetryMs * 2 ** Math.max(0, attempts - 1), longestRetryMs)
}
