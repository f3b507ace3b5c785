import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { askUntilRight } from '../../src/commands/init.ts'
import { parseEnvironment } from '../../src/config/environment.ts'
import { runCommand } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'

/** Runs `init` in a folder of its own. */
async function inNewFolder() {
  const folder = await temporaryDir()
  const before = process.cwd()
  process.chdir(folder)
  onTestFinished(() => process.chdir(before))
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { folder, read, init: (...args: string[]) => runCommand(['init', ...args], {}) }
}

const flags = [
  '--docker',
  '--name',
  'Lab News',
  '--public-url',
  'https://papers.example.org',
  '--mail-from',
  'Lab News <news@example.org>',
  '--postal-address',
  '1 Example Street, #2, Exampleton',
  '--smtp-url',
  'smtp://user:p%23ss@smtp.example.org:587',
  '--operator-email',
  'ops@example.org',
]

test('an installation is written once, with new keys that nobody else reads', async () => {
  const { folder, init, read } = await inNewFolder()
  expect(await init(...flags)).toMatchObject({ code: 0, stderr: '' })
  const values = parseEnv(read('.env'))
  expect(values).toMatchObject({
    PUBLIC_URL: 'https://papers.example.org',
    MAIL_FROM: 'Lab News <news@example.org>',
    POSTAL_ADDRESS: '1 Example Street, #2, Exampleton',
    SMTP_URL: 'smtp://user:p%23ss@smtp.example.org:587',
    SECRET_KEY: expect.stringMatching(/^[\da-f]{64}$/),
    BRAND: '/config/brand.json',
  })
  expect(parseEnvironment(values).MAIL_FROM).toEqual({ name: 'Lab News', address: 'news@example.org' })
  expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
  expect(JSON.parse(read('config/brand.json'))).toEqual({ name: 'Lab News' })

  const again = await init(...flags)
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('nothing was changed')
  expect(parseEnv(read('.env'))).toEqual(values)
})

test('a wrong answer is told, and nothing is written', async () => {
  const { folder, init } = await inNewFolder()
  const answer = await init('--public-url', 'papers.example.org', '--name', 'Lab News')
  expect(answer.code).toBe(1)
  expect(answer.stderr).toMatch(/^PUBLIC_URL: /)
  expect(existsSync(join(folder, '.env'))).toBe(false)
  expect(existsSync(join(folder, 'config'))).toBe(false)
})

test('who is asked and answers something wrong is told so and asked again', async () => {
  const answers = ['papers.example.org', 'https://papers.example.org/?a=1', 'https://papers.example.org']
  expect(await askUntilRight('PUBLIC_URL', async () => answers.shift() ?? '')).toBe(
    'https://papers.example.org',
  )
  expect(await askUntilRight('PUBLIC_URL', async () => '')).toBe('')
})

test('a dry run shows what would be written, without keys', async () => {
  const { folder, init } = await inNewFolder()
  const { stdout } = await init(...flags, '--dry-run')
  expect(stdout).toContain('\nSECRET_KEY=(a new key)\n')
  expect(stdout).toContain("\nMAIL_FROM='Lab News <news@example.org>'\n")
  expect(existsSync(join(folder, '.env'))).toBe(false)
})

test('a brand file that is there is kept', async () => {
  const { init, read } = await inNewFolder()
  await init('--name', 'First')
  rmSync('.env')
  await init('--name', 'Second')
  expect(JSON.parse(read('config/brand.json'))).toEqual({ name: 'First' })
})
