import type { Queues } from '../../../jobs/queue.ts'
import { messageOf } from '../../errors.ts'
import { createLimitedLog } from '../../log-limit.ts'
import type { Logger } from '../../logger.ts'
import { routes } from '../../routes.ts'
import { ping, type Db } from '../../store/open.ts'
import type { Endpoint, Handler } from '../respond.tsx'

/** What must answer for a process to be ready: the queue only where its work comes from there. */
export type HealthDeps = { db: Db; logger: Logger; queues?: Pick<Queues, 'count'> }

/** A supervisor waits a few seconds at most. */
const answerWithinMs = 3000

/**
 * `/healthz`: this process answers, so there is no need to restart it. `/readyz`: so do the servers that it depends on, so
 * it may be given work; `/health` is its earlier name.
 */
export function healthRoutes(deps: HealthDeps): Endpoint[] {
  const reportReady = readiness(deps)
  return [
    { path: routes.alive.path, get: reportAlive },
    { path: routes.ready.path, get: reportReady },
    { path: routes.health.path, get: reportReady },
  ]
}

const reportAlive: Handler = (c) => {
  c.header('Cache-Control', 'no-store')
  return c.json({ status: 'ok' })
}

function readiness({ db, logger, queues }: HealthDeps): Handler {
  const checks = [
    { status: 'the database does not answer', ask: () => ping(db) },
    ...(queues ? [{ status: 'the queue does not answer', ask: () => queues.count() }] : []),
  ]
  // Supervisors ask every few seconds.
  const log = createLimitedLog(logger)
  return async (c) => {
    c.header('Cache-Control', 'no-store')
    for (const { status, ask } of checks) {
      try {
        await inTime(ask())
      } catch (error) {
        log('error', { error: messageOf(error) }, status)
        return c.json({ status }, 503)
      }
    }
    return c.json({ status: 'ok' })
  }
}

async function inTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerWithinMs / 1000} s`)), answerWithinMs)
  })
  try {
    await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
