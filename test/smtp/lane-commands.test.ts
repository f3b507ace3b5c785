import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'

test('an operator sees each lane, pauses one, and lets it go on', async () => {
  const env = {
    ...(await databaseEnvironment()),
    LANES_FILE: join(await temporaryDir(), 'lanes.json'),
    ALLOW_LOCAL_LINKS: '1',
  }
  const main = { name: 'main', url: 'smtp://user:a-password@smtp.example.org', perDay: 5000 }
  await writeFile(env.LANES_FILE, JSON.stringify([main, { name: 'other', url: 'smtp://127.0.0.1' }]))
  const lane = (...args: string[]) => runCommand(['lane', ...args], env)

  expect(await lane('pause', 'main', '--reason', 'moving house')).toMatchObject({ code: 0, stderr: '' })
  const shown = await lane('show', 'main')
  expect(shown.stdout).toContain('paused: moving house')
  expect(shown.stdout).toContain('0 of 5000')
  expect(shown.stdout).not.toContain('a-password')
  expect((await lane('list')).stdout).toMatch(/^main +paused .*\nother +open /m)
  expect((await lane('resume', 'main')).stdout).toContain('is resumed')
  const listed = await lane('list', '--json')
  expect(listed.stdout).not.toContain('a-password')
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { name: 'main', state: 'open' },
    { name: 'other', state: 'open' },
  ])
  const unknown = await lane('pause', 'nobody')
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    'There is no lane “nobody”. Choose one of: main, other.\n',
  ])
})
