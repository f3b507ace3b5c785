import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { embeddedMajor, markMoved } from '../../src/store/data-folder-state.ts'
import { openStore } from '../../src/store/open.ts'
import { temporaryDir, testContext } from '../helpers/context.ts'

const open = (dataDir: string) => openStore({ databaseUrl: null, dataDir }, pino({ level: 'silent' }))

test('PGlite is the PostgreSQL that folders are compared with', async () => {
  const { db } = await testContext()
  const { rows } = await sql<{ server_version_num: string }>`show server_version_num`.execute(db)
  expect(Math.floor(Number(rows[0]?.server_version_num) / 10_000)).toBe(embeddedMajor)
})

test('a folder of another PostgreSQL is refused unopened, with the way to the new release', async () => {
  const dataDir = await temporaryDir()
  const folder = join(dataDir, 'postgres')
  mkdirSync(folder)
  writeFileSync(join(folder, 'PG_VERSION'), '17\n')
  // Twice: the lock is given up.
  for (const _ of [1, 2]) {
    await expect(open(dataDir)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        /written by PostgreSQL 17, .*paperboy backup FILE.*paperboy restore FILE/s,
      ),
    })
  }
  expect(readdirSync(folder)).toEqual(['PG_VERSION'])
})

test('a folder that was moved names the database without its password', async () => {
  const dataDir = await temporaryDir()
  markMoved(dataDir, 'postgres://me:secret@db.example.org:5433/papers', new Date('2026-05-20T07:00:00Z'))
  const message = await open(dataDir).then(
    () => 'opened',
    (error: Error) => error.message,
  )
  expect(message).toContain('moved to db.example.org:5433/papers on 2026-05-20')
  expect(message).not.toContain('secret')
})
