import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import { prepared } from '../store/prepared.ts'
import type { SkipReason } from '../store/schema.ts'
import { monthOf } from './months.ts'

/** A subscriber's delivery as it is composed: its papers, or the reason why there is no mail. */
export type ComposedDelivery = {
  subscriberId: number
  /** As `writeSelection` makes it. */
  selection: string
  /** Ids of the edition's notes that go to them. */
  notes: readonly number[]
  skipReason: SkipReason | null
}

/** Adds the composed deliveries of (a part of) a range. The schedule and the language are copied from the subscribers. */
export async function insertDeliveries(
  trx: Db,
  edition: { id: number; slot: Date; rangeNo: number },
  composed: readonly ComposedDelivery[],
  now: Date,
): Promise<void> {
  const statement = sql`
    insert into deliveries (month, edition_id, range_no, subscriber_id, status, skip_reason, selection, notes,
      time_zone, cadence, language, composed_at, settled_at)
    select ${monthOf(edition.slot)}::date, ${edition.id}::bigint, ${edition.rangeNo}::integer, subscriber_id,
      case when skip_reason is null then 'queued' else 'skipped' end, skip_reason, selection, notes::bigint[],
      time_zone, cadence, language, ${now}::timestamptz, case when skip_reason is null then null else ${now}::timestamptz end
    from unnest(
      ${composed.map((one) => one.subscriberId)}::bigint[],
      ${composed.map((one) => one.skipReason)}::text[],
      -- JSON has no line ends of its own, and one string needs no escaping.
      string_to_array(${composed.map((one) => one.selection).join('\n')}::text, e'\n'),
      ${composed.map(({ notes }) => (notes.length > 0 ? `{${notes.join(',')}}` : null))}::text[]
    ) as composed (subscriber_id, skip_reason, selection, notes)
    left join subscribers s on s.id = subscriber_id
    order by subscriber_id`
  await prepared('insert-deliveries', statement).execute(trx)
}
