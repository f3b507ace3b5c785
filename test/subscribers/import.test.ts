import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { addSubscriber } from '../../src/subscribers/add.ts'
import { exportSubscribers } from '../../src/subscribers/export.ts'
import { findSubscriber } from '../../src/subscribers/find.ts'
import { importSubscribers, type ImportWarning, type RejectedRow } from '../../src/subscribers/import.ts'
import { unsubscribe } from '../../src/subscribers/unsubscribe.ts'
import type { Db } from '../../src/store/open.ts'
import { testContext } from '../helpers/context.ts'
import { idOf } from '../helpers/subscribers.ts'

const now = new Date('2026-05-20T12:00:00Z')
const secretKeys = ['a key that is only for tests, 32 characters and more'] as const

test('a list is imported with its preferences, active at once', async () => {
  const { db } = await testContext()
  const file =
    '\uFEFFEmail,Topics,keywords,Time Zone,hour,cadence,max,authors\r\n' +
    'ada@example.org,robotics;agents,"protein folding|KV cache",Europe/Berlin,8,weekdays,5,"two\r\nlines, ""quoted"""\r\n' +
    'bob@example.org\r\n'
  expect(await read(db, file)).toMatchObject({ imported: 2, updated: 0, rejected: 0 })
  expect(await findSubscriber(db, 'ada@example.org')).toMatchObject({
    status: 'active',
    consent: { how: 'import', at: now.toISOString() },
    preferences: {
      topics: ['robotics', 'agents'],
      keywords: ['protein folding', 'KV cache'],
      timeZone: 'Europe/Berlin',
      hour: 8,
      cadence: 'weekdays',
      maxPapers: 5,
    },
  })
  expect((await findSubscriber(db, 'bob@example.org'))?.preferences).toMatchObject({ hour: 7, topics: [] })
})

test('bad rows are reported by line and reason, the others imported', async () => {
  const { db } = await testContext()
  const { rows, warnings, ...result } = await read(
    db,
    [
      'email,topics,hour',
      'a@example.org,robotics,7',
      'not an address,robotics,7',
      'b@example.org,robotics,99',
      '',
      'c@example.org,robotics,7,surplus',
      'd@example.org,"robotics,7',
      'e@example.org,"agents;robotics",7',
      'f@ex"ample.org,agents,7',
      'g@example.org,safety,7',
    ].join('\n'),
  )
  expect(result).toMatchObject({ imported: 3, updated: 0, rejected: 5 })
  expect(warnings).toEqual([])
  expect(rows.map(({ line }) => line).sort((a, b) => a - b)).toEqual([3, 4, 6, 7, 9])
  expect(rows.find(({ line }) => line === 4)).toEqual({
    line: 4,
    email: 'b@example.org',
    reason: 'Choose an hour from 0 to 23.',
  })
})

test('a value that is not known is left out with a warning that names it, and its person is imported', async () => {
  const { db } = await testContext()
  await addSubscriber(
    db,
    'known@example.org',
    { topics: ['safety'], timeZone: 'Asia/Tokyo' },
    now,
    secretKeys,
  )
  const { warnings, ...result } = await read(
    db,
    [
      'email,topics,muted_topics,time_zone,language',
      'some@example.org,robotics;alchemy,augury,America/Atlantis,la',
      'known@example.org,alchemy,,America/Atlantis,',
      'both@example.org,safety;robotics,safety,,',
    ].join('\n'),
  )
  expect(result).toMatchObject({ imported: 2, updated: 1, rejected: 0 })
  expect(warnings.map(({ line, warning }) => [line, /“.*”/.exec(warning)?.[0]])).toEqual([
    [2, '“alchemy”'],
    [2, '“augury”'],
    [2, '“America/Atlantis”'],
    [2, '“la”'],
    [3, '“alchemy”'],
    [3, '“America/Atlantis”'],
    [4, '“safety”'],
  ])
  expect(await findSubscriber(db, 'some@example.org')).toMatchObject({
    preferences: { topics: ['robotics'], mutedTopics: [], timeZone: 'UTC', language: 'en' },
  })
  expect(await findSubscriber(db, 'known@example.org')).toMatchObject({
    preferences: { topics: ['safety'], timeZone: 'Asia/Tokyo' },
  })
  expect(await findSubscriber(db, 'both@example.org')).toMatchObject({
    preferences: { topics: ['robotics'], mutedTopics: ['safety'] },
  })
})

test('an export keeps what is stored and not known any more, and an import says so', async () => {
  const { db } = await testContext()
  await addSubscriber(db, 'ada@example.org', {}, now, secretKeys)
  await db
    .updateTable('subscribers')
    .set({ topics: ['robotics', 'old-topic'], time_zone: 'America/Atlantis' })
    .execute()
  const file = await exported(db)
  expect(file).toContain('robotics;old-topic')
  await db.deleteFrom('subscribers').execute()
  const { warnings, ...result } = await read(db, file)
  expect(result).toMatchObject({ imported: 1, rejected: 0 })
  expect(warnings.map(({ warning }) => warning)).toEqual([
    expect.stringContaining('topics: “old-topic”'),
    expect.stringContaining('time_zone: “America/Atlantis”'),
  ])
})

