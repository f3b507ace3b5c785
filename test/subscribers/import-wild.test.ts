import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addSubscriber } from '../../src/subscribers/add.ts'
import { confirm } from '../../src/subscribers/confirm.ts'
import { eraseSubscriber } from '../../src/subscribers/erase.ts'
import { exportSubscribers } from '../../src/subscribers/export.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import { importSubscribers, type ImportOptions } from '../../src/subscribers/import.ts'
import { languages, cadences } from '../../src/subscribers/preference-schemas.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import type { Db } from '../../src/store/open.ts'
import { testContext } from '../helpers/context.ts'

const now = new Date('2026-05-20T12:00:00Z')
const secretKeys = ['a key that is only for tests, 32 characters and more'] as const
const utf16le = (text: string) => Buffer.from(text, 'utf16le')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

// What spreadsheets save: the list of one person who follows Jürgen Müller and chose robotics.
const people = 'email,authors,topics\r\nada@example.org,Jürgen Müller,robotics\r\n'
test.each([
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFF' + people)],
  ['Windows-1252', Buffer.from(people, 'latin1')],
  ['UTF-16 with a byte order mark', utf16le('\uFEFF' + people)],
  ['UTF-16, big end first, with a byte order mark', utf16be('\uFEFF' + people)],
  ['UTF-16 without a byte order mark', utf16le(people)],
  ['UTF-16 with tabs, as Excel’s “Unicode text”', utf16le('\uFEFF' + people.replaceAll(',', '\t'))],
  ['semicolons', Buffer.from(people.replaceAll(',', ';'))],
  ['semicolons in Windows-1252', Buffer.from(people.replaceAll(',', ';'), 'latin1')],
  ['tabs and quotes', Buffer.from('email\tauthors\ttopics\n"ada@example.org"\t"Jürgen Müller"\trobotics\n')],
  ['bars', Buffer.from(people.replaceAll(',', '|'))],
  ['a line sep=;', Buffer.from('sep=;\r\n' + people.replaceAll(',', ';'))],
  ['a line "sep=," after a byte order mark', Buffer.from('\uFEFF"sep=,"\r\n' + people)],
  ['a line sep= with a tab', Buffer.from('SEP=\t\n' + people.replaceAll(',', '\t'))],
  ['line ends of an old Mac', Buffer.from(people.replaceAll('\r\n', '\r'))],
  ['empty columns at the end', Buffer.from(people.replaceAll('\r\n', ',,,\r\n') + ',,,,,\r\n')],
  ['addresses in a column Subscriber', Buffer.from(people.replace('email', 'Subscriber'))],
  [
    'quoted names of columns',
    Buffer.from('"E-Mail";"Authors";"Topics"\nada@example.org;Jürgen Müller;robotics'),
  ],
])('a list with %s is read', async (_, bytes) => {
  const { db } = await testContext()
  expect(await read(db, bytes)).toMatchObject({ imported: 1, rejected: 0 })
  expect((await findSubscriber(db, 'ada@example.org'))?.preferences).toMatchObject({
    authors: ['Jürgen Müller'],
    topics: ['robotics'],
  })
})

test('a guessed encoding is told with what was read, and another can be named', async () => {
  const { db } = await testContext()
  const guessed = await read(db, Buffer.from('email,authors\nada@example.org,Zoë Noël\n', 'latin1'))
  expect(guessed.notices).toEqual([expect.stringMatching(/^Line 2 is not UTF-8.*Windows-1252.*Zoë Noël/)])
  const cyrillic = Buffer.concat([
    Buffer.from('email,authors\nben@example.org,'),
    Buffer.from([0xc8, 0xe2, 0xe0, 0xed]),
  ])
  await read(db, cyrillic, { encoding: 'windows-1251' })
  expect((await findSubscriber(db, 'ben@example.org'))?.preferences.authors).toEqual(['Иван'])
  await expect(read(db, cyrillic, { encoding: 'klingon' })).rejects.toThrow(/no encoding “klingon”/)
})

test('a row with bytes of no known encoding is refused, and an Excel workbook as a whole', async () => {
  const { db } = await testContext()
  // ü is 0x81 in DOS, which Windows-1252 does not have.
  const dos = Buffer.concat([
    Buffer.from('email,authors\nada@example.org,J'),
    Buffer.from([0x81]),
    Buffer.from('rgen\nben@example.org,Kay\n'),
  ])
  expect(await read(db, dos)).toMatchObject({ imported: 1, rows: [{ line: 2, email: 'ada@example.org' }] })
  await expect(read(db, Buffer.from('PK\x03\x04\x14\0'))).rejects.toThrow(/Excel workbook/)
})

