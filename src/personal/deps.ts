import type { Config } from '../config/config.ts'
import type { Logger } from '../logger.ts'
import type { Address } from '../subscribers/address.ts'
import type { Preferences } from '../subscribers/preferences.ts'
import type { State } from './state.ts'

/** The one person whom a run is for. */
export type Reader = { address: Address; preferences: Preferences }

export type DailyDeps = {
  state: Pick<State, 'store' | 'save'>
  config: Config
  reader: Reader
  clock: () => Date
  logger: Logger
  signal: AbortSignal
  /** How long to go on while the relay takes nothing. */
  waitMs: number
}
