import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished, test } from 'vitest'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'
import { startRedis } from '../helpers/redis.ts'
import { lacks } from '../helpers/requirements.ts'

/** What a command says that fails for what this prepares: a sentence or two, without a stack. */
async function refusal(args: string[], env: Record<string, string>): Promise<string> {
  const { code, stderr } = await runCommand(args, env)
  expect(stderr).not.toMatch(/^ {4}at /m)
  expect(code).toBe(1)
  return stderr.trim()
}

type Failure = [what: string, prepare: (dir: string) => Record<string, string>, says: RegExp]

const inDataDir = (prepare: (dataDir: string) => void) => (dir: string) => {
  prepare(dir)
  return { DATA_DIR: dir }
}
const inFile = (name: string, content: string) => (dir: string) => {
  const path = join(dir, 'file')
  writeFileSync(path, content)
  return { DATA_DIR: join(dir, 'data'), [name]: path }
}
const named = (variables: Record<string, string>) => (dir: string) => ({ DATA_DIR: dir, ...variables })

const files: Failure[] = [
  [
    'a data folder that cannot be made',
    () => ({ DATA_DIR: '/sys/paperboy' }),
    /^DATA_DIR: \/sys\/paperboy is not writable for this user/,
  ],
  [
    'a key that is a folder',
    inDataDir((dir) => mkdirSync(join(dir, 'secret-key'))),
    /^DATA_DIR: .*secret-key cannot be read \(EISDIR.*\): let this user read it/,
  ],
  [
    'a lock that is none',
    inDataDir((dir) => writeFileSync(join(dir, 'lock'), 'x'.repeat(4096))),
    /^DATA_DIR: .*lock cannot be locked \(.*\): delete/,
  ],
  [
    'a database that is a file',
    inDataDir((dir) => writeFileSync(join(dir, 'postgres'), 'x')),
    /^DATA_DIR: .*postgres is a file, .*backup/,
  ],
  [
    'a database of another version',
    inDataDir((dir) => {
      mkdirSync(join(dir, 'postgres'))
      writeFileSync(join(dir, 'postgres', 'PG_VERSION'), '12\n')
    }),
    /^DATA_DIR: .*postgres was written by PostgreSQL 12, .*backup FILE/s,
  ],
  [
    'no file of sources',
    named({ SOURCES: '/nonexistent.json' }),
    /^SOURCES: \/nonexistent\.json cannot be read/,
  ],
  ['sources that are no JSON', inFile('SOURCES', '[{'), /^SOURCES: .* is not JSON/],
  ['a source of no kind', inFile('SOURCES', '[{"kind":"x"}]'), /^SOURCES: .*entry 1: kind: must be one of/],
  [
    'no file of lanes',
    named({ LANES_FILE: '/nonexistent.json' }),
    /^LANES_FILE: \/nonexistent\.json: ENOENT/,
  ],
  ['lanes that are no JSON', inFile('LANES_FILE', '{'), /^LANES_FILE: .*JSON/],
  ['no DKIM key', named({ DKIM_KEYS: 's1=/nonexistent.pem' }), /^DKIM_KEYS: \/nonexistent\.pem: ENOENT/],
  [
    'a broken DKIM key',
    (dir) => {
      const env = inFile('KEY', 'x')(dir)
      return { ...env, DKIM_KEYS: `s1=${env['KEY']}` }
    },
    /^DKIM_KEYS: .*file: /,
  ],
]

test.each(files)('%s is told in a sentence that names the variable', async (_, prepare, says) => {
  expect(await refusal(['edition', 'list'], prepare(await temporaryDir()))).toMatch(says)
})

describe.skipIf(lacks('redis'))('a Redis that cannot be used', () => {
  const sendingWith = async (redisUrl: string) => {
    const env = { ...(await databaseEnvironment()), REDIS_URL: redisUrl, HF_URL: 'http://127.0.0.1:9' }
    await runCommand(['subscribers', 'add', 'ada@example.org'], env)
    return refusal(['send', '--all-active', '--wait', '1s'], env)
  }

  test('because nobody listens, or its name does not exist', async () => {
    expect(await sendingWith('redis://127.0.0.1:9')).toMatch(
      /^REDIS_URL: Redis at 127\.0\.0\.1:9 does not answer \(.*ECONNREFUSED.*\): start it, or correct host and port\.$/m,
    )
    expect(await sendingWith('redis://nowhere.invalid')).toMatch(
      /^REDIS_URL: Redis at nowhere\.invalid:6379 does not answer/m,
    )
  })

  test('because it wants a password, or another one', async () => {
    const url = await (await startRedis())()
    const redis = new Redis(url)
    await redis.config('SET', 'requirepass', 's3cret')
    onTestFinished(async () => {
      await redis.config('SET', 'requirepass', '')
      redis.disconnect()
    })
    expect(await sendingWith(url)).toMatch(
      /^REDIS_URL: Redis at 127\.0\.0\.1:\d+ wants a password: put it into the URL/m,
    )
    expect(await sendingWith(url.replace('//', '//:wrong@'))).toMatch(
      /^REDIS_URL: .* refuses the password \(WRONGPASS.*\): correct/m,
    )
    expect(await sendingWith(url.replace('//', '//:s3cret@').replace('redis:', 'rediss:'))).toMatch(
      /^REDIS_URL: Redis at .*: /m,
    )
  })

  test('leaves no edition behind that was opened for nothing', async () => {
    const env = { ...(await databaseEnvironment()), REDIS_URL: 'redis://127.0.0.1:9' }
    await refusal(['send', '--all-active'], env)
    expect((await runCommand(['edition', 'list', '--json'], env)).stdout.trim()).toBe('[]')
  })
})
