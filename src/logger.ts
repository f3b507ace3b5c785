import { pino, type DestinationStream, type Logger } from 'pino'
import { logFields } from './log-fields.ts'

export type { Logger }

/**
 * JSON lines, each with the request or job that it belongs to.
 *
 * @param to by default standard error, so that standard output stays free for what a command prints
 */
export function createLogger(level: string, to: DestinationStream = pino.destination(2)): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, mixin: logFields }, to)
}
