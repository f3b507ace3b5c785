import { setTimeout as sleep } from 'node:timers/promises'
import { createDeliverer } from '../deliver/deliver.ts'
import { createComposer } from '../editions/compose.ts'
import { readDeliveredEdition } from '../editions/delivered-edition.ts'
import { findUnfinishedRanges, type RangeRef } from '../editions/ranges.ts'
import { findUnsettledEditions } from '../ledger/count.ts'
import { openLanes } from '../smtp/lanes.ts'
import type { Outcome } from '../smtp/outcome.ts'
import type { Outlet } from '../smtp/outlet.ts'
import { createLinkSigner } from '../subscribers/tokens.ts'
import type { DailyDeps } from './deps.ts'

export type Sender = {
  /** Sends a range once more that a relay may have taken, however long ago. */
  resend: (range: RangeRef) => Promise<void>
  /** Sends all that waits, and what is put off for as long as `waitMs`. */
  sendAll: (waitMs: number) => Promise<void>
  /** What the relay said last, of a message that it did not take; null where it took all. */
  lastReply: () => string | null
  close: () => Promise<void>
}

const pollMs = 2000
const hourMs = 3_600_000

/** Opens the relay. Before each message is handed over, the state is saved. */
export function openSender(deps: DailyDeps): Sender {
  const { state, config, clock, logger, signal } = deps
  const { db, ledgerDb, pool } = state.store
  const lanes = openLanes(config.delivery.lanes, { db, clock, logger, pool, config })
  let last: Outcome | null = null
  const outlet: Outlet = {
    ...lanes.editions,
    // One after the other: what became of one is saved before the next one is handed over.
    places: lanes.editions.connections,
    send: async (message, course) => {
      await state.save()
      last = await lanes.editions.send(message, course)
      return last
    },
  }
  const signer = createLinkSigner(config.secretKeys)
  const deliverer = (at: () => Date) =>
    createDeliverer({ db: ledgerDb, outlet, config, signer, clock: at, logger, signal })
  const deliver = deliverer(clock)
  const later = (ms: number) => new Date(clock().getTime() + ms)

  return {
    resend: async ({ editionId, rangeNo }) => {
      const { freshUntil } = await readDeliveredEdition(db, editionId)
      // A message of days ago counts as too late, but whether this one has arrived is not known.
      const latestMs = freshUntil.getTime() - hourMs
      await deliverer(() => new Date(Math.min(clock().getTime(), latestMs)))(editionId, rangeNo)
    },
    sendAll: async (waitMs) => {
      const startedAt = Date.now()
      for (;;) {
        const { compose, deliver: ranges } = await findUnfinishedRanges(db, later(60_000))
        for (const { editionId, rangeNo } of compose)
          await createComposer({ db })(editionId, rangeNo, clock())
        for (const { editionId, rangeNo } of [...compose, ...ranges]) await deliver(editionId, rangeNo)
        const isDone = (await findUnsettledEditions(db, new Date(8.64e15))).length === 0
        if (isDone || signal.aborted || isFinal(last) || Date.now() - startedAt >= waitMs) return
        await sleep(pollMs, undefined, { signal }).catch(() => undefined)
      }
    },
    lastReply: () => (last && last.kind !== 'submitted' ? last.response : null),
    close: () => lanes.close(),
  }
}

/** A login or a sender that is refused will be refused again until somebody changes something. */
function isFinal(outcome: Outcome | null): boolean {
  return outcome?.kind === 'unavailable' && /^5\d\d/.test(outcome.response)
}
