import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { inject, onTestFinished } from 'vitest'
import { createContext, type Context } from '../../src/context.ts'
import type { Db } from '../../src/store/open.ts'
import { configWith, testConfig, type ConfigOverrides } from './config.ts'

let opened: Promise<Context> | undefined

/**
 * The real embedded size, migrated and empty. All tests of a worker share one database, which is emptied before each:
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
  copyTemplate(dataDir)
  return dataDir
}

/** Fills a folder with the files of a migrated embedded database. */
export function copyTemplate(dataDir: string): void {
  // Node's own functions need several times as long for these thousand files.
  execFileSync('cp', ['-R', `${inject('templateDir')}/.`, dataDir])
}

function openCopy(): Promise<Context> {
  const dataDir = mkdtempSync(join(inject('runDir'), 'embedded-'))
  copyTemplate(dataDir)
  return createContext(testConfig(dataDir))
}

async function empty({ db }: Context): Promise<void> {
  await emptyTables(db)
  await sql`select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    from pg_sequences where last_value is not null`.execute(db)
}

/**
 * Deletes every row, BullMQ's too, but for those that say which migrations were run. Truncating the tables would take
 * half a second, since it makes new files for each of them and its indexes.
 */
export async function emptyTables(db: Db): Promise<void> {
  await sql`do $$
    declare one text;
    begin
      -- Foreign keys are not looked at, so that the order does not matter.
      set local session_replication_role = replica;
      for one in
        select format('%I.%I', schemaname, tablename) from pg_tables
        where schemaname in ('public', 'bullmq') and tablename not like '%migration%'
      loop
        execute 'delete from ' || one;
      end loop;
    end $$`.execute(db)
}
