import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { claimMail } from '../../src/outbox/mail-rows.ts'
import { OperatorMail } from '../../src/outbox/content.ts'
import { openStore } from '../../src/store/open.ts'
import { temporaryDir } from '../helpers/context.ts'

const folder = new URL('../../src/store/migrations/', import.meta.url)
const migration = '0019_outbox.sql'

test(
  'mails of earlier versions move into the outbox, and keep their state and their messages’ names',
  { timeout: 120_000 },
  async () => {
    const store = await openStore(
      { databaseUrl: null, dataDir: await temporaryDir() },
      pino({ level: 'silent' }),
    )
    onTestFinished(() => store.close())
    const { db } = store
    const run = async (name: string) =>
      db
        .transaction()
        .execute(async (trx) => sql.raw(await readFile(new URL(name, folder), 'utf8')).execute(trx))
    for (const name of (await readdir(folder)).filter((one) => one < migration).sort()) await run(name)
    await sql`insert into public.subscribers (email, email_key, status) values ('a@b.org', 'a@b.org', 'pending')`.execute(
      db,
    )
    await sql`insert into public.transactional_mails (kind, subscriber_id, status, attempts, next_attempt_at, key_id)
    values ('confirm', 1, 'submitted', 1, null, 'k'), ('manage', 1, 'deferred', 2, '2026-05-20', 'k')`.execute(
      db,
    )
    await sql`insert into public.operator_mails (key, subject, html, body, status, attempts, next_attempt_at, created_at)
    values ('tried', 'S', 'H', 'T', 'deferred', 1, '2026-05-20', '2026-05-19'),
      ('new', 'S', 'H', 'T', 'queued', 0, null, '2026-05-19')`.execute(db)

    await run(migration)

    // What claiming reads by now.
    await run('0047_quiet_mail.sql')
    const rows = await db.selectFrom('outbox').selectAll().orderBy('id').execute()
    expect(rows).toMatchObject([
      { id: 1, kind: 'confirm', subscriber_id: 1, status: 'submitted', attempts: 1, key_id: 'k' },
      { id: 2, kind: 'manage', subscriber_id: 1, status: 'deferred', attempts: 2, key_id: 'k' },
      { id: 3, kind: 'operator', subscriber_id: null, dedup_key: 'tried', status: 'deferred', attempts: 1 },
      { id: 4, kind: 'operator', subscriber_id: null, dedup_key: 'new', status: 'queued', attempts: 0 },
    ])
    expect(OperatorMail.parse(rows[2]?.payload)).toEqual({ subject: 'S', html: 'H', text: 'T' })
    const claim = { signingKeyId: 'n', leaseMs: 1000, now: new Date('2026-05-21') }
    const keys = []
    for (const { id } of rows.slice(1)) keys.push((await claimMail(db, id, claim))?.messageKey)
    expect(keys).toEqual(['t2', 'o1', expect.stringMatching(/^t4-[0-9a-f]{8}$/)])
  },
)
