import { onTestFinished, vi } from 'vitest'
import type { Message } from '../../src/smtp/message.ts'
import type { LaneConfig } from '../../src/smtp/lane-config.ts'
import { openLanes } from '../../src/smtp/lanes.ts'
import type { Outcome } from '../../src/smtp/outcome.ts'
import type { Outlet } from '../../src/smtp/outlet.ts'
import type { ConfigOverrides } from './config.ts'
import { testContext } from './context.ts'

export const start = new Date('2026-11-25T10:00:00Z')

export const messageTo = (to: string): Message => ({
  from: 'bounces+d1@news.example.org',
  to,
  raw: 'Subject: hello\r\n\r\nthe end\r\n',
})

/** A store with a clock to turn, and workers that share it. */
export async function sharedLanes(config: ConfigOverrides = {}) {
  let now = start
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const context = await testContext({ clock: () => now, config })
  return {
    ...context,
    worker: (...configs: LaneConfig[]) => {
      const lanes = openLanes(configs, context)
      onTestFinished(() => lanes.close())
      return lanes
    },
    /** @param minutes since `start` */
    turnClock: (minutes: number) => {
      now = new Date(start.getTime() + minutes * 60_000)
    },
    /** Moves the clock of this process on: for a second, workers go by what they have read of the store. */
    untilSeen: () => {
      vi.setSystemTime(Date.now() + 1100)
    },
  }
}

export function sendAll(outlet: Outlet, addresses: string[]): Promise<Outcome[]> {
  return Promise.all(addresses.map((to) => outlet.send(messageTo(to))))
}

export function people(count: number, domain = 'example.org'): string[] {
  return Array.from({ length: count }, (_, i) => `p${i}@${domain}`)
}

/** How many there are of each kind. */
export function kinds(outcomes: Outcome[]): Record<string, number> {
  const groups = Object.groupBy(outcomes, ({ kind }) => kind)
  return Object.fromEntries(Object.entries(groups).map(([kind, all]) => [kind, all.length]))
}

export function smtpError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}
