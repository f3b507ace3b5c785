import { readFirstMessages, readRefused } from '../src/bounces/rates.ts'
import type { Context } from '../src/context.ts'
import { isClosed, readAccounting } from '../src/editions/accounting.ts'
import { pauseEdition } from '../src/editions/edition-state.ts'
import {
  renderBounceRateHigh,
  renderComplaintRateHigh,
  renderMailRefused,
} from '../src/render/operator-email.ts'
import { routes } from '../src/routes.ts'
import { tellOperator } from './outbox.ts'

/** Of a few messages, one says nothing. */
const fewestBounces = 10
const fewestComplaints = 3
/** Above this share of an edition, or this many, the operator is told of refusals that are no recipient's fault. */
const refusedShare = 0.01
const refusedCount = 10

/**
 * Looks at an edition of which something came back: pauses it where hard bounces or complaints are above their limits, and
 * tells the operator, once each, of that and of refusals that are ours to repair.
 */
export async function tellOfReturned(context: Context, edition: number): Promise<void> {
  const { db, config, logger } = context
  const { hardShare, complaintShare } = config.bounces
  const website = config.web.publicUrl + routes.home.href()
  const { tried, hard, complained } = await readFirstMessages(db, edition)
  if (hard >= fewestBounces && hard > hardShare * tried) {
    const isPaused = await pauseUnlessOver(context, edition)
    logger.error({ edition, hard, tried, isPaused }, 'too many messages bounce')
    const mail = await renderBounceRateHigh({
      edition,
      bounced: hard,
      tried,
      isWholeEdition: false,
      limit: hardShare,
      isPaused,
      website,
    })
    await tellOperator(context, `bounce rate ${edition}`, mail)
  }
  if (complained >= fewestComplaints && complained > complaintShare * tried) {
    const isPaused = await pauseUnlessOver(context, edition)
    logger.error({ edition, complained, tried, isPaused }, 'too many recipients complain')
    const mail = await renderComplaintRateHigh({
      edition,
      complained,
      tried,
      isPaused,
      website,
      limit: complaintShare,
    })
    await tellOperator(context, `complaint rate ${edition}`, mail)
  }
  for (const kind of ['policy', 'ours'] as const) {
    const { count, domain, reason } = await readRefused(db, edition, kind)
    if (count === 0 || (count < refusedCount && count <= refusedShare * tried)) continue
    logger.error(
      { edition, kind, count, domain, reason },
      'messages came back that were refused because of us',
    )
    const mail = await renderMailRefused({ edition, kind, count, domain, reason, website })
    await tellOperator(context, `refused: ${kind} ${edition}`, mail)
  }
}

/** An edition of which nothing is left to send needs no pause. @returns whether it is paused now */
async function pauseUnlessOver({ db }: Context, edition: number): Promise<boolean> {
  const accounting = await readAccounting(db, edition)
  return accounting !== null && !isClosed(accounting) && (await pauseEdition(db, edition))
}
