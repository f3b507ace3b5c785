import { z } from 'zod'
import type { Context } from '../src/context.ts'
import { deliverOperatorMail } from '../src/deliver/operator-mails.ts'
import type { Outlet } from '../src/deliver/outlet.ts'
import { deliverTransactional } from '../src/deliver/transactional.ts'
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

export async function transactional(context: Context, outlet: Outlet, payload: unknown): Promise<void> {
  const parsed = Payload.parse(payload)
  const deps = { ...context, outlet }
  if ('mailId' in parsed) await deliverTransactional(deps, parsed.mailId)
  else await deliverOperatorMail(deps, parsed.operatorMailId)
}
