import { z } from 'zod'
import type { Context } from '../src/context.ts'
import type { ComposeRange } from '../src/editions/compose.ts'
import { deliverJobs } from './deliver.ts'
import type { QueuedJob } from './queue.ts'

const Payload = z.object({ editionId: z.int(), rangeNo: z.int() })

/** A job for each range of an edition: picks its recipients' papers. */
export function composeJobs(editionId: number, ranges: number[]): QueuedJob[] {
  return ranges.map((rangeNo) => ({
    id: `compose-${editionId}-${rangeNo}`,
    payload: { editionId, rangeNo } satisfies z.infer<typeof Payload>,
  }))
}

export async function compose(
  { queues, clock }: Context,
  composeRange: ComposeRange,
  payload: unknown,
): Promise<void> {
  const { editionId, rangeNo } = Payload.parse(payload)
  const queued = await composeRange(editionId, rangeNo, clock())
  if (queued > 0) await queues.add('deliver', deliverJobs(editionId, [rangeNo]))
}
