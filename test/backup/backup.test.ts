import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkBackupFile, writeBackup, writeBackupFile } from '../../src/backup/file.ts'
import { loadSnapshot } from '../../src/backup/load.ts'
import { readTables, withSnapshot, type SnapshotPart } from '../../src/backup/snapshot.ts'
import { serveBackups } from '../../src/backup/socket.ts'
import { keepEvents } from '../../src/bounces/events.ts'
import { createContext, type Context } from '../../src/context.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { cancelEdition } from '../../src/editions/edition-state.ts'
import { openDueEdition, openEditionAt, openWelcomeEdition } from '../../src/editions/edition.ts'
import { routes } from '../../src/routes.ts'
import { migrate } from '../../src/store/migrate.ts'
import { readMigrationNames } from '../../src/store/migration-files.ts'
import { openStore, type Db } from '../../src/store/open.ts'
import { readSchemaState } from '../../src/store/schema-state.ts'
import { suppress } from '../../src/subscribers/suppress.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { runCommand } from '../helpers/cli.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testConfig } from '../helpers/config.ts'
import { copyTemplate, migratedDataDir, temporaryDir, testContext } from '../helpers/context.ts'
import { outletSaying } from '../helpers/outlet.ts'
import { newMigratedDatabase, startPostgres } from '../helpers/postgres.ts'
import { noReminder } from '../helpers/reminder.ts'
import { lacks } from '../helpers/requirements.ts'
import { addActive, idOf } from '../helpers/subscribers.ts'

const slot = new Date('2026-05-20T07:00:00Z')
const key = 'a key that is only for tests, 32 characters and more'
const logger = pino({ level: 'silent' })
const meta = { keyId: 'k', now: slot }

/** An installation with a past: three readers, an edition that was sent, and what came back. */
async function fill({ db, ledgerDb, ...context }: Context): Promise<void> {
  await storeCandidates(db, [
    candidate({ id: 'arxiv:2605.1', title: 'Line\u2028ends, “quotes” \\n and \t tabs' }),
  ])
  const ids = [
    await addActive(db, 'ann@example.net', { keywords: ['diffusion models'] }),
    await addActive(db, 'bo@example.net'),
    await addActive(db, 'cleo@example.net'),
  ]
  const edition = await openDueEdition(db, slot)
  if (!edition) throw new Error('nobody is due')
  await createComposer({ db })(edition.id, 0, slot)
  const outlet = outletSaying(() => Promise.resolve({ kind: 'submitted', response: '250 ok' }))
  await createDeliverer({ ...context, clock: () => slot, db: ledgerDb, outlet })(edition.id, 0)
  await suppress(db, [{ subscriberId: ids[1] ?? 0, evidence: '550 5.1.1 no' }], 'hard bounce', slot)
  await keepEvents(db, [{ way: 'smtp', id: null, raw: Buffer.from([0, 1, 255, 10, 35]) }], slot)
}

/** Of each table that is copied, how many rows it has and a hash of all. */
async function contents(db: Db): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const { name, columns } of await readTables(db)) {
    const list = sql.join(columns.map((column) => sql.ref(column)))
    const { rows } = await sql<{ count: number; hash: string | null }>`
      select count(*) as count, md5(string_agg(row, e'\n' order by row)) as hash
      from (select row_to_json(t)::text as row from (select ${list} from ${sql.table(`public.${name}`)}) t) r`.execute(
      db,
    )
    found[name] = `${rows[0]?.count} ${rows[0]?.hash}`
  }
  return found
}

async function openDatabase(databaseUrl: string | null, dataDir?: string) {
  const dir = dataDir ?? (await temporaryDir())
  const store = await openStore({ databaseUrl, dataDir: dir }, logger)
  onTestFinished(() => store.close())
  return store
}

async function backupOf(db: Db, name = 'backup'): Promise<string> {
  const file = join(await temporaryDir(), name)
  await withSnapshot(db, meta, (snapshot) => writeBackupFile(file, (to) => writeBackup(snapshot, to)))
  return file
}