test('the older name of the discovery column is still read', async () => {
  const { db } = await testContext()
  await read(db, 'email,outside\nada@example.org,no\n')
  expect((await findSubscriber(db, 'ada@example.org'))?.preferences.withDiscovery).toBe(false)
  expect(await exported(db)).toMatch(/,discovery,.*\n.*,no,/)
})

test('a quote that is never closed loses its own row only', async () => {
  const { db } = await testContext()
  const others = Array.from({ length: 300 }, (_, index) => `p${index}@example.org,agents\n`).join('')
  const result = await read(db, `email,topics\nx@example.org,"agents\n${others}`)
  expect(result).toMatchObject({ imported: 300, rejected: 1, rows: [{ line: 2 }] })
})

test('whoever has left or is suppressed stays so, and is reported', async () => {
  const { db } = await testContext()
  await addSubscriber(db, 'left@example.org', {}, now, secretKeys)
  await unsubscribe(db, await idOf(db, 'left@example.org'), now)
  await db.insertInto('suppressions').values({ email_key: 'bounced@example.org', reason: 'bounce' }).execute()
  const result = await read(db, 'email\nleft@example.org\nBounced@example.org\nnew@example.org\n')
  expect(result).toMatchObject({ imported: 1, rejected: 2 })
  expect(result.rows).toMatchObject([
    { line: 2, reason: expect.stringContaining('unsubscribed') },
    { line: 3, reason: expect.stringContaining('suppressed') },
  ])
  expect((await findSubscriber(db, 'left@example.org'))?.status).toBe('unsubscribed')
  expect(await findSubscriber(db, 'bounced@example.org')).toBeUndefined()
})

test('known ones take what their row says and keep the rest, and of two rows the later wins', async () => {
  const { db } = await testContext()
  await addSubscriber(db, 'ada@example.org', { topics: ['safety'], hour: '21' }, now, secretKeys)
  const result = await read(
    db,
    'email,hour,cadence\nada@example.org,,weekly\nb@example.org,5,\nB@example.org,6,\n',
  )
  expect(result).toMatchObject({ imported: 1, updated: 2, rejected: 0 })
  expect(await findSubscriber(db, 'ada@example.org')).toMatchObject({
    consent: { how: 'cli' },
    preferences: { topics: ['safety'], hour: 21, cadence: 'weekly' },
  })
  expect((await findSubscriber(db, 'b@example.org'))?.preferences.hour).toBe(6)
})

test('batches follow each other, and progress is told', async () => {
  const { db } = await testContext()
  const progress: number[] = []
  const rows = Array.from({ length: 2500 }, (_, index) => `p${index}@example.org\n`)
  const csv = Readable.from(['email\n', ...rows])
  const result = await importSubscribers(db, csv, {
    now,
    secretKeys,
    onProgress: (done) => progress.push(done),
  })
  expect(result).toMatchObject({ imported: 2500, updated: 0, rejected: 0 })
  expect(progress.at(-1)).toBe(2500)
})

test('a file without an email column, an empty one, or one that breaks off stops with the reason', async () => {
  const { db } = await testContext()
  await expect(read(db, 'name,address\nAda,ada@example.org\n')).rejects.toThrow(/one must be called email/)
  await expect(read(db, '')).rejects.toThrow(/empty/)
  const broken = Readable.from(
    (function* () {
      yield 'email\na@example.org\n'
      throw new Error('the disk is gone')
    })(),
  )
  await expect(importSubscribers(db, broken, { now, secretKeys })).rejects.toThrow('the disk is gone')
})

test('an export comes back the same, brings nobody back who left, and runs no formula', async () => {
  const { db } = await testContext()
  await addSubscriber(
    db,
    '=1+1@example.org',
    {
      keywords: ['-2+3', 'a "quote"'],
      topics: ['3d', 'code'],
      authors: ['Ada Lovelace', 'Müller'],
      organizations: ['Foo Inc.'],
      withDiscovery: 'no',
      mutedTopics: ['safety'],
      mutedKeywords: ['x', '=cmd', '+1', '@SUM(1)'],
      mutedAuthors: ['A B'],
      language: 'zh',
      pausedUntil: '2026-06-01',
    },
    now,
    secretKeys,
  )
  await addSubscriber(db, 'left@example.org', {}, now, secretKeys)
  await unsubscribe(db, await idOf(db, 'left@example.org'), now)
  const before = await findSubscriber(db, '=1+1@example.org')
  const file = await exported(db)
  // Whether a spreadsheet separates cells at commas, semicolons or bars.
  expect(file).not.toMatch(/(^|[,;|])"?[=+\-@]/m)
  await db.deleteFrom('subscribers').execute()
  expect(await read(db, file)).toMatchObject({ imported: 1, unsubscribed: 1, rejected: 0 })
  expect((await findSubscriber(db, '=1+1@example.org'))?.preferences).toEqual(before?.preferences)
})

async function read(db: Db, file: string) {
  const rows: RejectedRow[] = []
  const warnings: ImportWarning[] = []
  const result = await importSubscribers(db, Readable.from([file]), {
    now,
    secretKeys,
    onRejected: (row) => rows.push(row),
    onWarning: (warning) => warnings.push(warning),
  })
  return { ...result, rows, warnings }
}

async function exported(db: Db): Promise<string> {
  const lines: string[] = []
  for await (const line of exportSubscribers(db)) lines.push(line)
  return lines.join('')
}
