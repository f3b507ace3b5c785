import { z } from 'zod'
import type { Context } from '../src/context.ts'
import { deliverRange } from '../src/deliver/deliver.ts'
import type { Outlet } from '../src/smtp/outlet.ts'
import type { QueuedJob } from './queues.ts'

const Payload = z.object({ editionId: z.int(), rangeNo: z.int() })

/** A job for each range of an edition: sends its composed deliveries. */
export function deliverJobs(editionId: number, ranges: number[]): QueuedJob[] {
  return ranges.map((rangeNo) => ({
    id: `deliver-${editionId}-${rangeNo}`,
    payload: { editionId, rangeNo } satisfies z.infer<typeof Payload>,
  }))
}

export async function deliver(context: Context, outlet: Outlet, payload: unknown): Promise<void> {
  const { editionId, rangeNo } = Payload.parse(payload)
  await deliverRange({ ...context, outlet }, editionId, rangeNo)
}
