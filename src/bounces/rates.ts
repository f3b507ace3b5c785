import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { blameFor, parseReply } from '../smtp/reply.ts'

/** What became of the first messages of an edition, which tell early how the rest will fare. */
export type FirstMessages = {
  /** How many they are, at most a thousand. */
  tried: number
  /** Refused at sending or returned later, since the address takes no mail. */
  hard: number
  complained: number
}

const firstCount = 1000

/** Counts the first thousand messages that were sent to the end, or as many as there are. */
export async function readFirstMessages(db: Db, editionId: number): Promise<FirstMessages> {
  const { rows } = await sql<{ tried: number; returned: number; complained: number; refusals: string[] }>`
    with first as (
      select d.id, d.status, d.response from deliveries d
      join editions e on e.id = d.edition_id and d.month = date_trunc('month', e.slot at time zone 'UTC')::date
      where d.edition_id = ${editionId} and d.status in ('submitted', 'failed', 'uncertain')
      order by d.settled_at, d.id
      limit ${firstCount}
    ), said as (
      select distinct b.delivery_id, b.kind from bounce_events b
      where b.edition_id = ${editionId} and b.kind in ('hard', 'complaint') and b.action = 'suppressed'
    )
    select (select count(*)::integer from first) as tried,
      (select count(*)::integer from first join said on delivery_id = id and kind = 'hard' where status <> 'failed')
        as returned,
      (select count(*)::integer from first join said on delivery_id = id and kind = 'complaint') as complained,
      (select coalesce(array_agg(response), '{}') from first where status = 'failed' and response is not null)
        as refusals`.execute(db)
  const { tried = 0, returned = 0, complained = 0, refusals = [] } = rows[0] ?? {}
  const refused = refusals.filter((response) => {
    const reply = parseReply(response)
    return reply !== null && blameFor(reply, 'recipient') === 'address'
  })
  return { tried, hard: returned + refused.length, complained }
}

/** What came back of an edition that is not the recipients' fault, with the words of the newest. */
export type Refused = { count: number; domain: string | null; reason: string | null }

export async function readRefused(db: Db, editionId: number, kind: 'policy' | 'ours'): Promise<Refused> {
  const { rows } = await sql<Refused>`
    select count(distinct delivery_id)::integer as count,
      (array_agg(domain order by id desc))[1] as domain, (array_agg(reason order by id desc))[1] as reason
    from bounce_events where edition_id = ${editionId} and kind = ${kind}`.execute(db)
  return rows[0] ?? { count: 0, domain: null, reason: null }
}
