import { sql } from 'kysely'
import { monthOfEdition } from '../ledger/months.ts'
import type { Db } from '../store/open.ts'

/** What came back of an edition's messages, each delivery counted once a kind, and who has left since. */
export type EditionFigures = Figures & {
  /** By the recipients' domains, those with most first. */
  domains: (Figures & { domain: string })[]
}

export type Figures = {
  /** Returned since the address takes no mail. */
  hard: number
  soft: number
  complained: number
  /** Refused by policy, or because of us. */
  refused: number
  /** Whose subscription ended after this edition's message and before any other's. Complaints are among them. */
  left: number
}

const mostDomains = 20

export async function readEditionFigures(db: Db, editionId: number): Promise<EditionFigures> {
  const { rows } = await sql<Figures & { domain: string | null }>`
    with returned as (
      select distinct delivery_id, kind, coalesce(domain, '?') as domain from bounce_events
      where edition_id = ${editionId} and kind in ('hard', 'soft', 'complaint', 'policy', 'ours') and action <> 'not ours'
    ), gone as (
      select split_part(s.email_key, '@', 2) as domain from deliveries d
      join subscribers s on s.id = d.subscriber_id and s.unsubscribed_at >= d.settled_at
      where s.unsubscribed_at >= (select slot from editions where id = ${editionId})
        and d.month = ${monthOfEdition(editionId)} and d.edition_id = ${editionId}
        and d.status in ('submitted', 'uncertain') and not exists (
        select from deliveries later
        where later.subscriber_id = s.id and later.id > d.id and later.status in ('submitted', 'uncertain')
          and later.settled_at <= s.unsubscribed_at
      )
    ), said as (
      select domain, kind from returned union all select domain, 'left' from gone
    )
    select domain, count(*) filter (where kind = 'hard')::integer as hard,
      count(*) filter (where kind = 'soft')::integer as soft,
      count(*) filter (where kind = 'complaint')::integer as complained,
      count(*) filter (where kind in ('policy', 'ours'))::integer as refused,
      count(*) filter (where kind = 'left')::integer as left
    from said
    group by rollup (domain)
    order by count(*) desc, domain`.execute(db)
  const { domain: _, ...total } = rows.find(({ domain }) => domain === null) ?? { domain: null, ...none }
  const domains = rows.flatMap(({ domain, ...figures }) => (domain === null ? [] : [{ domain, ...figures }]))
  return { ...total, domains: domains.slice(0, mostDomains) }
}

const none: Figures = { hard: 0, soft: 0, complained: 0, refused: 0, left: 0 }

/** How many events of each kind came after an instant, and before another where it is given, and were applied. */
export async function countEvents(
  db: Db,
  after: Date,
  before: Date | null = null,
): Promise<{ kind: string; count: number }[]> {
  const { rows } = await sql<{ kind: string; count: number }>`
    select kind, count(*)::integer as count from bounce_events
    where received_at > ${after} and (${before}::timestamptz is null or received_at < ${before})
      and kind is not null group by kind order by kind`.execute(db)
  return rows
}

/** An event as the operator reads it. */
export type ListedEvent = {
  id: number
  at: Date
  way: string
  /** Null while it waits. */
  kind: string | null
  recipient: string | null
  edition: number | null
  delivery: number | null
  status: string | null
  reason: string | null
  action: string | null
}

/** The newest events, from before `before` on. */
export async function listEvents(
  db: Db,
  {
    limit,
    before,
    kind,
    edition,
  }: { limit: number; before: number | null; kind: string | null; edition: number | null },
): Promise<ListedEvent[]> {
  return selectEvents(db)
    .$if(before !== null, (query) => query.where('id', '<', before))
    .$if(kind !== null, (query) => query.where('kind', '=', kind))
    .$if(edition !== null, (query) => query.where('edition_id', '=', edition))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** One event, with its text where that is kept. */
export async function readEvent(
  db: Db,
  id: number,
): Promise<(ListedEvent & { raw: Buffer | null }) | undefined> {
  return selectEvents(db).select('raw').where('id', '=', id).executeTakeFirst()
}

function selectEvents(db: Db) {
  return db
    .selectFrom('bounce_events')
    .select(['id', 'received_at as at', 'way', 'kind', 'recipient', 'status', 'reason', 'action'])
    .select(['edition_id as edition', 'delivery_id as delivery'])
}
