import { sql } from 'kysely'
import { horizonOf, pastOf, readRatedSet, type RatedSet } from '../editions/replay-delivery.ts'
import { withKnownTopics } from '../editions/retired-topics.ts'
import { composedFor } from '../ledger/history.ts'
import { memoize } from '../memoize.ts'
import { paperLinks } from '../papers/paper.ts'
import { titleOf } from '../papers/summary.ts'
import { findClosest } from '../select/closest.ts'
import { inTransaction, type Db } from '../store/open.ts'
import { findSubscriberById } from '../subscribers/find.ts'
import { lockSubscriber } from '../subscribers/subscribe.ts'
import type { QuietMail } from './content.ts'
import { queueMail } from './queue-mail.ts'

/** A week, with room for a clock that is set back an hour and an edition that was late. */
const quietHours = 156
/** In one run, of which there is one every ten minutes. */
const mostAtOnce = 1000

/**
 * Adds a mail for everyone who wants one and whom no paper has matched for a week: at most one a week each. What it says is
 * replayed from the frozen candidates of their last edition, and kept with the row.
 *
 * @returns the rows to remind the queue of
 */
export async function queueQuietMails(db: Db, now: Date): Promise<number[]> {
  const readSet = memoize(4, (id: number) => readRatedSet(db, id))
  const queued: number[] = []
  for (const id of await findQuiet(db, now)) {
    const said = await tellWhatWasClosest(db, id, readSet)
    if (!said) continue
    const mailId = await inTransaction(db, async (trx) => {
      if (!(await lockSubscriber(trx, id))) return null
      const since = new Date(now.getTime() - quietHours * 3_600_000)
      return queueMail(trx, id, 'quiet', { since, now, payload: said })
    })
    if (mailId !== null) queued.push(mailId)
  }
  return queued
}

/**
 * Subscribers whose last edition, of this day, picked nothing for them, and who had nothing else in the week before it:
 * no mail, and none that failed, was late or was held back by a pause.
 */
async function findQuiet(db: Db, now: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.id
    from subscribers s cross join lateral (
      select d.skip_reason, e.slot from deliveries d join editions e on e.id = d.edition_id
      where d.subscriber_id = s.id order by d.id desc limit 1
    ) last
    where s.status = 'active' and s.with_quiet_mail
      and last.skip_reason = 'no match' and last.slot > ${now}::timestamptz - interval '1 day'
      and s.active_since <= last.slot - make_interval(hours => ${quietHours}::integer)
      and not exists (
        select from deliveries d join editions e on e.id = d.edition_id
        where d.subscriber_id = s.id and d.skip_reason is distinct from 'no match'
          and e.slot > last.slot - make_interval(hours => ${quietHours}::integer)
      )
      and not exists (
        select from outbox m
        where m.subscriber_id = s.id and m.kind = 'quiet'
          and m.created_at > ${now}::timestamptz - make_interval(hours => ${quietHours}::integer)
      )
      and not exists (select from suppressions x where x.email_key = s.email_key)
    order by s.id limit ${mostAtOnce}`.execute(db)
  return rows.map(({ id }) => id)
}

async function tellWhatWasClosest(
  db: Db,
  subscriberId: number,
  readSet: (id: number) => Promise<RatedSet>,
): Promise<QuietMail | null> {
  const subscriber = await findSubscriberById(db, subscriberId)
  const [last, ...earlier] = await composedFor(db, subscriberId)
  if (!subscriber || !last) return null
  const { day, rated } = await readSet(last.candidateSetId)
  const past = pastOf(last, earlier)
  const horizon = horizonOf(subscriber.preferences, last, past, day)
  const profile = withKnownTopics(subscriber.preferences)
  const { considered, closest } = findClosest(rated, profile, { horizon, mailed: past.mailed })
  return {
    considered,
    days: horizon,
    closest: closest && { title: titleOf(closest), url: paperLinks(closest).page },
  }
}
