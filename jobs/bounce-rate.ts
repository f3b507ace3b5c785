import type { Context } from '../src/context.ts'
import { renderBounceRateHigh } from '../src/render/operator-email.ts'
import { routes } from '../src/routes.ts'
import { readAccounting } from '../src/select/accounting.ts'
import { tellOperator } from './transactional.ts'

/** Amazon SES reviews an account at 5 %; elsewhere that share looks like a bought list too. */
const limit = 0.05
/** Of a few messages one says nothing. */
const fewest = 10

/** Tells the operator, once, where an edition of which everything was tried was refused more than providers bear. */
export async function tellOfBounces(context: Context, editionId: number): Promise<void> {
  const { db, config, logger } = context
  const open = await db
    .selectFrom('edition_ranges')
    .select('range_no')
    .where('edition_id', '=', editionId)
    .where('delivered_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  const accounting = open ? null : await readAccounting(db, editionId)
  if (!accounting) return
  const { failed: bounced, submitted } = accounting
  const tried = bounced + submitted
  if (bounced < fewest || bounced <= limit * tried) return
  logger.error({ edition: editionId, bounced, tried }, 'too many messages bounce')
  const mail = await renderBounceRateHigh({
    edition: editionId,
    bounced,
    tried,
    limit,
    website: config.publicUrl + routes.home.href(),
  })
  await tellOperator(context, `bounce rate ${editionId}`, mail)
}