test('how a stream is cut into chunks changes nothing', async () => {
  const { db } = await testContext()
  for (const bytes of [
    utf16le('\uFEFF' + people),
    Buffer.from('\uFEFF' + people),
    Buffer.from(people, 'latin1'),
  ]) {
    const single = Readable.from(Array.from(bytes, (byte) => Buffer.from([byte])))
    await db.deleteFrom('subscribers').execute()
    expect(await importSubscribers(db, single, { now, secretKeys })).toMatchObject({
      imported: 1,
      rejected: 0,
    })
    expect((await findSubscriber(db, 'ada@example.org'))?.preferences.authors).toEqual(['Jürgen Müller'])
  }
})

test.each([
  ['email,timezone,topic,frequency', 'timezone (is it time_zone?), topic (is it topics?), frequency'],
  ['email;Vorname;Lieblingsfarbe', 'Vorname, Lieblingsfarbe'],
  [',email,muted_topic', 'column 1, which has no name, muted_topic (is it muted_topics?)'],
  ['email,unsubscribe_link,open_rate,payment_status', 'unsubscribe_link, open_rate, payment_status'],
])('columns that are not known are named before anything is written: %s', async (header, named) => {
  const { db } = await testContext()
  const file = `${header}\n${header.startsWith(',') ? 'x,ada@example.org' : 'ada@example.org'}\n`
  await expect(read(db, file)).rejects.toThrow(`These columns are not known: ${named}.`)
  expect(await db.selectFrom('subscribers').selectAll().execute()).toEqual([])
  expect(await read(db, file, { ignoreColumns: true })).toMatchObject({
    imported: 1,
    notices: [`Columns that are not read: ${named.replaceAll(/ \(is it \w+\?\)/g, '')}.`],
  })
})

test('a column that comes twice is refused', async () => {
  const { db } = await testContext()
  await expect(read(db, 'email,hour,Hour\na@example.org,7,8\n')).rejects.toThrow(/Hour comes twice/)
})

test.each([
  // Opted out, by the column's name and its cell, in words, numbers, days and other languages.
  ['unsubscribed', '1', 'unsubscribed'],
  ['Unsubscribed', 'TRUE', 'unsubscribed'],
  ['unsubscribed', 'WAHR', 'unsubscribed'],
  ['unsubscribed_at', '2024-03-01 10:00:00', 'unsubscribed'],
  ['Opt Out', 'x', 'unsubscribed'],
  ['HasOptedOutOfEmail', 'true', 'unsubscribed'],
  ['Unsubscribed from all email', 'Yes', 'unsubscribed'],
  ['do_not_email', 'y', 'unsubscribed'],
  ['email_disabled', 'true', 'unsubscribed'],
  ['deleted_at', '2025-01-01', 'unsubscribed'],
  ['Abgemeldet', 'ja', 'unsubscribed'],
  ['subscribed', 'no', 'unsubscribed'],
  ['opt_in', '0', 'unsubscribed'],
  ['Accepts Email Marketing', 'no', 'unsubscribed'],
  ['active', 'FALSCH', 'unsubscribed'],
  ['status', 'unsubscribed', 'unsubscribed'],
  ['Status', 'Opted-Out', 'unsubscribed'],
  ['subscription_status', 'Unsubscribed', 'unsubscribed'],
  ['status', 'removed', 'unsubscribed'],
  ['subscriber_type', 'unsubscribed', 'unsubscribed'],
  ['GDPR consent', 'no', 'unsubscribed'],
  ['bounced', 'yes', 'suppressed'],
  ['hard_bounces', '3', 'suppressed'],
  ['Complained', '1', 'suppressed'],
  ['CLEAN_TIME', '2023-02-02', 'suppressed'],
  ['status', 'cleaned', 'suppressed'],
  ['email_status', 'Hard bounce', 'suppressed'],
  ['status', 'blocklisted', 'suppressed'],
  ['Status', 'spam complaint', 'suppressed'],
  ['status', 'unreachable', 'suppressed'],
  // Not to be mailed, but no opt-out.
  ['status', 'pending', 'rejected'],
  ['status', 'Not subscribed', 'rejected'],
  ['status', 'gold member', 'rejected'],
  ['subscriber_type', 'unactivated', 'rejected'],
  ['subscribed', '', 'rejected'],
  ['opt_in', 'perhaps', 'rejected'],
  // In.
  ['unsubscribed', '0', 'imported'],
  ['unsubscribed', '', 'imported'],
  ['bounced', 'no', 'imported'],
  ['opt_out', 'FAUX', 'imported'],
  ['bounces', '0', 'imported'],
  ['unsubscribed_at', '0000-00-00 00:00:00', 'imported'],
  ['status', 'Subscribed', 'imported'],
  ['status', '', 'imported'],
  ['subscribed', 'ja', 'imported'],
  ['subscriber_type', 'regular', 'imported'],
  ['opt_in', '2022-05-05', 'imported'],
])('a column %s with “%s” makes a person %s', async (column, cell, outcome) => {
  const { db } = await testContext()
  await addSubscriber(db, 'known@example.org', {}, now, secretKeys)
  const file = `email,${column}\nnew@example.org,${cell}\nknown@example.org,${cell}\n`
  const result = await read(db, file)
  const isIn = outcome === 'imported'
  expect(result).toMatchObject(isIn ? { imported: 1, updated: 1 } : { imported: 0, updated: 0, [outcome]: 2 })
  const mailed = await mayBeMailed(db)
  expect(mailed.includes('new@example.org')).toBe(isIn)
  expect(mailed.includes('known@example.org')).toBe(isIn || outcome === 'rejected')
  // A bare list afterwards brings nobody back.
  await read(db, 'email\nnew@example.org\nknown@example.org\n')
  const isOut = outcome === 'unsubscribed' || outcome === 'suppressed'
  expect(await mayBeMailed(db)).toHaveLength(isOut ? 0 : 2)
})

