import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'

/**
 * Does work that may take longer than a lease, e.g. because a relay takes minutes to answer, and renews its claims meanwhile:
 * three times in each lease. A renewal that fails is logged, and the next one comes.
 *
 * @param renew moves the end of the lease to the instant that it is given
 */
export async function whileRenewing<T>(
  { leaseMs, clock, logger }: { leaseMs: number; clock: () => Date; logger: Pick<Logger, 'warn'> },
  renew: (until: Date) => Promise<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  const renewal = setInterval(() => {
    renew(new Date(clock().getTime() + leaseMs)).catch((error: unknown) => {
      logger.warn({ error: messageOf(error) }, 'claims could not be renewed')
    })
  }, leaseMs / 3)
  try {
    return await work()
  } finally {
    clearInterval(renewal)
  }
}
