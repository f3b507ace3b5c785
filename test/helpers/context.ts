import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, inject, onTestFinished } from 'vitest'
import { createContext, type Context } from '../../src/context.ts'
import { configWith, testConfig, type ConfigOverrides } from './config.ts'

let opened: Promise<Context> | undefined

afterAll(async () => {
  if (!opened) return
  const { config, close } = await opened
  await close()
  await rm(config.store.dataDir, { recursive: true, force: true })
})

/**
 * The real embedded size, migrated and empty. The tests of a file share one database, which is emptied before each:
 * opening one takes a second. Its queues are let go when the test is over.
 */
export async function testContext(
  options: { config?: ConfigOverrides; clock?: () => Date } = {},
): Promise<Context> {
  opened ??= openCopy()
  const context = await opened
  await empty(context)
  onTestFinished(() => context.queues.stopWorking())
  return {
    ...context,
    config: configWith(context.config, options.config ?? {}),
    ...(options.clock ? { clock: options.clock } : {}),
  }
}

/** A folder that is removed when the test is over. */
export async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** An embedded data folder with every migration run, for processes that open it themselves. */
export async function migratedDataDir(): Promise<string> {
  const dataDir = await temporaryDir()
  await cp(inject('templateDir'), dataDir, { recursive: true })
  return dataDir
}

async function openCopy(): Promise<Context> {
  const dataDir = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
  await cp(inject('templateDir'), dataDir, { recursive: true })
  return createContext(testConfig(dataDir))
}

/** Empties every table, BullMQ's too, but for the two that say which migrations were run. */
async function empty({ db }: Context): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'bullmq') and tablename not like '%migration%'`.execute(db)
  await sql.raw(`truncate ${rows.map((row) => row.name).join(', ')} restart identity cascade`).execute(db)
}