test('an opt-out counts whichever of its rows comes first, and also in a column that is ignored', async () => {
  const { db } = await testContext()
  const file =
    'email,status,tags\na@example.org,active,\nA@example.org,unsubscribed,\n' +
    'b@example.org,unsubscribed,\nb@example.org,active,\nc@example.org,,Unsubscribed\n'
  const result = await read(db, file, { ignoreColumns: true })
  expect(result).toMatchObject({ imported: 1, unsubscribed: 3, rejected: 1 })
  expect(result.warnings).toMatchObject([{ line: 3, warning: 'was active here, and is unsubscribed now' }])
  expect(await mayBeMailed(db)).toEqual([])
})

test('an opt-out leaves the link to confirm a request, which a later list cannot confirm, and records nothing of who was erased', async () => {
  const { db } = await testContext()
  await db
    .insertInto('subscribers')
    .values({
      email: 'p@example.org',
      email_key: 'p@example.org',
      status: 'pending',
      created_at: new Date('2026-05-20T11:59:59.900Z'),
    })
    .execute()
  await addSubscriber(db, 'erased@example.org', {}, now, secretKeys)
  const erased = await findSubscriber(db, 'erased@example.org')
  await eraseSubscriber(db, secretKeys, erased?.id ?? 0, now)
  await read(db, 'email,unsubscribed,bounced\np@example.org,1,\nerased@example.org,1,1\n')
  await read(db, 'email\np@example.org\n')
  const asked = await findSubscriber(db, 'p@example.org')
  expect(asked?.status).toBe('unsubscribed')
  const link = { subscriberId: asked?.id ?? 0, issuedAt: new Date('2026-05-20T12:00:00Z') }
  expect(await confirm(db, link, { how: 'web', at: now.toISOString() }, now)).toBe('activated')
  expect(await findSubscriber(db, 'erased@example.org')).toBeUndefined()
  expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
})

