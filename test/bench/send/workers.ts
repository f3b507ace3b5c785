import { startFront } from './front.ts'
import type { Size } from './installations.ts'
import { sendByProduct, type Sending, type Stage } from './product.ts'

/** What several workers sent to one distant relay, by their number. */
export type ByWorkers = Record<number, Sending[]>

const workerCounts = [1, 2, 4, 8]
/** The sink serves 256 at once. */
const connections = 30

/**
 * Sends to a relay so distant that most workers wait: then more of them fit on this machine than it has cores, and what
 * they ask of PostgreSQL together is measured.
 */
export async function measureWorkers(
  measured: ByWorkers,
  stage: Stage,
  size: Size,
  roundTripMs: number,
): Promise<void> {
  const front = await startFront(stage.smtpPort, { roundTripMs })
  try {
    for (const workers of workerCounts) {
      stage.say(`${workers} workers`)
      const sending = await sendByProduct({ ...stage, smtpPort: front.port }, size, { workers, connections })
      ;(measured[workers] ??= []).push(sending)
    }
  } finally {
    await front.stop()
  }
}
