import { execFileSync, spawnSync } from 'node:child_process'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { cleanAfterErasure } from '../../jobs/clean.ts'
import { createContext } from '../../src/context.ts'
import { openWelcomeEdition } from '../../src/editions/edition.ts'
import { openMailbox } from '../../src/inbox/mailbox.ts'
import { monthOf } from '../../src/ledger/months.ts'
import { erase } from '../../src/own-data/erase.ts'
import { cleanFiles } from '../../src/own-data/clean-files.ts'
import { parseAddress } from '../../src/subscribers/address.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { saveRequest } from '../../src/subscribers/subscription-requests.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testConfig } from '../helpers/config.ts'
import { migratedDataDir, testContext } from '../helpers/context.ts'
import { newMigratedDatabase } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'
import { addActive } from '../helpers/subscribers.ts'

const erasedAddress = 'zaphod.erased@example.org'
const keptAddress = 'trillian.kept@example.org'

/** The files below a folder that hold a text, in whatever case. */
function filesWith(text: string, dir: string): string[] {
  const found = spawnSync('grep', ['-rlaiF', text, dir], { encoding: 'utf8' })
  return found.stdout.split('\n').filter((line) => line !== '')
}

test('an hour after someone was erased, no file holds their address', { timeout: 120_000 }, async () => {
  const dataDir = await migratedDataDir()
  let now = new Date('2026-05-20T12:00:00Z')
  const context = await createContext(testConfig(dataDir), { clock: () => now })
  let isOpen = true
  const close = async () => {
    if (isOpen) await context.close()
    isOpen = false
  }
  onTestFinished(close)
  const { db, config } = context
  for (let i = 0; i < 20; i++) await addActive(db, `other${i}@example.org`)
  await addActive(db, keptAddress)
  const id = await addActive(db, erasedAddress, { keywords: ['vogon poetry'] })
  const parsed = parseAddress(erasedAddress)
  if (parsed.ok) await saveRequest(db, parsed.address, defaultPreferences, now)
  await db.insertInto('suppressions').values({ email_key: erasedAddress, reason: 'bounced' }).execute()
  // Its statistics hold samples of what the column holds.
  await sql`analyze subscribers`.execute(db)
  const mailbox = openMailbox(dataDir, context.logger)
  const mail = (to: string) =>
    Buffer.from(`From: a@example.org\r\nTo: ${to}\r\nSubject: x\r\n\r\nHello ${to}.\r\n`)
  for (const to of [erasedAddress, `Zaphod <${erasedAddress.toUpperCase()}>`, keptAddress])
    await mailbox.add(mail(to), to)
  await sql`checkpoint`.execute(db)
  expect(filesWith(erasedAddress, dataDir).length).toBeGreaterThan(2)

  await erase(db, config.secretKeys, id, now)
  // What was on its way arrives still.
  await mailbox.add(mail(erasedAddress), erasedAddress)
  now = new Date(now.getTime() + 3_600_000)
  expect(await cleanAfterErasure(context)).toBe(1)
  expect(await cleanAfterErasure(context)).toBe(0)
  expect(filesWith(erasedAddress, dataDir)).toEqual([])
  expect(filesWith('vogon poetry', dataDir)).toEqual([])
  expect(filesWith(keptAddress, dataDir).length).toBeGreaterThan(1)
  expect(await mailbox.list()).toMatchObject([{ to: keptAddress }])
  await close()
  expect(filesWith(erasedAddress, dataDir)).toEqual([])
  expect(execFileSync('du', ['-sm', dataDir], { encoding: 'utf8' })).toMatch(/^\d{1,2}\t/)
})

test('who has come back since keeps the mails from then on', async () => {
  const context = await testContext({ clock: () => new Date(Date.now() + 3_600_000) })
  const { db, config, logger } = context
  const mailbox = openMailbox(config.store.dataDir, logger)
  await mailbox.removeAll()
  await mailbox.add(Buffer.from(`From: a@example.org\r\nTo: ${erasedAddress}\r\nSubject: old\r\n\r\n.\r\n`))
  await erase(db, config.secretKeys, await addActive(db, erasedAddress), new Date())
  await db
    .insertInto('subscribers')
    .values({ email: erasedAddress, email_key: erasedAddress, status: 'pending', created_at: new Date() })
    .execute()
  await mailbox.add(Buffer.from(`From: a@example.org\r\nTo: ${erasedAddress}\r\nSubject: new\r\n\r\n.\r\n`))
  await cleanAfterErasure(context)
  expect(await mailbox.list()).toMatchObject([{ subject: 'new' }])
  await mailbox.removeAll()
})

test('a reply that came for someone who was erased meanwhile is removed with the files', async () => {
  const now = new Date('2026-05-20T12:00:00Z')
  const context = await testContext({ clock: () => new Date(now.getTime() + 3_600_000) })
  const { db, config } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  const [gone, kept] = [await addActive(db, erasedAddress), await addActive(db, keptAddress)]
  for (const id of [gone, kept]) {
    const edition = await openWelcomeEdition(db, id, now)
    if (id === gone) await erase(db, config.secretKeys, gone, now)
    const row = {
      month: monthOf(now),
      edition_id: edition.id,
      range_no: 0,
      subscriber_id: id,
      selection: '[]',
    }
    await db
      .insertInto('deliveries')
      .values({ ...row, status: 'submitted', response: '250 Ok, take it', composed_at: now, settled_at: now })
      .execute()
  }
  expect(await cleanAfterErasure(context)).toBe(1)
  const rows = await db.selectFrom('deliveries').select(['subscriber_id', 'response']).execute()
  expect(new Map(rows.map((row) => [row.subscriber_id, row.response]))).toEqual(
    new Map([
      [gone, null],
      [kept, '250 Ok, take it'],
    ]),
  )
})

test.skipIf(lacks('postgres'))('a server’s tables are vacuumed without being rewritten', async () => {
  const databaseUrl = await newMigratedDatabase()
  const context = await createContext(testConfig('/nonexistent', { store: { databaseUrl } }))
  onTestFinished(() => context.close())
  const files = () =>
    sql<{ path: string }>`select pg_relation_filepath('subscribers') as path`.execute(context.db)
  const before = await files()
  await cleanFiles(context.db, false)
  expect((await files()).rows).toEqual(before.rows)
})
