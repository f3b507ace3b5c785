import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { temporaryDir } from './helpers/context.ts'
import { readmePath } from './helpers/readme.ts'
import { startSmtpServer } from './helpers/smtp.ts'
import { startTodaysList } from './helpers/todays-list.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

test.each(['Try it', 'Just for me', 'For a lab'])('“%s” takes at most ten lines', (heading) => {
  expect(readmePath(heading).length).toBeLessThanOrEqual(10)
})

// .ci/start-once runs “Try it”, and split.test.ts “For a lab”.
test(
  '“Just for me” mails a digest, with the packages that are not for development',
  { timeout: 240_000 },
  async () => {
    const smtp = await startSmtpServer({
      onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    })
    const clone = await makeClone()
    const { stdout } = await promisify(execFile)('bash', ['-ec', readmePath('Just for me').join('\n')], {
      cwd: clone,
      env: {
        PATH: [join(clone, 'shims'), dirname(process.execPath), process.env['PATH']].join(':'),
        HOME: clone,
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
        // In place of Gmail and Hugging Face.
        SMTP_URL: smtp.url.replace('://', '://me%40gmail.com@'),
        HF_URL: await startTodaysList(),
        ARXIV_DETAILS: 'off',
      },
    })
    expect(stdout).toMatch(/^Sent \d+ papers? to me@gmail.com\.$/m)
    expect(smtp.received.map(({ to }) => to)).toEqual([['me@gmail.com']])
    const { subject, text } = await PostalMime.parse(smtp.received[0]?.raw ?? '')
    expect(`${subject} ${text}`).toContain('Librarian Owls')
  },
)

/** What a new clone has after `npm ci --omit=dev`. Installing takes most of a minute, so the packages are linked. */
async function makeClone(): Promise<string> {
  const clone = await temporaryDir()
  for (const name of ['src', 'emails', 'jobs', 'package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(root, name), join(clone, name), { recursive: true })
  for (const path of productionPackages()) {
    mkdirSync(dirname(join(clone, path)), { recursive: true })
    symlinkSync(join(root, path), join(clone, path))
  }
  mkdirSync(join(clone, 'shims'))
  writeFileSync(join(clone, 'shims/npm'), '#!/bin/sh\ntest "$*" = "ci --omit=dev"\n')
  chmodSync(join(clone, 'shims/npm'), 0o755)
  return clone
}

/** Those at the top; what they need beside themselves, they find where the link leads. */
function productionPackages(): string[] {
  const Lock = z.object({
    packages: z.record(
      z.string(),
      z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() }),
    ),
  })
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  return Object.entries(packages)
    .filter(([path, { dev, optional }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && !optional)
    .map(([path]) => path)
}
