import type { Message } from './connection.ts'
import type { Outcome } from './outcome.ts'

/** What one kind of mail is sent through: all lanes that carry it. */
export type Outlet = {
  /** How many messages can be in flight at a time; further ones wait. */
  connections: number
  /** Sends one message over one of the lanes. Never throws: an error becomes the outcome. */
  send: (message: Message) => Promise<Outcome>
  /** How many more messages the limits of all lanes allow until the end of the day (UTC), or null without a limit. */
  leftToday: () => Promise<number | null>
  /** Until when no lane can take a message, or null. Waiting messages are best left alone until then. */
  closedUntil: () => Promise<Date | null>
}
