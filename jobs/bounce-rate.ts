import type { Context } from '../src/context.ts'
import { giveUpAfterMs } from '../src/ledger/delivery.ts'
import { renderBounceRateHigh } from '../src/render/operator-email.ts'
import { routes } from '../src/routes.ts'
import { findTried, readAccounting } from '../src/editions/accounting.ts'
import { tellOperator } from './outbox.ts'

/** Amazon SES reviews an account at 5 %; elsewhere that share looks like a bought list too. */
const limit = 0.05
/** Of a few messages one says nothing. */
const fewest = 10
/** An edition is counted for so long after anything was sent of it, in case a tick or two are missed. */
const lookBackMs = 3_600_000

/** Tells the operator, once each, of editions of which everything was tried and more refused than providers bear. */
export async function tellOfBounces(context: Context): Promise<void> {
  const { db, clock, config, logger } = context
  const since = new Date(clock().getTime() - lookBackMs)
  const openedAfter = new Date(since.getTime() - giveUpAfterMs)
  for (const edition of await findTried(db, { openedAfter, since })) {
    const accounting = await readAccounting(db, edition)
    if (!accounting) continue
    const { failed: bounced, submitted } = accounting
    const tried = bounced + submitted
    if (bounced < fewest || bounced <= limit * tried) continue
    logger.error({ edition, bounced, tried }, 'too many messages bounce')
    const website = config.web.publicUrl + routes.home.href()
    const mail = await renderBounceRateHigh({ edition, bounced, tried, limit, website })
    await tellOperator(context, `bounce rate ${edition}`, mail)
  }
}
