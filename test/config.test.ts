import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { temporaryDir } from './helpers/context.ts'

test('an empty environment gives the embedded size with a kept key', async () => {
  const dataDir = await temporaryDir()
  const first = readConfig({ DATA_DIR: dataDir })
  expect(first).toMatchObject({ databaseUrl: null, redisUrl: null, smtpUrl: null, port: 3000 })
  expect(readConfig({ DATA_DIR: dataDir }).secretKeys).toEqual(first.secretKeys)
})

test.each([
  [{ PORT: 'many' }, /PORT/],
  [{ DATABASE_URL: 'mysql://localhost/x' }, /DATABASE_URL.*postgres/],
  [{ DATABASE_URL: 'postgres://localhost/x' }, /SECRET_KEY/],
  [{ SECRET_KEY: 'short' }, /SECRET_KEY/],
  [{ PUBLIC_URL: 'example.org' }, /PUBLIC_URL/],
  [{ MAIL_FROM: 'nobody' }, /MAIL_FROM/],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL/],
])('%j stops the process and names the variable', (env, message) => {
  expect(() => readConfig({ DATA_DIR: '/nonexistent', ...env })).toThrow(message)
})
