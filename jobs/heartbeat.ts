import type { Context } from '../src/context.ts'
import { findTried, readAccounting } from '../src/editions/accounting.ts'
import { messageOf } from '../src/errors.ts'
import { createLimitedLog } from '../src/log-limit.ts'

/** Looks this far back, so that a scheduler which was down for a while still tells of what it missed. */
const lookBackMs = 3_600_000
const answerWithinMs = 10_000

type HeartbeatDeps = Pick<Context, 'db' | 'config' | 'clock' | 'logger'>

/**
 * Asks for HEARTBEAT_URL once for each edition that was tried to its end and of which something was sent. A monitor there
 * notices when nothing comes. After a restart, the editions of the last hour are told of again, which does no harm.
 */
export function createHeartbeat({ db, config, clock, logger }: HeartbeatDeps): () => Promise<void> {
  const url = config.delivery.heartbeatUrl
  if (url === null) return () => Promise.resolve()
  const log = createLimitedLog(logger)
  let told = 0
  return async () => {
    const since = new Date(clock().getTime() - lookBackMs)
    const ended = await findTried(db, { openedAfter: new Date(since.getTime() - 86_400_000), since })
    for (const edition of ended.filter((id) => id > told)) {
      const accounting = await readAccounting(db, edition)
      if (!accounting || accounting.submitted === 0) continue
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) })
        await response.body?.cancel()
        if (!response.ok) throw new Error(`it answers ${response.status}`)
        told = edition
      } catch (error) {
        // The address may be a secret, so it stays out of the log. The next tick tries again.
        log('warn', { edition, error: messageOf(error) }, 'HEARTBEAT_URL cannot be reached')
        return
      }
    }
  }
}
