import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { migratedDataDir } from './helpers/context.ts'

const launcher = fileURLToPath(new URL('../src/launch.mjs', import.meta.url))

test('a command whose output goes to a full disk says so in one line, and fails', async () => {
  const full = openSync('/dev/full', 'w')
  const child = spawn(process.execPath, [launcher, 'lane', 'list'], {
    env: { PATH: process.env['PATH'], DATA_DIR: await migratedDataDir(), LOG_LEVEL: 'silent' },
    stdio: ['ignore', full, 'pipe'],
  })
  closeSync(full)
  const ended = new Promise((resolve) => {
    child.once('close', resolve)
  })
  if (!child.stderr) throw new Error('there is no pipe')
  expect(await text(child.stderr)).toMatch(/^Standard output cannot be written to: ENOSPC.*\n$/)
  expect(await ended).toBe(1)
})
