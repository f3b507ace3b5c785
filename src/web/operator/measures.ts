import { sql } from 'kysely'
import { countDigestsByState, readLastGoodPolls } from '../../ingest/digests.ts'
import type { DayState, DeliveryStatus } from '../../store/schema.ts'
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
}

const dayMs = 24 * 3_600_000

const noDeliveries: Record<DeliveryStatus, number> = {
  queued: 0,
  sending: 0,
  submitted: 0,
  deferred: 0,
  failed: 0,
  uncertain: 0,
  skipped: 0,
}

/** Counts in the database and in the queues. */
export async function measure(deps: WebDeps): Promise<Measures> {
  const [digests, sourceAges, deliveries, queues, suppressions] = await Promise.all([
    countDigestsByState(deps.db),
    readSourceAges(deps),
    countDeliveries(deps),
    deps.queues.count(),
    countSuppressions(deps),
  ])
  return { digests, sourceAges, deliveries, queues, suppressions }
}

async function readSourceAges({ config, db, clock }: WebDeps): Promise<Measures['sourceAges']> {
  const configured = new Set(config.sources.planned.map(({ name }) => name))
  return (await readLastGoodPolls(db))
    .filter(({ source }) => configured.has(source))
    .map(({ source, at }) => ({ source, seconds: (clock().getTime() - at.getTime()) / 1000 }))
}

/** By editions, which the primary key of the ledger leads to: nothing in it is indexed by time. */
async function countDeliveries({ db, clock }: WebDeps): Promise<Measures['deliveries']> {
  const since = new Date(clock().getTime() - dayMs)
  const { rows } = await sql<{ status: DeliveryStatus; count: number }>`
    select d.status, count(*) as count
    from public.editions e
    join public.deliveries d
      on d.edition_id = e.id and d.month = date_trunc('month', e.slot at time zone 'UTC')::date
    where e.slot > ${since} and e.slot <= ${clock()}
    group by d.status`.execute(db)
  const counts: Record<DeliveryStatus, number> = { ...noDeliveries }
  for (const { status, count } of rows) counts[status] = count
  return Object.entries(noDeliveries).flatMap(([name]) =>
    isStatus(name) ? [{ status: name, count: counts[name] }] : [],
  )
}

function isStatus(name: string): name is DeliveryStatus {
  return name in noDeliveries
}

async function countSuppressions({ db }: WebDeps): Promise<number> {
  const row = await db
    .selectFrom('suppressions')
    .select((query) => query.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}
