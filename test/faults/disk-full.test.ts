import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { createContext, type Context } from '../../src/context.ts'
import { isClosed, readAccounting } from '../../src/editions/accounting.ts'
import { makeMonth, monthOf, partitionName } from '../../src/ledger/months.ts'
import { copyTemplate } from '../helpers/context.ts'
import { startPart } from '../helpers/processes.ts'
import { startRelay, type Taken } from './relay.ts'
import { seed, settings, until } from './run.ts'

// Only root may mount a disk small enough to fill.
describe.skipIf(process.getuid?.() !== 0)('a full disk under the embedded database', () => {
  // What needs room first: the next row, or the next 16 MB of the database's log, of which many rows need more.
  test.for([
    { needs: 'its rows', subscribers: 1000, prepare: fillPages },
    { needs: 'its log', subscribers: 3000, prepare: () => Promise.resolve() },
  ])(
    'is survived by an edition, where room is wanted for $needs',
    { timeout: 300_000 },
    async ({ subscribers, prepare }) => {
      const dataDir = smallDisk(256)
      copyTemplate(dataDir)
      const relay = await startRelay()
      onTestFinished(() => relay.close())
      const env = { ...settings, DATA_DIR: dataDir, SMTP_URL: `smtp://127.0.0.1:${relay.port}` }
      await withDatabase(env, async (context) => {
        await seed(context, subscribers)
        await prepare(context)
      })

      const part = await startPart([], env)
      onTestFinished(() => part.kill())
      await until(() => relay.taken.length > subscribers / 10, 'the first messages', 60)
      fill(dataDir)
      await sleep(4000)
      const takenWhileFull = relay.taken.length
      rmSync(join(dataDir, 'ballast'))

      await until(() => recipients(relay.taken).size === subscribers, 'all messages', 240)
      await part.stop()
      const accounting = await withDatabase(env, ({ db }) => readAccounting(db, 1))
      expect(accounting && isClosed(accounting)).toBe(true)
      expect(accounting).toMatchObject({ recipients: subscribers, submitted: subscribers })
      // What cannot be recorded is not followed by more: nothing is sent twice but what was open.
      expect(takenWhileFull).toBeLessThan(subscribers)
      expect(relay.taken.length - subscribers).toBeLessThanOrEqual(5)
    },
  )

  test('is what a start says, and one with room again goes on', async () => {
    const dataDir = smallDisk(256)
    copyTemplate(dataDir)
    const env = { ...settings, DATA_DIR: dataDir, SMTP_URL: 'smtp://127.0.0.1:9' }
    fill(dataDir)
    await expect(withDatabase(env, () => Promise.resolve())).rejects.toThrow(/has less than 32 MB left/)
    rmSync(join(dataDir, 'ballast'))
    const count = await withDatabase(env, ({ db }) =>
      db.selectFrom('subscribers').select(db.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    )
    expect(count).toEqual({ count: 0 })
  })
})

function recipients(taken: Taken[]): Set<string> {
  return new Set(taken.map(({ to }) => to))
}

/** A disk of its own, in memory, until the test is over. */
function smallDisk(megabytes: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir])
  onTestFinished(() => {
    execFileSync('umount', ['-l', dir])
    rmSync(dir, { recursive: true, force: true })
  })
  return dir
}

/** Pages keep room for what is sent from them; without it, the next outcome already needs more of the disk. */
async function fillPages({ db }: Context): Promise<void> {
  const now = new Date()
  await makeMonth(db, now)
  await sql`alter table ${sql.table(partitionName(monthOf(now)))} set (fillfactor = 100)`.execute(db)
}

function fill(dir: string): void {
  const path = join(dir, 'ballast')
  writeFileSync(path, '')
  for (const size of [1 << 20, 4096]) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(size))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  }
  expect(statfsSync(dir).bavail).toBe(0)
}

async function withDatabase<T>(
  env: Record<string, string>,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'silent' }))
  try {
    return await work(context)
  } finally {
    await context.close()
  }
}
