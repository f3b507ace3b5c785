import { z } from 'zod'
import { withLogFields } from '../src/log-fields.ts'
import type { DeliverRange } from '../src/deliver/deliver.ts'
import type { ReturnWatch } from './bounce-report.ts'
import type { QueuedJob } from './queue.ts'

const Payload = z.object({ editionId: z.int(), rangeNo: z.int() })

/** A job for each range of an edition: sends its composed deliveries. */
export function deliverJobs(editionId: number, ranges: number[]): QueuedJob[] {
  return ranges.map((rangeNo) => ({
    id: `deliver-${editionId}-${rangeNo}`,
    payload: { editionId, rangeNo } satisfies z.infer<typeof Payload>,
  }))
}

export async function deliver(
  deliverRange: DeliverRange,
  returns: Pick<ReturnWatch, 'finish'>,
  payload: unknown,
): Promise<void> {
  const { editionId, rangeNo } = Payload.parse(payload)
  await withLogFields({ edition: editionId, range: rangeNo }, () => deliverRange(editionId, rangeNo))
  await returns.finish()
}
