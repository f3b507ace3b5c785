import type { Logger } from './logger.ts'

/** Lets one line of a cause through for each span of time. @returns whether to log, and how many were held back before */
export type LogLimit = (cause: string) => { heldBack: number } | null

const mostCauses = 1000

/** @param spanMs how long one line stands for all of its cause */
export function createLogLimit(spanMs: number, clock: () => Date): LogLimit {
  const causes = new Map<string, { at: number; heldBack: number }>()
  return (cause) => {
    const now = clock().getTime()
    const last = causes.get(cause)
    // A clock that was set back must not silence anything.
    if (last && Math.abs(now - last.at) < spanMs) {
      last.heldBack += 1
      return null
    }
    if (causes.size >= mostCauses) causes.clear()
    causes.set(cause, { at: now, heldBack: 0 })
    return { heldBack: last?.heldBack ?? 0 }
  }
}

/**
 * For functions that are called anew for each job or tick: what they make for a logger is kept as long as the logger. A process
 * has one logger.
 */
export function onePerLogger<L extends object, T>(make: (logger: L) => T): (logger: L) => T {
  const kept = new WeakMap<L, T>()
  return (logger) => {
    const one = kept.get(logger) ?? make(logger)
    kept.set(logger, one)
    return one
  }
}

/** What refusals of many messages have in common: the codes of a reply without the address, or the start of an error. */
export function causeOf({ kind, response }: { kind: string; response: string }): string {
  const [codes] = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response) ?? [response.slice(0, 40)]
  return `${kind} ${codes}`
}

/** Writes a line, unless one of the same cause was written within the span. */
export type LimitedLog = (level: 'info' | 'warn' | 'error', fields: object, line: string) => void

/**
 * A log for what may happen many times a minute, e.g. for each connection while a server is down. A cause is the line with
 * the fields that `causeFields` names; by default with its `error`.
 */
export function createLimitedLog(
  logger: Pick<Logger, 'info' | 'warn' | 'error'>,
  { clock = () => new Date(), causeFields = ['error'] }: { clock?: () => Date; causeFields?: string[] } = {},
): LimitedLog {
  const limit = createLogLimit(60_000, clock)
  return (level, fields, line) => {
    const named = Object.entries(fields).filter(([name]) => causeFields.includes(name))
    const passed = limit(JSON.stringify([line, ...named]))
    if (!passed) return
    const more = passed.heldBack > 0 ? { moreSinceTheLastLine: passed.heldBack } : {}
    logger[level]({ ...fields, ...more }, line)
  }
}
