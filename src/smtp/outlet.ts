import type { Course, Message } from './message.ts'
import type { Outcome } from './outcome.ts'

/** What one kind of mail is sent through: all lanes that carry it. */
export type Outlet = {
  /** How many messages can be in flight at a time. */
  connections: number
  /** How many it is best given at a time: also those whose turn comes next. Further ones wait. */
  places: number
  /**
   * Sends one message over one of the lanes. Never throws: an error becomes the outcome. That of a message that its course
   * takes back says nothing.
   */
  send: (message: Message, course?: Course) => Promise<Outcome>
  /** How many more messages the limits of all lanes allow until the end of the day (UTC), or null without a limit. */
  leftToday: () => Promise<number | null>
  /** Until when no lane can take a message, or null. Waiting messages are best left alone until then. */
  closedUntil: () => Promise<Date | null>
}
