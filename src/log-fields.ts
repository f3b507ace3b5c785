import { AsyncLocalStorage } from 'node:async_hooks'

/** What a line belongs to: a request, or a queue with its job; and an edition and a delivery where they are known. */
export type LogFields = {
  request?: string | undefined
  tick?: string
  queue?: string
  job?: string | undefined
  edition?: number
  range?: number
  delivery?: number
  mail?: number
  /** OpenTelemetry's id, where traces are on. */
  trace?: string
}

const current = new AsyncLocalStorage<Readonly<LogFields>>()

/** Runs work whose lines all have these fields, and those around it. */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return current.run({ ...current.getStore(), ...fields }, work)
}

/** Runs what belongs to nobody in particular, though it happens in someone's time: a lost connection that many share. */
export function withoutLogFields<T>(work: () => T): T {
  return current.run({}, work)
}

/** The fields of a line that is written now, for pino's `mixin`: a line's own fields win. */
export function logFields(): LogFields {
  return { ...current.getStore() }
}
