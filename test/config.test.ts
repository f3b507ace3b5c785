import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseEnvironment } from '../src/config/environment.ts'
import { loadConfig } from '../src/config/load.ts'
import { temporaryDir } from './helpers/context.ts'

test('an empty environment gives the embedded size with a kept key', async () => {
  const dataDir = await temporaryDir()
  const first = loadConfig({ DATA_DIR: dataDir })
  expect(first).toMatchObject({
    store: { databaseUrl: null, redisUrl: null },
    delivery: { lanes: [] },
    web: { port: 3000, publicUrl: 'http://localhost:3000' },
  })
  expect(loadConfig({ DATA_DIR: dataDir }).secretKeys).toEqual(first.secretKeys)
  // What it was written under first is gone.
  expect(await readdir(dataDir)).toEqual(['secret-key'])
})

test.each([
  ['', 'is empty'],
  ['\n', 'is empty'],
  [' \r\n\t', 'is empty'],
  ['k', 'has fewer than 32 characters'],
  ['0123456789\n', 'has fewer than 32 characters'],
  // What a file system may leave of a file that was being written when the power failed.
  ['\0'.repeat(65), 'holds control characters and no key'],
  [`${'a'.repeat(64)}\n${'\0'.repeat(20)}`, 'holds control characters and no key'],
])('a kept key of %j stops the process, since anyone could sign with it', async (content, problem) => {
  const dataDir = await temporaryDir()
  const path = join(dataDir, 'secret-key')
  await writeFile(path, content)
  expect(() => loadConfig({ DATA_DIR: dataDir })).toThrow(`${path} ${problem}: restore it from a backup.`)
})

test('a kept key that is a folder stops the process, and is left as it is', async () => {
  const dataDir = await temporaryDir()
  const path = join(dataDir, 'secret-key')
  await mkdir(path)
  expect(() => loadConfig({ DATA_DIR: dataDir })).toThrow(`${path} cannot be read (EISDIR`)
  expect(await readdir(dataDir)).toEqual(['secret-key'])
})

test.each([
  [{ PORT: 'many' }, /PORT/],
  [{ DATABASE_URL: 'mysql://localhost/x' }, /DATABASE_URL.*postgres/],
  [{ DATABASE_URL: 'postgres://localhost/x' }, /SECRET_KEY/],
  [{ DATABASE_URL: 'postgres://localhost/x', SECRET_KEY: 'x'.repeat(32) }, /POSTAL_ADDRESS/],
  [{ SECRET_KEY: 'short' }, /SECRET_KEY/],
  [{ SECRET_KEYS: `${'a'.repeat(32)},short` }, /SECRET_KEYS/],
  [{ SECRET_KEYS: `${'a'.repeat(32)},` }, /SECRET_KEYS/],
  [{ SECRET_KEYS: `${'a'.repeat(32)},${'a'.repeat(32)}` }, /SECRET_KEYS.*twice/],
  [{ SECRET_KEY: 'a'.repeat(32), SECRET_KEYS: 'b'.repeat(32) }, /SECRET_KEY.*not both/],
  [{ SMTP_URL: 'smtp://127.0.0.1', LANES_FILE: 'lanes.json' }, /LANES_FILE.*not both/],
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /TRUSTED_PROXIES/],
  [{ TRUSTED_PROXIES: 'proxy.example.org' }, /TRUSTED_PROXIES/],
  [{ METRICS_TOKEN: 'short' }, /METRICS_TOKEN/],
  [{ METRICS_TOKEN: 'a bearer token has no spaces' }, /METRICS_TOKEN/],
  [{ MIN_FILL_SECONDS: 'long' }, /MIN_FILL_SECONDS/],
  [{ PUBLIC_URL: 'example.org' }, /PUBLIC_URL/],
  [{ MAIL_FROM: 'nobody' }, /MAIL_FROM/],
  [{ MAIL_FROM: 'O"Brien <news@example.org>' }, /^MAIL_FROM: .*holds no quote/],
  [{ MAIL_FROM: 'News <néws@example.org>' }, /^MAIL_FROM: .*ASCII/],
  [{ PUBLIC_URL: 'https://news.example/?a=b' }, /^PUBLIC_URL: must have no query/],
  [{ PUBLIC_URL: 'https://news.example?' }, /^PUBLIC_URL: must have no query/],
  [{ PUBLIC_URL: 'https://news.example/#top' }, /^PUBLIC_URL: must have no fragment/],
  [{ PUBLIC_URL: 'https://user:word@news.example' }, /^PUBLIC_URL: must have no user and no password$/],
  [
    { PUBLIC_URL: 'https://news.example/pa%22pers/' },
    /^PUBLIC_URL: must have a plain path .*, and has \/pa%22pers\//,
  ],
  [{ PUBLIC_URL: 'https://news.example/a//b' }, /^PUBLIC_URL: must have a plain path/],
  [{ PUBLIC_URL: 'https://ne ws.example' }, /^PUBLIC_URL/],
  [{ PUBLIC_URL: 'https://news.example/\r\n' + 'x' }, /^PUBLIC_URL/],
  [{ PUBLIC_URL: 'https:/news.example' }, /^PUBLIC_URL/],
  [{ PREFIX: 'my papers' }, /^PREFIX: must be a short name/],
  [{ PREFIX: 'a:b' }, /^PREFIX/],
  [{ ALLOW_LOCAL_LINKS: 'yes' }, /^ALLOW_LOCAL_LINKS: must be 1 or 0$/],
  [{ ALTCHA: 'yes' }, /ALTCHA.*on or off/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
  [{ HOST: 'my-laptop' }, /^HOST: must be an address of this machine: 127\.0\.0\.1/],
])('%j stops the process and names the variable', (env, message) => {
  expect(() => parseEnvironment(env)).toThrow(message)
})

