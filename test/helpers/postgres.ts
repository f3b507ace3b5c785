import { inject } from 'vitest'
import { createContext } from '../../src/context.ts'
import { testConfig } from './config.ts'
import { endWithRun } from './run.ts'
import { startPostgresServer, type PostgresServer } from './servers.ts'

let started: Promise<PostgresServer> | undefined
let template: Promise<string> | undefined

/**
 * A private PostgreSQL on a free port, which all tests of a worker share.
 *
 * @returns a function that makes a new empty database and tells its URL
 */
export async function startPostgres(): Promise<() => Promise<string>> {
  return (await server()).newDatabase
}

/** A new database with every migration run: a copy of one that is made once. @returns its URL */
export async function newMigratedDatabase(): Promise<string> {
  template ??= makeTemplate()
  return (await server()).newDatabase(await template)
}

function server(): Promise<PostgresServer> {
  started ??= startPostgresServer({ isDurable: false, parentDir: inject('runDir') }).then((one) => {
    endWithRun(one.pid())
    return one
  })
  return started
}

/** @returns the name of the database */
async function makeTemplate(): Promise<string> {
  const databaseUrl = await (await server()).newDatabase()
  const context = await createContext(testConfig(inject('runDir'), { store: { databaseUrl } }), {
    schema: 'migrate',
  })
  await context.close()
  return new URL(databaseUrl).pathname.slice(1)
}
