import { z } from 'zod'
import type { Context } from '../src/context.ts'
import type { Lane } from '../src/deliver/lane.ts'
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

export async function transactional(context: Context, lane: Lane, payload: unknown): Promise<void> {
  const { mailId } = Payload.parse(payload)
  await deliverTransactional({ ...context, lane }, mailId)
}
