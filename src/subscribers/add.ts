import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../store/open.ts'
import type { Consent } from '../store/schema.ts'
import { parseAddress, type Address } from './address.ts'
import { preferenceColumns } from './columns.ts'
import { findErased, type Erased } from './erasure-record.ts'
import { preferenceFields } from './preference-fields.ts'
import {
  parseGivenPreferences,
  type PreferenceInput,
  type PreferenceProblems,
  type Preferences,
} from './preferences.ts'
import type { Problem } from './problems.ts'

/** A person whose consent the operator has, and what of their preferences is known. */
export type ConsentedSubscriber = {
  address: Address
  preferences: Partial<Preferences>
  /** When they signed up elsewhere. */
  createdAt?: Date
}

/** `updated`: already active or asked for before. The last two are not brought back: people's own no stands. */
export type AddOutcome = 'imported' | 'updated' | 'unsubscribed' | 'suppressed'

export type AddResult =
  | { outcome: AddOutcome; address: Address }
  | { outcome: 'invalid'; problems: PreferenceProblems & { email?: Problem } }

/** Adds one subscriber, active at once, from texts as the command line has them. */
export async function addSubscriber(
  db: Db,
  email: string,
  input: PreferenceInput,
  now: Date,
  secretKeys: readonly string[],
): Promise<AddResult> {
  const checked = parseAddress(email)
  const parsed = parseGivenPreferences(input)
  if (!checked.ok || !parsed.ok) {
    const problems = parsed.ok ? {} : parsed.problems
    return { outcome: 'invalid', problems: checked.ok ? problems : { email: checked.problem, ...problems } }
  }
  const subscriber = { address: checked.address, preferences: parsed.preferences }
  const consent = { how: 'cli', at: now.toISOString() } as const
  const outcomes = await addConsented(db, [subscriber], consent, now, secretKeys)
  return { outcome: outcomes.get(checked.address.emailKey) ?? 'unsubscribed', address: checked.address }
}

/**
 * Makes everyone in the batch active in one statement. New ones get defaults for what is not known of them;
 * known ones keep it, so that importing a bare list of addresses resets nobody's choice.
 * Whoever was erased comes back only by a double opt-in of their own.
 *
 * @param batch no address twice
 * @returns what became of each, by its key
 */
export async function addConsented(
  db: Db,
  batch: ConsentedSubscriber[],
  consent: Consent,
  now: Date,
  secretKeys: readonly string[],
): Promise<Map<string, AddOutcome>> {
  const erased = await findErased(
    db,
    secretKeys,
    batch.map(({ address }) => address.emailKey),
  )
  const json = JSON.stringify(batch.map((one, position) => toRecord(one, position, erased)))
  const { rows } = await sql<{ email_key: string; outcome: AddOutcome }>`
    with given as (
      select given.*, given.erased = 'suppressed' or suppressions.email_key is not null as is_suppressed
      from jsonb_to_recordset(${json}::jsonb) as given (
        position integer, email text, email_key text, erased text, created_at timestamptz,
        ${given(({ name, type }) => sql`${name} ${type}`)}
      )
      left join public.suppressions using (email_key)
    ), updated as (
      update public.subscribers as known set
        ${given(({ name }) => sql`${name} = coalesce(given.${name}, known.${name})`)},
        status = 'active',
        revision = known.revision + 1,
        consent = case known.status when 'active' then known.consent else ${JSON.stringify(consent)}::jsonb end,
        active_since = coalesce(known.active_since, ${now}::timestamptz)
      from given
      where known.email_key = given.email_key and known.status <> 'unsubscribed' and not given.is_suppressed
        -- Who was erased and then opted in again is active; a request that was not confirmed is no consent.
        and (known.status = 'active' or given.erased = 'no')
      returning known.email_key
    ), inserted as (
      insert into public.subscribers (
        email, email_key, ${given(({ name }) => name)}, status, consent, created_at, active_since
      )
      select
        email, email_key, ${given(({ name, standard }) => sql`coalesce(${name}, ${standard})`)},
        'active', ${JSON.stringify(consent)}::jsonb, coalesce(given.created_at, ${now}::timestamptz), ${now}::timestamptz
      from given where not is_suppressed and erased = 'no'
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

function toRecord(
  { address, preferences, createdAt }: ConsentedSubscriber,
  position: number,
  erased: ReadonlyMap<string, Erased>,
) {
  const found = erased.get(address.emailKey)
  return {
    position,
    email: address.email,
    email_key: address.emailKey,
    created_at: createdAt ?? null,
    erased: found ? (found.suppression === null ? 'left' : 'suppressed') : 'no',
    ...preferenceColumns(preferences),
  }
}

/** A part of the statement for each column of the preferences, which are given or null. */
function given(part: (column: GivenColumn) => RawBuilder<unknown>): RawBuilder<unknown> {
  return sql.join(
    Object.values(preferenceFields).map(({ column, sqlType, default: standard }) => {
      const type = sql.raw(sqlType)
      return part({ name: sql.ref(column), type, standard: sql`${standard}::${type}` })
    }),
  )
}

type GivenColumn = { name: RawBuilder<unknown>; type: RawBuilder<unknown>; standard: RawBuilder<unknown> }
