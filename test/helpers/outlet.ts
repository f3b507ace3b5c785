import { parseConnectionUrl } from 'nodemailer/lib/shared'
import { onTestFinished } from 'vitest'
import type { SmtpOptions } from '../../src/smtp/connection.ts'
import type { Outlet } from '../../src/smtp/outlet.ts'
import { openPool } from '../../src/smtp/pool.ts'

/** Connections to one relay until the test is over, without the limits and the memory of a lane. */
export function outletTo(url: string, connections = 2, mostMessages = Infinity): Outlet {
  const pool = openPool(parseConnectionUrl(url) as SmtpOptions, connections, mostMessages)
  onTestFinished(() => pool.close())
  return {
    connections,
    send: async (message) => (await pool.send(message)).outcome,
    leftToday: () => Promise.resolve(null),
    closedUntil: () => Promise.resolve(null),
  }
}

/** An outlet without a relay, for what a test says of each message. */
export function outletSaying(send: Outlet['send']): Outlet {
  return {
    connections: 1,
    send,
    leftToday: () => Promise.resolve(null),
    closedUntil: () => Promise.resolve(null),
  }
}
