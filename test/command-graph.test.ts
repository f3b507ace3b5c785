import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../src/launch.mjs', import.meta.url))

/** Prints the packages that a process has loaded when it ends. */
const listing = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  const packages = new Set()
  registerHooks({
    load(url, context, next) {
      packages.add(/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url)?.[1] ?? 'ours')
      return next(url, context)
    },
  })
  process.on('exit', () => process.stderr.write('packages: ' + [...packages].join(' ')))`)}`

function packagesOf(args: string[]): string[] {
  const { stderr } = spawnSync(process.execPath, ['--import', listing, launcher, ...args, '--help'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  })
  return /packages: (.*)/.exec(stderr)?.[1]?.split(' ') ?? []
}

/** What renders mails, the embedded database and the queue take most of the time and memory. */
const heavy = ['react-email', 'react', '@electric-sql/pglite', 'bullmq', 'ioredis', 'hono']

test('the list of commands loads none of them', { timeout: 60_000 }, () => {
  const packages = packagesOf([])
  expect(packages).toContain('commander')
  for (const name of [...heavy, 'zod', 'kysely', 'nodemailer']) expect(packages).not.toContain(name)
})

test.each([
  'ingest',
  'sources',
  'subscribers',
  'edition',
  'classify',
  'rank',
  'suppressions',
  'bounces',
  'migrate',
])(
  '`%s` loads no rendering, embedded database or queue before it needs them',
  { timeout: 60_000 },
  (command) => {
    const packages = packagesOf([command])
    expect(packages).toContain('zod')
    expect(heavy.filter((name) => packages.includes(name))).toEqual([])
  },
)
