import type { Reminder } from '../../jobs/outbox.ts'

/** For pages that no worker works for. */
export const noReminder: Reminder = {
  mail: () => Promise.resolve(),
  request: () => Promise.resolve(),
  seeds: () => Promise.resolve(),
}
