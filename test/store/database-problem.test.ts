import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { versionProblem } from '../../src/store/database-problem.ts'
import { runCommand } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'
import { startPostgres } from '../helpers/postgres.ts'
import { lacks } from '../helpers/requirements.ts'
import { queryOnce } from '../helpers/servers.ts'

/** What a command says that opens the database at this URL. */
async function refusal(databaseUrl: string, args = ['edition', 'list']): Promise<string> {
  const { code, stderr } = await runCommand(args, {
    DATABASE_URL: databaseUrl,
    DATA_DIR: await temporaryDir(),
    SECRET_KEY: 'a key that is only for tests, 32 characters and more',
    POSTAL_ADDRESS: '4 Example Lane, 1000 Exampleton',
    LOG_LEVEL: 'silent',
  })
  expect(code).toBe(1)
  expect(stderr).not.toContain('s3cret')
  expect(stderr.trim().split('\n')).toHaveLength(1)
  return stderr
}

function withLogin(databaseUrl: string, login: string): string {
  return databaseUrl.replace('postgres@', `${login}@`)
}

describe.skipIf(lacks('postgres'))('a PostgreSQL that cannot be used is told in one line:', () => {
  test.each([['edition', 'list'], ['migrate'], ['sources'], ['start', '--only', 'scheduler'], ['send']])(
    'nobody listens there (%s %s)',
    async (...args) => {
      expect(await refusal('postgres://paperboy:s3cret@127.0.0.1:9/paperboy', args)).toMatch(
        /^DATABASE_URL: PostgreSQL at 127\.0\.0\.1:9 does not answer \(.*ECONNREFUSED.*\): start it/,
      )
    },
  )

  test('the name does not exist, or something else listens', async () => {
    expect(await refusal('postgres://u:s3cret@nowhere.invalid/paperboy')).toMatch(
      /nowhere\.invalid:5432 does not/,
    )
    const server = createServer((socket) => socket.end())
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    expect(await refusal(`postgres://u:s3cret@127.0.0.1:${port}/paperboy`)).toMatch(/does not answer/)
  })

  test('the database is missing', async () => {
    const databaseUrl = await (await startPostgres())()
    expect(await refusal(databaseUrl.replace(/\w+$/, 'papers'))).toMatch(
      /there is no database “papers” .*createdb -O postgres papers/,
    )
  })

  test('the role is missing, or its password is wrong', async () => {
    const databaseUrl = await (await startPostgres())()
    expect(await refusal(withLogin(databaseUrl, 'nobody:s3cret'))).toMatch(/refuses the login of “nobody”/)
    await requirePassword(databaseUrl, 'locked')
    expect(await refusal(withLogin(databaseUrl, 'locked:s3cret'))).toMatch(
      /refuses the login of “locked” \(password authentication failed.*correct user and password/,
    )
    expect(await refusal(withLogin(databaseUrl, 'locked'))).toMatch(/wants a password for “locked”/)
  })

  test('the role may not create tables, or not BullMQ’s schema', async () => {
    const databaseUrl = await (await startPostgres())()
    await queryOnce(databaseUrl, `create role guest login password 's3cret'`)
    const guest = withLogin(databaseUrl, 'guest:s3cret')
    const owner = /“guest” lacks a right in the database .*ALTER DATABASE "test\d+" OWNER TO "guest"/
    expect(await refusal(guest, ['migrate'])).toMatch(owner)
    await queryOnce(databaseUrl, 'grant all on schema public to guest')
    expect(await refusal(guest, ['migrate'])).toMatch(owner)
  })
})

test.each(['14.11 (Debian 14.11-1)', '9.6.24', ''])('PostgreSQL %s is too old', (version) => {
  expect(versionProblem(version)).toMatch(/is too old: 15 is the oldest/)
})

test.each(['15.4 (Debian 15.4-1)', '18beta1'])('PostgreSQL %s is new enough', (version) => {
  expect(versionProblem(version)).toBeNull()
})

/** A role that must present a password, on a server that trusts the others. */
async function requirePassword(databaseUrl: string, role: string): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query(`create role ${role} login password 'another one'`)
  const { rows } = await client.query<{ hba_file: string }>('show hba_file')
  const path = rows[0]?.hba_file ?? ''
  writeFileSync(path, `host all ${role} 127.0.0.1/32 scram-sha-256\n${readFileSync(path, 'utf8')}`)
  await client.query('select pg_reload_conf()')
  await client.end()
}
