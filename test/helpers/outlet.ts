import { parseConnectionUrl } from 'nodemailer/lib/shared'
import { onTestFinished } from 'vitest'
import type { SmtpOptions } from '../../src/smtp/connection.ts'
import type { Message } from '../../src/smtp/message.ts'
import type { Outcome } from '../../src/smtp/outcome.ts'
import type { Outlet } from '../../src/smtp/outlet.ts'
import { openPool, type PoolLimits } from '../../src/smtp/pool.ts'

/** Connections to one relay until the test is over, without the limits and the memory of a lane. */
export function outletTo(url: string, connections = 2, limits: Partial<PoolLimits> = {}): Outlet {
  const pool = openPool(parseConnectionUrl(url) as SmtpOptions, { connections, messagesEach: 2, ...limits })
  onTestFinished(() => pool.close())
  return {
    connections,
    places: connections * 2,
    send: async (message, course) => (await pool.send(message, course)).outcome,
    leftToday: () => Promise.resolve(null),
    closedUntil: () => Promise.resolve(null),
  }
}

/** An outlet without a relay, for what a test says of each message that may go. */
export function outletSaying(say: (message: Message) => Promise<Outcome>): Outlet {
  return {
    connections: 1,
    places: 1,
    send: async (message, course) => {
      if (course && !(await course.mayGo(false))) return { kind: 'unavailable', response: 'withdrawn' }
      return say(message)
    },
    leftToday: () => Promise.resolve(null),
    closedUntil: () => Promise.resolve(null),
  }
}
