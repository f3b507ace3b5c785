import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createContext } from '../../src/context.ts'
import { testConfig } from '../helpers/config.ts'
import { temporaryDir } from '../helpers/context.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'

/** Opens a database as the installation with this PREFIX, as `start` or as another command does. */
async function open(databaseUrl: string, prefix: string, schema: 'migrate' | 'refuse' = 'refuse') {
  const config = testConfig(await temporaryDir(), { store: { databaseUrl, prefix } })
  const context = await createContext(config, { schema })
  onTestFinished(() => context.close())
  return context
}

const refusal =
  /^DATABASE_URL: this database belongs to the installation “paperboy”, and PREFIX is “lab” here: create a second database.*PREFIX=paperboy\.$/

describe.skipIf(lacks('postgres'))('a database', () => {
  test('belongs to the installation that set it up, and refuses every other', async () => {
    const databaseUrl = await (await startPostgres())()
    await open(databaseUrl, 'paperboy', 'migrate')
    await expect(open(databaseUrl, 'lab')).rejects.toThrow(refusal)
    await expect(open(databaseUrl, 'lab', 'migrate')).rejects.toThrow(refusal)
    await open(databaseUrl, 'paperboy')
    await open(databaseUrl, 'paperboy', 'migrate')
  })

  test('of an earlier version is the first one’s that migrates it, and is not migrated by another', async () => {
    const databaseUrl = await (await startPostgres())()
    const { db } = await open(databaseUrl, 'paperboy', 'migrate')
    await sql`delete from public.kysely_migration where name = '0030_installation'`.execute(db)
    await expect(open(databaseUrl, 'lab', 'migrate')).rejects.toThrow(refusal)
    await sql`drop table public.installation`.execute(db)
    await open(databaseUrl, 'lab', 'migrate')
    await expect(open(databaseUrl, 'paperboy')).rejects.toThrow('belongs to the installation “lab”')
  })

  test('of another installation is refused by a command in one line', async () => {
    const env = { ...(await databaseEnvironment()), PREFIX: 'lab' }
    for (const command of [['subscribers', 'list'], ['migrate']]) {
      const { code, stdout, stderr } = await runCommand(command, env)
      expect({ command, code, stdout }).toEqual({ command, code: 1, stdout: '' })
      expect(stderr.trimEnd()).toMatch(refusal)
    }
  })
})
