import { setTimeout as sleep } from 'node:timers/promises'
import { applyWaiting } from '../src/bounces/apply-events.ts'
import { readMessageToken } from '../src/bounces/bounce-address.ts'
import type { Context } from '../src/context.ts'
import { findMailRecipients } from '../src/outbox/mail-rows.ts'
import { watchReturns } from './bounce-report.ts'

/** While messages are sent, what came back takes at most a quarter of the time: a storm of it can wait. */
const restPerBatch = 3

/**
 * Applies what came back, and tells the operator where it is too much.
 *
 * @param isSending whether this process is sending messages
 */
export async function bounces(context: Context, isSending: () => boolean = () => false): Promise<void> {
  const { db, signer, clock, logger, signal } = context
  const counts = new Map<string, number>()
  const watch = watchReturns(context)
  const deps = {
    db,
    clock,
    readToken: (token: string) => readMessageToken(signer, token),
    findMails: findMailRecipients,
    rest: async (batchMs: number) => {
      if (isSending()) await sleep(restPerBatch * batchMs, undefined, { ref: false })
      else await new Promise(setImmediate)
    },
    onProblem: (problem: { event: number; error: string }) =>
      logger.error(problem, 'an event that came back could not be applied'),
  }
  await applyWaiting(
    deps,
    async (applied) => {
      for (const { kind, editionId } of applied) {
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
        if (editionId !== null) await watch.note(editionId)
      }
    },
    signal,
  )
  await watch.finish()
  if (counts.size > 0) logger.info(Object.fromEntries(counts), 'applied what came back')
}
