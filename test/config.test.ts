import { expect, test } from 'vitest'
import { readConfig } from '../src/config/config.ts'
import { temporaryDir } from './helpers/context.ts'

test('an empty environment gives the embedded size with a kept key', async () => {
  const dataDir = await temporaryDir()
  const first = readConfig({ DATA_DIR: dataDir })
  expect(first).toMatchObject({ databaseUrl: null, redisUrl: null, lanes: [], port: 3000 })
  expect(readConfig({ DATA_DIR: dataDir }).secretKeys).toEqual(first.secretKeys)
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
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /TRUSTED_PROXIES/],
  [{ TRUSTED_PROXIES: 'proxy.example.org' }, /TRUSTED_PROXIES/],
  [{ METRICS_TOKEN: 'short' }, /METRICS_TOKEN/],
  [{ MIN_FILL_SECONDS: 'long' }, /MIN_FILL_SECONDS/],
  [{ PUBLIC_URL: 'example.org' }, /PUBLIC_URL/],
  [{ MAIL_FROM: 'nobody' }, /MAIL_FROM/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
])('%j stops the process and names the variable', (env, message) => {
  expect(() => readConfig({ DATA_DIR: '/nonexistent', ...env })).toThrow(message)
})

test('of several secret keys the first signs, and no key is made', () => {
  const keys = ['a'.repeat(32), 'b'.repeat(40)]
  const config = readConfig({ DATA_DIR: '/nonexistent', SECRET_KEYS: keys.join(' , ') })
  expect(config.secretKeys).toEqual(keys)
})
