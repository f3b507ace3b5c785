import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { preferenceFields } from '../../src/subscribers/preference-fields.ts'
import { defaultPreferences, checkPreferences } from '../../src/subscribers/preferences.ts'
import { testContext } from '../helpers/context.ts'

const entries = Object.values(preferenceFields)

test('every preference has a column of its type, whose default is its own', async () => {
  const { db } = await testContext()
  const { rows } = await sql<{ name: string; type: string }>`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a where a.attrelid = 'subscribers'::regclass`.execute(db)
  const types = new Map(rows.map(({ name, type }) => [name, type]))
  for (const { column, sqlType } of entries) expect([column, types.get(column)]).toEqual([column, sqlType])
  await sql`insert into subscribers (email, email_key, status) values ('a@x.org', 'a@x.org', 'pending')`.execute(
    db,
  )
  const row = await db.selectFrom('subscribers').selectAll().executeTakeFirstOrThrow()
  for (const { column, default: standard } of entries)
    expect([column, row[column]]).toEqual([column, standard])
})

test('no two preferences share a column, a CSV name or a flag, and the defaults are valid', () => {
  for (const names of [
    entries.map(({ column }) => column),
    entries.flatMap(({ csv }) => csv),
    entries.map(({ flag }) => flag.name),
  ]) {
    expect(new Set(names).size).toBe(names.length)
  }
  expect(checkPreferences(defaultPreferences)).toEqual({ ok: true, preferences: defaultPreferences })
})