test.each([
  [{}, '127.0.0.1'],
  [{ HOST: '0.0.0.0' }, '0.0.0.0'],
  [{ HOST: '::' }, '::'],
  [{ SMTP_URL: 'smtp://127.0.0.1' }, null],
  [{ SMTP_URL: 'smtp://127.0.0.1', HOST: 'localhost' }, 'localhost'],
  [{ DATABASE_URL: 'postgres://localhost/x', POSTAL_ADDRESS: '1 Example Street' }, null],
])('with %j the web pages listen on %j, null being all addresses', (env, host) => {
  expect(loadConfig({ DATA_DIR: '/nonexistent', SECRET_KEY: 'a'.repeat(32), ...env }).web.host).toBe(host)
})

test('every wrong variable is named at once', () => {
  expect(() => parseEnvironment({ PORT: 'many', LOG_LEVEL: 'loud' })).toThrow(/PORT: .*\nLOG_LEVEL: /)
  expect(() => parseEnvironment({ DATABASE_URL: 'postgres://localhost/x' })).toThrow(
    /SECRET_KEY: .*\nPOSTAL_ADDRESS: /,
  )
})

test('a wrong variable leaves no file behind', async () => {
  const dataDir = join(await temporaryDir(), 'data')
  expect(() => loadConfig({ DATA_DIR: dataDir, PORT: 'many' })).toThrow(/PORT/)
  expect(() => loadConfig({ DATA_DIR: dataDir, LANES_FILE: join(dataDir, 'none.json') })).toThrow(
    /LANES_FILE/,
  )
  expect(existsSync(dataDir)).toBe(false)
})

test('a data folder that is a file, or below one, is named', () => {
  expect(() => loadConfig({ DATA_DIR: 'package.json' })).toThrow(/^DATA_DIR: .*package.json is not a folder$/)
  expect(() => loadConfig({ DATA_DIR: 'package.json/data' })).toThrow(
    /^DATA_DIR: .* is below something that is not/,
  )
})

test('of several secret keys the first signs, and no key is made', () => {
  const keys = ['a'.repeat(32), 'b'.repeat(40)]
  const config = loadConfig({ DATA_DIR: '/nonexistent', SECRET_KEYS: keys.join(' , ') })
  expect(config.secretKeys).toEqual(keys)
})

