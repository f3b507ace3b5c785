import { loadConfig, readEnvironment } from '../config/load.ts'
import { createContext, type Context } from '../context.ts'
import { UserError } from '../errors.ts'

/** Opens the context for a command, and closes it whatever happens. */
export async function withContext<T>(command: (context: Context) => Promise<T>): Promise<T> {
  const context = await createContext(loadConfig(readEnvironment()))
  try {
    return await command(context)
  } finally {
    await context.close()
  }
}

/** @throws {UserError} where it is not a date and time */
export function parseInstant(text: string): Date {
  const instant = new Date(text)
  if (Number.isNaN(instant.getTime()) || !/^\d{4}-\d{2}-\d{2}/.test(text)) {
    throw new UserError(`“${text}” is not a date and time; try 2026-05-20T07:00Z`)
  }
  return instant
}

/** @throws {UserError} where it is not a day */
export function parseDay(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  if (!isDay || new Date(text).toISOString().slice(0, 10) !== text) {
    throw new UserError(`“${text}” is not a day; try 2026-05-20`)
  }
  return text
}

/** @throws {UserError} where it is not a whole number from `least` on */
export function parseCount(option: string, text: string, least: number): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (count >= least) return count
  throw new UserError(`${option}: must be a number from ${least} on`)
}

/**
 * @param text of `--wait`: seconds, minutes or hours; minutes where it does not say
 * @throws {UserError} where it is not a time
 */
export function parseWait(text: string): number {
  const [, count, unit = 'm'] = /^([1-9]\d{0,5})([smh]?)$/.exec(text) ?? []
  if (count === undefined) throw new UserError('--wait: must be a time like 90s or 10m')
  return Number(count) * ({ s: 1000, h: 3_600_000 }[unit] ?? 60_000)
}

/**
 * A clock that begins at another instant, and goes on from there.
 *
 * @param at of `--at`
 * @throws {UserError} where it is no instant, or lies in the future
 */
export function clockFrom(at: string | undefined): () => Date {
  if (at === undefined) return () => new Date()
  const begun = parseInstant(at).getTime()
  if (begun > Date.now()) throw new UserError(`--at ${at} lies in the future.`)
  const startedAt = Date.now()
  return () => new Date(begun + Date.now() - startedAt)
}
