import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { blameFor, parseReply } from '../smtp/reply.ts'

/** What became of the first messages of an edition, which tell early how the rest will fare. */
export type FirstMessages = {
  /** They were sent after this: when an operator has last resumed the edition, or the lane. Null where nobody has. */
  since: Date | null
  /** How many they are, at most a thousand. */
  tried: number
  /** Refused at sending or returned later, since the address takes no mail. */
  hard: number
  complained: number
}

/** The first messages of an edition over one lane. */
export type LaneMessages = FirstMessages & { lane: string }

/** What is too much of the first messages: `fewest` of them at least, and more than this share. */
export type Limit = { kind: 'hard' | 'complained'; fewest: number; share: number }

export function isTooMuch(messages: FirstMessages, { kind, fewest, share }: Limit): boolean {
  return messages[kind] >= fewest && messages[kind] > share * messages.tried
}

/**
 * The lanes of which too much comes back while another is well: at their rate, so much would have come back of that one too
 * that it would be noticed. Empty where no lane is well, since the recipients or the edition may be at fault then.
 */
export function lanesAtFault(lanes: readonly LaneMessages[], limit: Limit): LaneMessages[] {
  const atFault = lanes.filter((one) => isTooMuch(one, limit))
  const lowestRate = Math.min(...atFault.map((one) => one[limit.kind] / one.tried))
  const isAnyWell = lanes.some((one) => !atFault.includes(one) && one.tried * lowestRate >= limit.fewest)
  return isAnyWell ? atFault : []
}

/** A lane that refuses is faster than one that takes, so the other may need this many times as long to show that it is well. */
const patience = 3

/**
 * Whether it cannot be told yet if only some lanes are at fault, since another has sent too little. Not for long: that one may
 * never send enough.
 */
export function isUndecided(lanes: readonly LaneMessages[], limit: Limit): boolean {
  const all = lanes.reduce((sum, one) => sum + one[limit.kind], 0)
  const areAllBad = lanes.every((one) => isTooMuch(one, limit))
  return lanes.some((one) => isTooMuch(one, limit)) && !areAllBad && all < patience * limit.fewest
}

const firstCount = 1000

/**
 * Counts the first thousand messages that were sent to the end, or as many as there are.
 *
 * @param over only those over this lane, sent after `since`
 */
export async function readFirstMessages(
  db: Db,
  editionId: number,
  over: { lane: string; since: Date | null } | null = null,
): Promise<FirstMessages> {
  const { rows } = await sql<Counted>`
    with edition as (
      select id, date_trunc('month', slot at time zone 'UTC')::date as month,
        greatest(resumed_at, ${over?.since ?? null}::timestamptz) as since
      from editions where id = ${editionId}
    ), first as (
      select d.id, d.status, d.response from edition e
      join deliveries d on d.edition_id = e.id and d.month = e.month
      where d.status in ('submitted', 'failed', 'uncertain')
        and (e.since is null or d.settled_at > e.since)
        ${over === null ? sql`` : sql`and d.lane = ${over.lane}`}
      order by d.settled_at, d.id
      limit ${firstCount}
    ), said as (
      select distinct b.delivery_id, b.kind from bounce_events b
      where b.edition_id = ${editionId} and b.kind in ('hard', 'complaint') and b.action = 'suppressed'
    )
    select (select since from edition) as since, (select count(*)::integer from first) as tried,
      (select count(*)::integer from first join said on delivery_id = id and kind = 'hard' where status <> 'failed')
        as returned,
      (select count(*)::integer from first join said on delivery_id = id and kind = 'complaint') as complained,
      (select coalesce(array_agg(response), '{}') from first where status = 'failed' and response is not null)
        as refusals`.execute(db)
  const { since = null, tried = 0, returned = 0, complained = 0, refusals = [] } = rows[0] ?? {}
  const refused = refusals.filter((response) => {
    const reply = parseReply(response)
    return reply !== null && blameFor(reply, 'recipient') === 'address'
  })
  return { since, tried, hard: returned + refused.length, complained }
}

type Counted = {
  since: Date | null
  tried: number
  returned: number
  complained: number
  refusals: string[]
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