test('a sender’s name may stand in quotes, and addresses lose a trailing slash', () => {
  const { MAIL_FROM, PUBLIC_URL } = parseEnvironment({
    MAIL_FROM: '"Papers, daily" <news@example.org>',
    PUBLIC_URL: 'https://papers.example.org/',
  })
  expect(MAIL_FROM).toEqual({ name: 'Papers, daily', address: 'news@example.org' })
  expect(PUBLIC_URL).toBe('https://papers.example.org')
})

test.each([
  ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ['http://ПРИМЕР.example:8080/', 'http://xn--e1afmkfd.example:8080'],
  ['https://news.example\r', 'https://news.example'],
  [' https://News.Example/ ', 'https://news.example'],
  ['https://news.example:443//', 'https://news.example'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['https://lab.example/papers/', 'https://lab.example/papers'],
  ['https://Lab.example/~Ada/news_1', 'https://lab.example/~Ada/news_1'],
  ['HTTPS://NEWS.EXAMPLE:8443/Papers/\r\n', 'https://news.example:8443/Papers'],
  ['https://新聞.example/papers\t', 'https://xn--efvv70d.example/papers'],
])('PUBLIC_URL %j becomes %s', (given, url) => {
  expect(parseEnvironment({ PUBLIC_URL: given }).PUBLIC_URL).toBe(url)
})

test('values lose the CR that a file of Windows leaves, but keys, which have signed links with it, do not', () => {
  const key = `${'a'.repeat(32)}\r`
  const { PORT, LOG_LEVEL, SECRET_KEY, HF_URL } = parseEnvironment({
    PORT: '3001\r',
    LOG_LEVEL: 'warn\r',
    SECRET_KEY: key,
    HF_URL: '\r',
  })
  expect([PORT, LOG_LEVEL, SECRET_KEY, HF_URL]).toEqual([3001, 'warn', key, 'https://huggingface.co'])
})

const relay = {
  SMTP_URL: 'smtp://relay.example.org',
  PUBLIC_URL: 'https://news.example',
  POSTAL_ADDRESS: '1 Example Street',
}

test.each([
  [{ PUBLIC_URL: '' }, /^PUBLIC_URL: is http:\/\/localhost:3000, .*relay\.example\.org: set it to/],
  [{ PUBLIC_URL: 'http://127.0.0.1:8080' }, /^PUBLIC_URL: is http:\/\/127\.0\.0\.1:8080/],
  [{ PUBLIC_URL: 'https://[::1]' }, /^PUBLIC_URL/],
  [{ PUBLIC_URL: 'http://paperboy.localhost' }, /^PUBLIC_URL/],
  [{ POSTAL_ADDRESS: '' }, /^POSTAL_ADDRESS: must be set/],
  [
    { POSTAL_ADDRESS: ' ', PUBLIC_URL: 'http://localhost' },
    /^PUBLIC_URL.*\nPOSTAL_ADDRESS.*\n.*ALLOW_LOCAL_LINKS=1/,
  ],
])('mail through a relay elsewhere does not go out with %j', (env, problem) => {
  const values = { DATA_DIR: '/nonexistent', SECRET_KEY: 'a'.repeat(32), ...relay, ...env }
  expect(() => loadConfig(values)).toThrow(problem)
  expect(() => loadConfig({ ...values, ALLOW_LOCAL_LINKS: '1' })).not.toThrow()
})

test.each([{}, { SMTP_URL: 'smtp://127.0.0.1:2525' }, { SMTP_URL: 'smtp://[::1]' }, { SMTP_URL: '' }])(
  'mail with links elsewhere, and a relay on this machine, need no more: %j',
  (env) => {
    const local = 'SMTP_URL' in env ? { PUBLIC_URL: '', POSTAL_ADDRESS: '' } : {}
    const values = { DATA_DIR: '/nonexistent', SECRET_KEY: 'a'.repeat(32), ...relay, ...local, ...env }
    expect(() => loadConfig(values)).not.toThrow()
  },
)