describe.skipIf(lacks('postgres'))('a backup', { timeout: 120_000 }, () => {
  test('of the embedded database fills PostgreSQL with the same rows, and that one an embedded database', async () => {
    const context = await testContext()
    await fill(context)
    const before = await contents(context.db)
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['subscribers', 'deliveries', 'mail_histories']),
    )
    const postgres = await openDatabase(await (await startPostgres())())
    await withSnapshot(context.db, meta, (snapshot) => loadSnapshot(postgres.db, snapshot))
    expect(await contents(postgres.db)).toEqual(before)
    const dataDir = await temporaryDir()
    copyTemplate(dataDir)
    const embedded = await openDatabase(null, dataDir)
    await withSnapshot(postgres.db, meta, (snapshot) => loadSnapshot(embedded.db, snapshot))
    expect(await contents(embedded.db)).toEqual(before)
    // Numbers go on after those that were copied.
    const [last, next] = [
      await newestEdition(context.db),
      await openEditionAt(embedded.db, later(1), later(1)),
    ]
    expect(next?.id).toBeGreaterThan(last)
  })

  test('holds one moment, whatever is written meanwhile', async () => {
    const { db } = await openDatabase(await newMigratedDatabase())
    await addActive(db, 'ann@example.net')
    const rows: SnapshotPart[] = []
    await withSnapshot(db, meta, async ({ header, parts }) => {
      await addActive(db, 'late@example.net')
      for await (const part of parts) rows.push(part)
      expect(header.tables.find(({ name }) => name === 'subscribers')?.rows).toBe(1)
    })
    expect(JSON.stringify(rows)).toContain('ann@example.net')
    expect(JSON.stringify(rows)).not.toContain('late@example.net')
  })

  test('of an earlier version is restored and brought up to date, that of a later version is refused', async () => {
    const newDatabase = await startPostgres()
    const old = await openDatabase(await newDatabase())
    const names = await readMigrationNames()
    await migrate(old.db, { only: new Set(names.filter((name) => name < '0038')) })
    await sql`insert into suppressions (email_key, reason) values ('old@example.net', 'hard bounce')`.execute(
      old.db,
    )
    const file = await backupOf(old.db)
    const databaseUrl = await newDatabase()
    const env = {
      DATABASE_URL: databaseUrl,
      DATA_DIR: await temporaryDir(),
      SECRET_KEY: key,
      POSTAL_ADDRESS: 'x',
    }
    const restored = await runCommand(['restore', file, '--without-key'], env)
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('Restored.') })
    const { db } = await openDatabase(databaseUrl)
    expect(await readSchemaState(db)).toEqual({ kind: 'current' })
    expect(await db.selectFrom('suppressions').select(['email_key', 'evidence']).execute()).toEqual([
      { email_key: 'old@example.net', evidence: null },
    ])
    const text = gunzipSync(readFileSync(file)).toString()
    const newer = await rewritten(text.replace('"0001_papers"', '"0001_papers","9999_of_tomorrow"'))
    const refused = await runCommand(['restore', newer, '--without-key'], {
      ...env,
      DATABASE_URL: await newDatabase(),
    })
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('9999_of_tomorrow: update this program'),
    })
  })

  test('is refused where it is damaged or something else, before anything is written', async () => {
    const databaseUrl = await (await startPostgres())()
    const { db, close } = await openStore({ databaseUrl: await newMigratedDatabase(), dataDir: '' }, logger)
    await addActive(db, 'ann@example.net')
    const file = await backupOf(db)
    await close()
    const bytes = readFileSync(file)
    const text = gunzipSync(bytes).toString()
    const wrong = {
      cut: bytes.subarray(0, bytes.length - 20),
      'cut between lines': gzipSync(text.slice(0, text.indexOf('\n#{"sequences"') + 1)),
      changed: gzipSync(text.replace('ann@example.net', 'bob@example.net')),
      foreign: gzipSync('-- PostgreSQL database dump\n'),
      text: Buffer.from('{"paperboy":"backup"}'),
      empty: Buffer.alloc(0),
    }
    const env = {
      DATABASE_URL: databaseUrl,
      DATA_DIR: await temporaryDir(),
      SECRET_KEY: key,
      POSTAL_ADDRESS: 'x',
    }
    const dir = await temporaryDir()
    for (const [name, content] of Object.entries(wrong)) {
      writeFileSync(join(dir, name), content)
      const { code, stderr } = await runCommand(['restore', join(dir, name), '--without-key'], env)
      expect(`${name}: ${code} ${stderr}`).toMatch(/: 1 .*(?:is damaged|is not a backup of Paperboy)/)
    }
    expect((await runCommand(['restore', join(dir, 'none')], env)).stderr).toContain('cannot be read')
    expect(await readSchemaState((await openDatabase(databaseUrl)).db)).toEqual({ kind: 'empty' })
  })

  test('replaces nothing unless told, needs the same key, and leaves out what may have been sent', async () => {
    const source = await newMigratedDatabase()
    const env = { DATA_DIR: await temporaryDir(), SECRET_KEY: key, POSTAL_ADDRESS: 'x', DATABASE_URL: source }
    const context = await createContext(testConfig(env.DATA_DIR, { store: { databaseUrl: source } }))
    await fill(context)
    const open = await openWelcomeEdition(context.db, await idOf(context.db, 'ann@example.net'), new Date())
    await context.close()
    const file = join(await temporaryDir(), 'today.backup')
    const made = await runCommand(['backup', file], env)
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('keep SECRET_KEY in another place'),
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await runCommand(['backup', file], env)).stderr).toContain('is there already')
    const restore = (...options: string[]) => runCommand(['restore', file, ...options], env)
    expect((await restore()).stderr).toContain('add --replace')
    expect((await runCommand(['restore', file], { ...env, SECRET_KEY: `other ${key}` })).stderr).toContain(
      'The secret key is not the one of the backup',
    )
    const { db, close } = await openStore({ databaseUrl: source, dataDir: '' }, logger)
    await sql`delete from suppressions`.execute(db)
    expect((await restore('--replace')).stderr).toContain('stop all parts of the service first')
    await close()
    expect((await restore('--replace', '--dry-run')).stdout).toContain('Nothing was changed')
    expect(await suppressed(source)).toEqual([])
    const restored = await restore('--replace')
    expect(restored).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Edition ${open.id} was being sent`),
    })
    expect(await suppressed(source)).toEqual(['bo@example.net'])
    const after = await openDatabase(source)
    expect(await openDueEdition(after.db, new Date())).toBeNull()
    const states = await after.db.selectFrom('editions').select('state').orderBy('id').execute()
    expect(states).toEqual([{ state: 'open' }, { state: 'paused' }])
  })

  test('is made by the process that runs, where that alone can read the embedded database', async () => {
    const { db, signer } = await testContext()
    await addActive(db, 'ann@example.net')
    const dataDir = await temporaryDir()
    const stop = await serveBackups({ db, keyId: signer.keyId, clock: () => slot, logger }, dataDir)
    onTestFinished(stop)
    const file = join(dataDir, 'backup')
    const { code, stdout } = await runCommand(['backup', file], { DATA_DIR: dataDir })
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(join(dataDir, 'secret-key')),
    })
    const { tables } = await checkBackupFile(file)
    expect(tables.find(({ name }) => name === 'subscribers')?.rows).toBe(1)
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
  })
})

test.skipIf(lacks('postgres'))(
  'moving to PostgreSQL takes everything: links in old mails work, and nobody is mailed twice',
  { timeout: 120_000 },
  async () => {
    const dataDir = await migratedDataDir()
    const source = await createContext(testConfig(dataDir))
    await fill(source)
    const id = await idOf(source.db, 'ann@example.net')
    const open = await openWelcomeEdition(source.db, id, new Date())
    await source.close()
    const databaseUrl = await (await startPostgres())()
    const env = { DATA_DIR: dataDir, SECRET_KEY: key }
    const move = () => runCommand(['move', '--to', databaseUrl], env)
    expect((await move()).stderr).toContain(`end it with \`paperboy edition cancel ${open.id}\`; then move`)
    const again = await createContext(testConfig(dataDir))
    await cancelEdition(again.db, open.id, new Date())
    const before = await contents(again.db)
    const link = routes.preferences.href({ token: again.signer.sign('preferences', id, slot) })
    await again.close()
    const moved = await move()
    expect(moved).toMatchObject({ code: 0, stdout: expect.stringContaining('DATABASE_URL') })
    for (const command of [['move', '--to', databaseUrl], ['topics']]) {
      const refused = await runCommand(command, env)
      expect(refused).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/was moved to .* a second time/),
      })
      expect(refused.stderr).not.toMatch(/password/)
    }
    // On purpose, the old folder can be used again.
    rmSync(join(dataDir, 'moved-to-postgres'))
    expect((await move()).stderr).toContain('the database is not empty')
    const target = await createContext(testConfig(await temporaryDir(), { store: { databaseUrl } }), {
      clock: () => later(1),
    })
    onTestFinished(() => target.close())
    const { db } = target
    expect(await contents(db)).toEqual(before)
    expect((await appOver(target).request(link)).status).toBe(200)
    expect(await openDueEdition(db, new Date(slot.getTime() + 60_000))).toBeNull()
    // The next day brings what is new, and nothing that was mailed.
    await storeCandidates(db, [candidate({ id: 'arxiv:2605.2', firstListedOn: '2026-05-21' })])
    const next = await openDueEdition(db, later(1))
    await createComposer({ db })(next?.id ?? 0, 0, later(1))
    const picked = await db
      .selectFrom('deliveries')
      .select(['subscriber_id', 'selection'])
      .where('edition_id', '=', next?.id ?? 0)
      .execute()
    expect(picked.map((row) => row.subscriber_id)).toContain(id)
    expect(picked.map((row) => row.selection).join()).toContain('2605.2')
    expect(picked.map((row) => row.selection).join()).not.toContain('2605.1')
  },
)

const later = (days: number) => new Date(slot.getTime() + days * 86_400_000)

async function newestEdition(db: Db): Promise<number> {
  return (await db.selectFrom('editions').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
}

async function suppressed(databaseUrl: string): Promise<string[]> {
  const { db, close } = await openStore({ databaseUrl, dataDir: '' }, logger)
  const rows = await db.selectFrom('suppressions').select('email_key').execute()
  await close()
  return rows.map((row) => row.email_key)
}

async function rewritten(text: string): Promise<string> {
  const body = text.slice(0, text.lastIndexOf('\n#') + 1)
  const end = JSON.parse(text.slice(text.lastIndexOf('\n#') + 2))
  const sha256 = createHash('sha256').update(body).digest('hex')
  const file = join(await temporaryDir(), 'rewritten')
  writeFileSync(file, gzipSync(`${body}#${JSON.stringify({ ...end, sha256 })}\n`))
  return file
}

function appOver(context: Context) {
  return createApp({
    ...context,
    limits: createLimits(context.config, context, context.logger),
    mailbox: null,
    keepReturned: () => Promise.resolve(),
    remind: noReminder,
    enqueueEdition: () => Promise.resolve(),
  })
}
