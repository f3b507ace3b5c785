import { countEvents } from '../src/bounces/figures.ts'
import type { Context } from '../src/context.ts'
import { countEditions } from '../src/editions/edition-state.ts'
import { countTroubledDays } from '../src/ingest/digests.ts'
import { countByStatus } from '../src/ledger/count.ts'
import { isOperatorTold } from '../src/outbox/queue-mail.ts'
import { renderWeekInFigures } from '../src/render/operator-email.ts'
import { plainLine } from '../src/render/shorten.ts'
import { routes } from '../src/routes.ts'
import { isOpen, readLaneStates } from '../src/smtp/lane-state.ts'
import { countJoined, countSubscribers } from '../src/subscribers/find.ts'
import { readLeavers } from '../src/subscribers/leavers.ts'
import { tellOperator } from './outbox.ts'

const dayMs = 86_400_000
const mostReasons = 5
const longestReason = 80

/** Tells the operator, once, how the last week was: Monday to Sunday, in UTC. It runs each day, for a Monday that was missed. */
export async function tellOfWeek(context: Context): Promise<void> {
  const { db, config, clock } = context
  const monday = mondayOf(clock())
  const from = new Date(monday.getTime() - 7 * dayMs)
  const about = `week ${dayOf(from)}`
  // Counting a week of deliveries takes long, and most days have nothing to tell.
  if (await isOperatorTold(db, about)) return
  const [statuses, events, subscribers, joined, leavers, editions, troubledDays, lanes] = await Promise.all([
    countByStatus(db, new Date(from.getTime() - 1), new Date(monday.getTime() - 1)),
    countEvents(db, from, monday),
    countSubscribers(db),
    countJoined(db, from, monday),
    readLeavers(db, from, monday),
    countEditions(db, from, monday),
    countTroubledDays(db, dayOf(from), dayOf(new Date(monday.getTime() - dayMs))),
    readLaneStates(db),
  ])
  if (editions === 0 && (subscribers.active ?? 0) === 0) return
  const returned = (kind: string) => events.find((one) => one.kind === kind)?.count ?? 0
  const mail = await renderWeekInFigures({
    from: dayOf(from),
    to: dayOf(new Date(monday.getTime() - dayMs)),
    editions,
    submitted: statuses.submitted ?? 0,
    failed: statuses.failed ?? 0,
    uncertain: statuses.uncertain ?? 0,
    hardBounces: returned('hard'),
    complaints: returned('complaint'),
    subscribers: subscribers.active ?? 0,
    joined,
    left: leavers.left,
    reasons: leavers.reasons.slice(0, mostReasons).map(({ reason, count }) => {
      return { reason: plainLine(reason).slice(0, longestReason), count }
    }),
    troubledDays,
    closedLanes: config.delivery.lanes
      .map(({ name }) => name)
      .filter((name) => !isOpen(lanes.conditionOf(name), clock())),
    website: config.web.publicUrl + routes.home.href(),
  })
  await tellOperator(context, about, mail)
}

function mondayOf(now: Date): Date {
  const midnight = new Date(now.toISOString().slice(0, 10))
  return new Date(midnight.getTime() - ((midnight.getUTCDay() + 6) % 7) * dayMs)
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
