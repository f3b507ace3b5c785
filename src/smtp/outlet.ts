import type { Message } from './connection.ts'
import type { Outcome } from './outcome.ts'

/** What one kind of mail is sent through: all lanes that carry it. */
export type Outlet = {
  /** How many messages can be on their way at a time: more of them only wait. */
  connections: number
  /** Sends one message over one of the lanes. Never throws: what goes wrong is the outcome. */
  send: (message: Message) => Promise<Outcome>
  /** How many more messages the limits of all lanes let out until the end of the day (UTC), or null without a limit. */
  leftToday: () => Promise<number | null>
  /** Until when no lane can take anything, or null: what waits is better left alone until then. */
  closedUntil: () => Promise<Date | null>
}
