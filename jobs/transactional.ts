import { z } from 'zod'
import type { Context } from '../src/context.ts'
import type { Outlet } from '../src/deliver/outlet.ts'
import { deliverTransactional } from '../src/deliver/transactional.ts'
import type { QueuedJob } from './queues.ts'

const Payload = z.object({ mailId: z.int() })

/** A job for each mail that a person asked for. */
export function transactionalJobs(mailIds: number[]): QueuedJob[] {
  return mailIds.map((mailId) => ({
    id: `transactional-${mailId}`,
    payload: { mailId } satisfies z.infer<typeof Payload>,
  }))
}

export async function transactional(context: Context, outlet: Outlet, payload: unknown): Promise<void> {
  const { mailId } = Payload.parse(payload)
  await deliverTransactional({ ...context, outlet }, mailId)
}
