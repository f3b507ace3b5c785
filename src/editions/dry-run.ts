import type { Db } from '../store/open.ts'
import { readAccounting, type Accounting } from './accounting.ts'
import { createComposer } from './compose.ts'
import { openEditionAt, type EditionLogger } from './edition.ts'

/** Ends a transaction with an answer and without a trace. */
class Rollback extends Error {
  readonly accounting: Accounting | null
  constructor(accounting: Accounting | null) {
    super('dry run')
    this.accounting = accounting
  }
}

/**
 * Opens and composes the edition of the slot at `at` for real, in a transaction that is rolled back.
 *
 * @returns its accounting, in which whoever would be mailed is queued; null where nobody is due
 */
export async function dryRunEdition(
  db: Db,
  at: Date,
  now: Date,
  options: { isForAllActive?: boolean; logger?: EditionLogger } = {},
): Promise<Accounting | null> {
  try {
    return await db.transaction().execute(async (trx) => {
      const edition = await openEditionAt(trx, at, now, options)
      if (!edition) return null
      const composeRange = createComposer({ db: trx })
      for (const rangeNo of edition.ranges) await composeRange(edition.id, rangeNo, now)
      throw new Rollback(await readAccounting(trx, edition.id))
    })
  } catch (error) {
    if (error instanceof Rollback) return error.accounting
    throw error
  }
}
