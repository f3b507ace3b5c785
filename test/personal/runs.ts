import { pino } from 'pino'
import { loadOwnConfig } from '../../src/config/own.ts'
import { runDaily, type DailyReport } from '../../src/personal/daily.ts'
import { openState, type State } from '../../src/personal/state.ts'
import type { Store } from '../../src/store/open.ts'
import { parseAddress, type Address } from '../../src/subscribers/address.ts'
import { tellProblem } from '../../src/subscribers/problems.ts'
import { defaultPreferences, type Preferences } from '../../src/subscribers/preferences.ts'
import { emptyTables, temporaryDir, testContext } from '../helpers/context.ts'

export const logger = pino({ level: 'silent' })

export type Run = {
  at: string | Date
  to?: string
  preferences?: Partial<Preferences>
  /** Replaces parts of the state, e.g. with one that fails. */
  stateWith?: (state: State) => Partial<State>
}

/** Runs of `paperboy daily` on one state folder. Each begins, as a process does, with nothing but the state file. */
export async function openRuns({ hfUrl, smtpUrl }: { hfUrl: string; smtpUrl: string }) {
  const context = await testContext()
  const dir = await temporaryDir()
  const openStore = async (): Promise<Store> => {
    await emptyTables(context.db)
    return { ...context, close: () => Promise.resolve() }
  }
  let now = new Date(0)
  return {
    dir,
    now: () => now,
    /** What the last run has stored. */
    db: context.db,
    run: async ({ at, to = 'me@example.org', preferences, stateWith }: Run): Promise<DailyReport> => {
      now = new Date(at)
      const env = { HF_URL: hfUrl, ARXIV_DETAILS: 'off', LOG_LEVEL: 'silent' }
      const config = loadOwnConfig(env, { smtpUrl, from: to, file: 'paperboy.yaml' })
      const address = addressOf(to)
      const state = await openState(dir, address, { logger, now, openStore })
      try {
        return await runDaily({
          config,
          state: { ...state, ...stateWith?.(state) },
          reader: { address, preferences: { ...defaultPreferences, hour: 0, ...preferences } },
          clock: () => now,
          logger,
          signal: new AbortController().signal,
          waitMs: 0,
        })
      } finally {
        await state.close()
      }
    },
  }
}

export function addressOf(text: string): Address {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw new Error(tellProblem(parsed.problem))
  return parsed.address
}

/** The papers of a mail by the addresses that it shows for them. */
export function papersOf(raw: Buffer): string[] {
  const text = raw.toString().split(/^Content-Type: text\/html/m)[0] ?? ''
  return [...text.matchAll(/^https:\/\/huggingface\.co\/papers\/(\d{4}\.\d{4,5})\r$/gm)].map(
    ([, id = '']) => id,
  )
}
