import { applyWaiting } from '../src/bounces/apply-events.ts'
import { readMessageToken } from '../src/bounces/bounce-address.ts'
import type { Context } from '../src/context.ts'
import { findMailRecipients } from '../src/outbox/mail-rows.ts'
import { tellOfReturned } from './bounce-report.ts'

/** Looking at an edition reads its deliveries. */
const reportEveryMs = 5000

/** Applies what came back, and tells the operator where it is too much. */
export async function bounces(context: Context): Promise<void> {
  const { db, signer, clock, logger, signal } = context
  const editions = new Set<number>()
  const counts = new Map<string, number>()
  let reportedAt = Date.now()
  const report = async () => {
    reportedAt = Date.now()
    for (const id of editions) await tellOfReturned(context, id)
    editions.clear()
  }
  const deps = {
    db,
    clock,
    readToken: (token: string) => readMessageToken(signer, token),
    findMails: findMailRecipients,
    onProblem: (problem: { event: number; error: string }) =>
      logger.error(problem, 'an event that came back could not be applied'),
  }
  await applyWaiting(
    deps,
    async (applied) => {
      for (const { kind, editionId } of applied) {
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
        if (editionId !== null) editions.add(editionId)
      }
      if (Date.now() - reportedAt > reportEveryMs) await report()
    },
    signal,
  )
  await report()
  if (counts.size > 0) logger.info(Object.fromEntries(counts), 'applied what came back')
}
