import type { Context } from '../src/context.ts'
import { findShortfall, shortfallLine, type Shortfall } from '../src/deliver/demand.ts'
import { renderLimitBelowDemand } from '../src/render/operator-email.ts'
import { routes } from '../src/routes.ts'
import { tellOperator } from './outbox.ts'

/** Subscribers come and go: less than this is no change. */
const changedBy = 0.1

/**
 * Watches whether more comes due than the lanes may send.
 *
 * @returns a tick: it logs where that begins, changes or ends, and tells the operator once a month
 */
export function watchDemand(context: Context): () => Promise<void> {
  const { db, config, clock, logger } = context
  let last: Shortfall | null = null
  return async () => {
    const now = clock()
    const shortfall = await findShortfall(db, config.delivery.lanes, now)
    if (shortfall && isChanged(last, shortfall)) logger.warn(shortfall, shortfallLine(shortfall))
    if (last && !shortfall) logger.info('the limits of the lanes suffice again for what comes due')
    if (!shortfall || isChanged(last, shortfall)) last = shortfall
    if (!shortfall) return
    const website = config.web.publicUrl + routes.home.href()
    const month = now.toISOString().slice(0, 7)
    await tellOperator(
      context,
      `limit below demand ${month}`,
      await renderLimitBelowDemand({ ...shortfall, website }),
    )
  }
}

function isChanged(before: Shortfall | null, { due, sendable }: Shortfall): boolean {
  return before?.sendable !== sendable || Math.abs(due - (before?.due ?? 0)) > changedBy * (before?.due ?? 0)
}