test.each([
  [
    'listmonk',
    'uuid,email,name,attributes,status,created_at,updated_at\n' +
      '5f,in@example.org,Ada,"{""city"": ""Kyoto""}",enabled,2023-04-05T06:07:08.123456Z,2024-01-01T00:00:00Z\n' +
      '60,out@example.org,Ben,{},disabled,2023-04-05T06:07:08Z,2024-01-01T00:00:00Z\n' +
      '61,never@example.org,Cy,{},blocklisted,2023-04-05T06:07:08Z,2024-01-01T00:00:00Z\n',
  ],
  [
    'Mailchimp',
    'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LATITUDE,TIMEZONE,LAST_CHANGED,' +
      'LEID,EUID,NOTES,TAGS,UNSUB_TIME,UNSUB_REASON,CLEAN_TIME\n' +
      'in@example.org,Ada,L,2,,,2023-04-05 06:07:08,,Europe/Rome,2024-01-01 00:00:00,1,a,,"""x""",,,\n' +
      'out@example.org,Ben,L,2,,,2023-04-05 06:07:08,,,2024-01-01 00:00:00,2,b,,,2024-02-02 03:04:05,N/A,\n' +
      'never@example.org,Cy,L,2,,,2023-04-05 06:07:08,,,2024-01-01 00:00:00,3,c,,,,,2024-02-02 03:04:05\n',
  ],
  [
    'Ghost',
    'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers\n' +
      '5f,in@example.org,Ada,,true,false,,2023-04-05T06:07:08.000Z,,,\n' +
      '60,out@example.org,Ben,,false,false,,2023-04-05T06:07:08.000Z,,,\n' +
      '61,never@example.org,Cy,,true,false,,2023-04-05T06:07:08.000Z,2024-01-01T00:00:00.000Z,,\n',
  ],
  [
    'Substack',
    'email,active_subscription,expiry,plan,email_disabled,digest_enabled,created_at,first_payment_at\n' +
      'in@example.org,false,,other,false,true,2023-04-05T06:07:08.000Z,\n' +
      'out@example.org,true,2027-01-01,yearly,true,false,2023-04-05T06:07:08.000Z,2023-04-05T06:07:08.000Z\n' +
      'never@example.org,false,,other,true,true,2023-04-05T06:07:08.000Z,\n',
  ],
])('an export of %s is recognised and mapped', async (format, file) => {
  const { db } = await testContext()
  const result = await read(db, file)
  expect(result.notices[0]).toBe(`Recognised as ${format}’s export.`)
  expect(result).toMatchObject({ imported: 1, rejected: 0 })
  expect(result.unsubscribed + result.suppressed).toBe(2)
  expect(await mayBeMailed(db)).toEqual(['in@example.org'])
  expect((await findSubscriber(db, 'in@example.org'))?.createdAt.toISOString()).toMatch(
    /^2023-04-05T06:07:08/,
  )
})

test('a day of signing up that is no day or still to come is left out, and its person imported', async () => {
  const { db } = await testContext()
  const result = await read(db, 'email,created_at\na@example.org,3/4/21\nb@example.org,2031-01-01\n')
  expect(result).toMatchObject({ imported: 2, warnings: [{ line: 2 }, { line: 3 }] })
  expect((await findSubscriber(db, 'b@example.org'))?.createdAt).toEqual(now)
})

test('Mailchimp’s file of people who have not subscribed is refused', async () => {
  const { db } = await testContext()
  const file = 'Email Address,LEID,EUID\na@example.org,1,b\n'
  await expect(read(db, file, { fileName: 'nonsubscribed_email_audience_export_1.csv' })).rejects.toThrow(
    /not subscribed/,
  )
})

test('a new person who chooses only what is not known is refused, a known one and one of an export kept', async () => {
  const { db } = await testContext()
  await addSubscriber(db, 'known@example.org', { topics: ['safety'] }, now, secretKeys)
  const result = await read(
    db,
    'email,topics,keywords\nnew@example.org,alchemy,\nalso@example.org,alchemy,gold\nknown@example.org,alchemy,\n',
  )
  expect(result).toMatchObject({ imported: 1, updated: 1, rejected: 1 })
  expect(result.rows).toEqual([
    { line: 2, email: 'new@example.org', reason: expect.stringContaining('“alchemy”') },
  ])
  await db
    .updateTable('subscribers')
    .set({ topics: ['retired'], keywords: [] })
    .execute()
  const file = await exported(db)
  expect(await read(db, file)).toMatchObject({ imported: 0, updated: 2, rejected: 0 })
  await db.deleteFrom('subscribers').execute()
  expect(await read(db, file)).toMatchObject({ imported: 2, rejected: 0 })
})

