import { countEvents } from '../../bounces/figures.ts'
import { findOldestUnfinished } from '../../editions/accounting.ts'
import { countDigestsByState, readLastGoodPolls } from '../../ingest/digests.ts'
import { countByStatus } from '../../ledger/count.ts'
import { isOpen, readLaneStates } from '../../smtp/lane-state.ts'
import type { DayState, DeliveryStatus, SubscriberStatus } from '../../store/schema.ts'
import { countSubscribers } from '../../subscribers/find.ts'
import { countSuppressions } from '../../subscribers/suppress.ts'
import type { WebDeps } from '../deps.ts'

/** What is told to a monitoring system. Numbers only: nothing of it is about one subscriber. */
export type Measures = {
  digests: { source: string; state: DayState; count: number }[]
  /** Of the configured sources that ever gave a good list. */
  sourceAges: { source: string; seconds: number }[]
  /** Every status, also those that nothing has. */
  deliveries: { status: DeliveryStatus; count: number }[]
  queues: { queue: string; count: number }[]
  suppressions: number
  /** What came back in the last 24 hours. */
  returned: { kind: string; count: number }[]
  subscribers: { status: SubscriberStatus; count: number }[]
  lanes: { lane: string; isOpen: boolean }[]
  /** Since the slot of the oldest edition of the last 24 hours that is not finished; 0 without one. */
  unfinishedSeconds: number
}

const dayMs = 24 * 3_600_000

const statuses: DeliveryStatus[] = [
  'queued',
  'sending',
  'submitted',
  'deferred',
  'failed',
  'uncertain',
  'skipped',
]

const subscriberStatuses: SubscriberStatus[] = ['pending', 'active', 'unsubscribed']

type MeasuredDeps = Pick<WebDeps, 'db' | 'queues' | 'clock'> & {
  config: Pick<WebDeps['config'], 'sources' | 'delivery'>
}

/** Counts in the database and in the queues. */
export async function measure(deps: MeasuredDeps): Promise<Measures> {
  const dayAgo = new Date(deps.clock().getTime() - dayMs)
  const [
    digests,
    sourceAges,
    deliveries,
    queues,
    suppressions,
    returned,
    subscribers,
    lanes,
    unfinishedSeconds,
  ] = await Promise.all([
    countDigestsByState(deps.db),
    readSourceAges(deps),
    countDeliveries(deps),
    deps.queues.count(),
    countSuppressions(deps.db),
    countEvents(deps.db, dayAgo),
    countByState(deps),
    readLanes(deps),
    readUnfinished(deps, dayAgo),
  ])
  return {
    digests,
    sourceAges,
    deliveries,
    queues,
    suppressions,
    returned,
    subscribers,
    lanes,
    unfinishedSeconds,
  }
}

async function readSourceAges({ config, db, clock }: MeasuredDeps): Promise<Measures['sourceAges']> {
  const configured = new Set(config.sources.planned.map(({ name }) => name))
  return (await readLastGoodPolls(db))
    .filter(({ source }) => configured.has(source))
    .map(({ source, at }) => ({ source, seconds: (clock().getTime() - at.getTime()) / 1000 }))
}

async function countDeliveries({ db, clock }: MeasuredDeps): Promise<Measures['deliveries']> {
  const now = clock()
  const counts = await countByStatus(db, new Date(now.getTime() - dayMs), now)
  return statuses.map((status) => ({ status, count: counts[status] ?? 0 }))
}

async function countByState({ db }: MeasuredDeps): Promise<Measures['subscribers']> {
  const counts = await countSubscribers(db)
  return subscriberStatuses.map((status) => ({ status, count: counts[status] ?? 0 }))
}

async function readLanes({ config, db, clock }: MeasuredDeps): Promise<Measures['lanes']> {
  const states = await readLaneStates(db)
  const now = clock()
  return config.delivery.lanes.map(({ name }) => ({
    lane: name,
    isOpen: isOpen(states.conditionOf(name), now),
  }))
}

async function readUnfinished({ db, clock }: MeasuredDeps, after: Date): Promise<number> {
  const slot = await findOldestUnfinished(db, after)
  return slot === null ? 0 : Math.max(0, (clock().getTime() - slot.getTime()) / 1000)
}
