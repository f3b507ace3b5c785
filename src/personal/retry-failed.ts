import { readDeliveredEdition } from '../editions/delivered-edition.ts'
import { reopenMissed } from '../editions/ranges.ts'
import { findUnsettledEditions } from '../ledger/count.ts'
import { readMissed } from '../ledger/missing.ts'
import type { Db } from '../store/open.ts'

/**
 * Queues the newest message again if it was refused within the last day: whoever runs this for themselves has changed
 * something since, the address perhaps.
 */
export async function retryFailed(db: Db, now: Date): Promise<void> {
  const failedSince = new Date(now.getTime() - 86_400_000)
  for (const editionId of await findUnsettledEditions(db, failedSince)) {
    if ((await readDeliveredEdition(db, editionId)).freshUntil < now) continue
    for await (const page of readMissed(db, editionId)) {
      await reopenMissed(
        db,
        editionId,
        page.filter(({ status, isOvertaken }) => status === 'failed' && !isOvertaken),
      )
    }
  }
}