test('a dry run counts and tells the same, and writes nothing', { timeout: 120_000 }, async () => {
  const { db } = await testContext()
  const standing = fc.constantFrom('active', 'unsubscribed', 'bounced', 'pending', '')
  const topics = fc.constantFrom('robotics', 'alchemy', '')
  const row = fc.tuple(fc.constantFrom('a', 'b', 'p', 'left', 'in', 'dead', 'no address'), standing, topics)
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
      await db.deleteFrom('suppressions').execute()
      await db.deleteFrom('subscribers').execute()
      await addSubscriber(db, 'in@example.org', {}, now, secretKeys)
      await addSubscriber(db, 'left@example.org', {}, now, secretKeys)
      await db.insertInto('suppressions').values({ email_key: 'dead@example.org', reason: 'x' }).execute()
      const left = await findSubscriber(db, 'left@example.org')
      await unsubscribe(db, left?.id ?? 0, now)
      await db
        .insertInto('subscribers')
        .values({ email: 'p@example.org', email_key: 'p@example.org', status: 'pending', created_at: now })
        .execute()
      const before = await exported(db)
      const lines = rows.map(([name, ...rest]) => [`${name}@example.org`, ...rest].join(','))
      const file = ['email,status,topics', ...lines].join('\n')
      const tried = await read(db, file, { dryRun: true })
      expect(await exported(db)).toBe(before)
      expect(withoutStanding(tried)).toEqual(withoutStanding(await read(db, file)))
    }),
    { numRuns: Number(process.env['RUNS'] ?? 20) },
  )
})

test(
  'an export comes back the same, in each standing and in any file that a spreadsheet makes of it',
  { timeout: 120_000 },
  async () => {
    const { db } = await testContext()
    const phrase = fc.stringMatching(/^[=+@'"a-zÀ-ÿ -]{1,12}$/)
    const phrases = fc.array(phrase, { maxLength: 3 })
    const person = fc.record({
      topics: fc.subarray(['robotics', 'agents', 'safety', '3d']),
      keywords: phrases,
      authors: phrases,
      mutedKeywords: phrases,
      hour: fc.integer({ min: 0, max: 23 }).map(String),
      cadence: fc.constantFrom(...cadences),
      language: fc.constantFrom(...languages),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Tokyo'),
      withDiscovery: fc.constantFrom('yes', 'no'),
    })
    const standing = fc.constantFrom('active', 'unsubscribed', 'suppressed')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(person, standing), { maxLength: 5 }), async (list) => {
        await db.deleteFrom('suppressions').execute()
        await db.deleteFrom('subscribers').execute()
        for (const [index, [input, status]] of list.entries()) {
          const email = `p${index}@example.org`
          expect(await addSubscriber(db, email, input, now, secretKeys)).toMatchObject({
            outcome: 'imported',
          })
          const { id = 0 } = (await findSubscriber(db, email)) ?? {}
          if (status === 'unsubscribed') await unsubscribe(db, id, now)
          if (status === 'suppressed')
            await db.insertInto('suppressions').values({ email_key: email, reason: 'hard bounce' }).execute()
        }
        const file = await exported(db)
        const mailed = await mayBeMailed(db)
        for (const bytes of [Buffer.from(file), utf16le('\uFEFF' + file)]) {
          await db.deleteFrom('suppressions').execute()
          await db.deleteFrom('subscribers').execute()
          expect(await read(db, bytes)).toMatchObject({ rejected: 0, warnings: [] })
          expect((await exported(db)).split('\n').sort()).toEqual(file.split('\n').sort())
          expect(await mayBeMailed(db)).toEqual(mailed)
        }
      }),
      { numRuns: 25 },
    )
  },
)

/** Of someone who is both suppressed and has left, a dry run may tell the other. */
function withoutStanding(result: Awaited<ReturnType<typeof read>>) {
  const rows = result.rows.map((row) => ({
    ...row,
    reason: row.reason.replace(/^(suppressed|unsubscribed):/, 'out:'),
  }))
  return { ...result, rows }
}

async function read(db: Db, file: string | Buffer, options: Partial<ImportOptions> = {}) {
  const rows: { line: number; email: string; reason: string }[] = []
  const warnings: { line: number; warning: string }[] = []
  const notices: string[] = []
  const result = await importSubscribers(db, Readable.from([Buffer.from(file)]), {
    now,
    secretKeys,
    onRejected: (row) => rows.push(row),
    onWarning: (warning) => warnings.push(warning),
    onNotice: (notice) => notices.push(notice),
    ...options,
  })
  return { ...result, rows, warnings, notices }
}

async function mayBeMailed(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('subscribers')
    .select('email_key')
    .where('status', '=', 'active')
    .where('email_key', 'not in', (query) => query.selectFrom('suppressions').select('email_key'))
    .orderBy('email_key')
    .execute()
  return rows.map((row) => row.email_key)
}

async function exported(db: Db): Promise<string> {
  const lines: string[] = []
  for await (const line of exportSubscribers(db)) lines.push(line)
  return lines.join('')
}
