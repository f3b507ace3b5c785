import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migratedDataDir } from '../helpers/context.ts'
import { runCli } from '../helpers/cli.ts'

test('an operator sees each lane, pauses one, and lets it go on', async () => {
  const dataDir = await migratedDataDir()
  const file = join(dataDir, 'lanes.json')
  const main = { name: 'main', url: 'smtp://user:a-password@smtp.example.org', perDay: 5000 }
  await writeFile(file, JSON.stringify([main, { name: 'other', url: 'smtp://127.0.0.1' }]))
  const lane = (...args: string[]) => runCli(['lane', ...args], { DATA_DIR: dataDir, LANES_FILE: file })

  expect((await lane('pause', 'main', '--reason', 'moving house')).code).toBe(0)
  const shown = await lane('show', 'main')
  expect(shown.stdout).toContain('paused: moving house')
  expect(shown.stdout).toContain('0 of 5000')
  expect(shown.stdout).not.toContain('a-password')
  expect((await lane('list')).stdout).toMatch(/^main +paused .*\nother +open /m)
  expect((await lane('resume', 'main')).stdout).toContain('sends again')
  const listed = await lane('list', '--json')
  expect(listed.stdout).not.toContain('a-password')
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { name: 'main', state: 'open' },
    { name: 'other', state: 'open' },
  ])
  const unknown = await lane('pause', 'nobody')
  expect([unknown.code, unknown.stderr]).toEqual([1, 'There is no lane “nobody”. There is: main, other.\n'])
})
