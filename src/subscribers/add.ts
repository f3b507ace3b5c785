import { sql } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Consent } from '../store/schema.ts'
import { parseAddress, type Address } from './address.ts'
import {
  defaultPreferences,
  parseGivenPreferences,
  type PreferenceInput,
  type PreferenceProblems,
  type Preferences,
} from './preferences.ts'

/** A person whose consent the operator has, and what of their preferences is known. */
export type ConsentedSubscriber = { address: Address; preferences: Partial<Preferences> }

/** `updated`: already active or asked for before. The last two are not brought back: people's own no stands. */
export type AddOutcome = 'imported' | 'updated' | 'unsubscribed' | 'suppressed'

export type AddResult =
  | { outcome: AddOutcome; address: Address }
  | { outcome: 'invalid'; problems: PreferenceProblems & { email?: string } }

/** Adds one subscriber, active at once, from texts as the command line has them. */
export async function addSubscriber(
  db: Db,
  email: string,
  input: PreferenceInput,
  now: Date,
): Promise<AddResult> {
  const checked = parseAddress(email)
  const parsed = parseGivenPreferences(input)
  if (!checked.ok || !parsed.ok) {
    const problems = parsed.ok ? {} : parsed.problems
    return { outcome: 'invalid', problems: checked.ok ? problems : { email: checked.problem, ...problems } }
  }
  const subscriber = { address: checked.address, preferences: parsed.preferences }
  const outcomes = await addConsented(db, [subscriber], { how: 'cli', at: now.toISOString() }, now)
  return { outcome: outcomes.get(checked.address.emailKey) ?? 'unsubscribed', address: checked.address }
}

/**
 * Makes everyone in the batch active in one statement. New ones get defaults for what is not known of them;
 * known ones keep it, so that importing a bare list of addresses resets nobody's choice.
 *
 * @param batch no address twice
 * @returns what became of each, by its key
 */
export async function addConsented(
  db: Db,
  batch: ConsentedSubscriber[],
  consent: Consent,
  now: Date,
): Promise<Map<string, AddOutcome>> {
  const json = JSON.stringify(batch.map(toRecord))
  const standard = defaultPreferences
  const { rows } = await sql<{ email_key: string; outcome: AddOutcome }>`
    with given as (
      select given.*, suppressions.email_key is not null as is_suppressed
      from jsonb_to_recordset(${json}::jsonb) as given (
        position integer, email text, email_key text, topics text[], keywords text[],
        cadence text, hour smallint, time_zone text, max_papers smallint
      )
      left join public.suppressions using (email_key)
    ), updated as (
      update public.subscribers as known set
        topics = coalesce(given.topics, known.topics),
        keywords = coalesce(given.keywords, known.keywords),
        cadence = coalesce(given.cadence, known.cadence),
        hour = coalesce(given.hour, known.hour),
        time_zone = coalesce(given.time_zone, known.time_zone),
        max_papers = coalesce(given.max_papers, known.max_papers),
        status = 'active',
        consent = case known.status when 'active' then known.consent else ${JSON.stringify(consent)}::jsonb end,
        active_since = coalesce(known.active_since, ${now}::timestamptz)
      from given
      where known.email_key = given.email_key and known.status <> 'unsubscribed' and not given.is_suppressed
      returning known.email_key
    ), inserted as (
      insert into public.subscribers (
        email, email_key, topics, keywords, cadence, hour, time_zone, max_papers,
        status, consent, created_at, active_since
      )
      select
        email, email_key, coalesce(topics, '{}'), coalesce(keywords, '{}'),
        coalesce(cadence, ${standard.cadence}), coalesce(hour, ${standard.hour}::smallint),
        coalesce(time_zone, ${standard.timeZone}), coalesce(max_papers, ${standard.maxPapers}::smallint),
        'active', ${JSON.stringify(consent)}::jsonb, ${now}::timestamptz, ${now}::timestamptz
      from given where not is_suppressed
      order by position
      on conflict (email_key) do nothing
      returning email_key
    )
    select email_key, case
      when is_suppressed then 'suppressed'
      when email_key in (select email_key from inserted) then 'imported'
      when email_key in (select email_key from updated) then 'updated'
      else 'unsubscribed'
    end as outcome
    from given
  `.execute(db)
  return new Map(rows.map((row) => [row.email_key, row.outcome]))
}

function toRecord({ address, preferences }: ConsentedSubscriber, position: number) {
  const { topics, keywords, cadence, hour, timeZone, maxPapers } = preferences
  return {
    position,
    email: address.email,
    email_key: address.emailKey,
    topics,
    keywords,
    cadence,
    hour,
    time_zone: timeZone,
    max_papers: maxPapers,
  }
}
