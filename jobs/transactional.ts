import { z } from 'zod'
import type { Context } from '../src/context.ts'
import { deliverOperatorMail, requestOperatorMail } from '../src/deliver/operator-mails.ts'
import type { Outlet } from '../src/smtp/outlet.ts'
import { deliverTransactional } from '../src/deliver/transactional.ts'
import type { Rendered } from '../src/render/digest-email.ts'
import type { QueuedJob } from './queues.ts'

const Payload = z.union([z.object({ mailId: z.int() }), z.object({ operatorMailId: z.int() })])
type Payload = z.infer<typeof Payload>

/** A job for each mail that a person asked for. */
export function transactionalJobs(mailIds: number[]): QueuedJob[] {
  return mailIds.map((mailId) => ({
    id: `transactional-${mailId}`,
    payload: { mailId } satisfies Payload,
  }))
}

/** A job for each mail to the operator. */
export function operatorJobs(mailIds: number[]): QueuedJob[] {
  return mailIds.map((operatorMailId) => ({
    id: `operator-${operatorMailId}`,
    payload: { operatorMailId } satisfies Payload,
  }))
}

/**
 * Promises a mail to the operator and reminds the queue of it, unless they know already or there is nobody to tell.
 *
 * @param key what it is about: the same thing is told once
 */
export async function tellOperator(
  { db, config, clock, queues }: Context,
  key: string,
  mail: Rendered,
): Promise<void> {
  const id = await requestOperatorMail(db, config, key, mail, clock())
  if (id !== null) await queues.add('transactional', operatorJobs([id]))
}

export async function transactional(context: Context, outlet: Outlet, payload: unknown): Promise<void> {
  const parsed = Payload.parse(payload)
  const deps = { ...context, outlet }
  if ('mailId' in parsed) await deliverTransactional(deps, parsed.mailId)
  else await deliverOperatorMail(deps, parsed.operatorMailId)
}
