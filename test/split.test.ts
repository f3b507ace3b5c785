import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import PostalMime from 'postal-mime'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { runCommand, startService } from './helpers/cli.ts'
import { temporaryDir } from './helpers/context.ts'
import { startDns } from './helpers/dns.ts'
import { freePort } from './helpers/ports.ts'
import { startPostgres } from './helpers/postgres.ts'
import { readmePath } from './helpers/readme.ts'
import { startRedis } from './helpers/redis.ts'
import { lacks } from './helpers/requirements.ts'
import { startSmtpServer, type Received } from './helpers/smtp.ts'
import { startTodaysList } from './helpers/todays-list.ts'

type Env = Record<string, string>

const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      command: z.array(z.string()).optional(),
      environment: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

describe.skipIf(lacks('postgres', 'redis'))('what README says for a lab', () => {
  let newDatabase: () => Promise<string>
  let emptyRedis: () => Promise<string>
  beforeAll(async () => {
    newDatabase = await startPostgres()
    emptyRedis = await startRedis()
  })

  /** In place of what the compose file has: the same variables with what is here. */
  const placesHere = async (port: number): Promise<Env> => ({
    DATABASE_URL: await newDatabase(),
    REDIS_URL: await emptyRedis(),
    DATA_DIR: await temporaryDir(),
    HOST: '127.0.0.1',
    PORT: String(port),
  })

  test(
    'starts the services of the compose file, and whoever subscribes on one is mailed by another',
    { timeout: 240_000 },
    async () => {
      const [install, init, up, doctor, ...rest] = readmePath('For a lab')
      expect([install, up, rest]).toEqual(['npm ci', 'docker compose up --build --detach', []])
      const smtp = await startSmtpServer()
      const port = await freePort()
      const publicUrl = `http://127.0.0.1:${port}`
      const here = await placesHere(port)
      const { migrate, ...parts } = readCompose(Object.keys(here))
      const env = {
        ...(await initWith(init, publicUrl, smtp.url)),
        ...here,
        // A program fills in its form.
        MIN_FILL_SECONDS: '0',
        HF_URL: await startTodaysList(),
      }
      expect(await runCommand(migrate ?? [], env)).toMatchObject({ code: 0 })
      await Promise.all(
        Object.entries(parts).map(async ([name, [start, ...args]]) => {
          expect(start).toBe('start')
          const healthPort = String(await freePort())
          await startService(args, { ...env, HEALTH_PORT: healthPort })
          const answer = await fetch(`http://127.0.0.1:${name === 'web' ? port : healthPort}/readyz`)
          expect(answer.status).toBe(200)
        }),
      )
      await expect
        .poll(async () => (await fetch(`${publicUrl}/feed.atom`)).text(), { timeout: 60_000 })
        .toContain('<entry>')

      const [, checks = ''] = /^docker compose run --rm worker (doctor .*)$/.exec(doctor ?? '') ?? []
      const checked = await runCommand([...checks.split(' '), '--dns', await startDns({})], env)
      expect(checked.stdout).toMatch(/^ok Database: .*\n[^]*^ok Digest to you@example\.org: submitted/m)

      const unsubscribeUrl = await subscribe(publicUrl, smtp.received)
      const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
      expect((await fetch(unsubscribeUrl, { method: 'POST', body })).status).toBe(200)
      const shown = await runCommand(['subscribers', 'show', 'ada@example.org', '--json'], env)
      expect(JSON.parse(shown.stdout)).toMatchObject({
        status: 'unsubscribed',
        latestDelivery: { status: 'submitted' },
      })
    },
  )
})

/** Runs README's `init`, with answers as flags, since nobody sits here. @returns what is in .env then */
async function initWith(line: string | undefined, publicUrl: string, smtpUrl: string): Promise<Env> {
  const [, args = ''] = /^npx paperboy (init .*)$/.exec(line ?? '') ?? []
  const folder = await temporaryDir()
  const before = process.cwd()
  process.chdir(folder)
  onTestFinished(() => process.chdir(before))
  const answers = ['--public-url', publicUrl, '--smtp-url', smtpUrl]
  const postal = ['--postal-address', '4 Example Lane, 1000 Exampleton']
  const result = await runCommand([...args.split(' '), ...answers, ...postal], {})
  process.chdir(before)
  expect(result).toMatchObject({ code: 0, stderr: '' })
  const values = parseEnv(readFileSync(join(folder, '.env'), 'utf8'))
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']))
}

/** @returns the commands of the services that run our image, of which each sets these variables */
function readCompose(variables: string[]): Record<string, string[]> {
  const text = readFileSync(new URL('../docker-compose.yml', import.meta.url), 'utf8')
  const { services } = Compose.parse(parse(text, { merge: true }))
  const ours = Object.entries(services).filter(([, { image }]) => image === 'paperboy')
  for (const [, { environment = {} }] of ours)
    expect(Object.keys(environment).filter((name) => name !== 'HEALTH_PORT')).toEqual(variables)
  return Object.fromEntries(ours.map(([name, { command = [] }]) => [name, command]))
}

/** Subscribes by the page and confirms by the link in the mail. @returns the link to unsubscribe in the first digest */
async function subscribe(publicUrl: string, received: Received[]): Promise<string> {
  const form = new URLSearchParams({ email: 'ada@example.org' })
  const known = received.length
  expect((await fetch(`${publicUrl}/subscribe`, { method: 'POST', body: form })).status).toBe(200)
  const confirmUrl = await linkIn(received, known, /http:\/\/127\.0\.0\.1:\d+\/confirm\/[\w.-]+/)
  const confirmed = await fetch(confirmUrl, { method: 'POST', body: new URLSearchParams() })
  expect(confirmed.status).toBe(200)
  return linkIn(received, known + 1, /http:\/\/127\.0\.0\.1:\d+\/unsubscribe\/[\w.-]+/)
}

async function linkIn(received: Received[], index: number, link: RegExp): Promise<string> {
  await expect.poll(() => received.length, { timeout: 60_000 }).toBeGreaterThan(index)
  const mail = await PostalMime.parse(received[index]?.raw ?? '')
  const found = link.exec(mail.text ?? '')?.[0]
  if (!found) throw new Error(`no such link in: ${mail.text}`)
  return found
}
