import PostalMime from 'postal-mime'
import { beforeAll, describe, expect, test } from 'vitest'
import { runCommand, startService } from './helpers/cli.ts'
import { temporaryDir } from './helpers/context.ts'
import { startHfReplay } from './helpers/hf-replay.ts'
import { freePort } from './helpers/ports.ts'
import { startPostgres } from './helpers/postgres.ts'
import { startRedis } from './helpers/redis.ts'
import { lacks } from './helpers/requirements.ts'
import { startSmtpServer, type Received } from './helpers/smtp.ts'

describe.skipIf(lacks('postgres', 'redis', 'recordings'))(
  'web, worker and scheduler in processes of their own',
  () => {
    let newDatabase: () => Promise<string>
    let emptyRedis: () => Promise<string>
    beforeAll(async () => {
      newDatabase = await startPostgres()
      emptyRedis = await startRedis()
    })

    test('subscribe on one, and be mailed by the other', { timeout: 120_000 }, async () => {
      const smtp = await startSmtpServer()
      const port = await freePort()
      const env = {
        DATABASE_URL: await newDatabase(),
        REDIS_URL: await emptyRedis(),
        SMTP_URL: smtp.url,
        POSTAL_ADDRESS: '4 Example Lane, 1000 Exampleton',
        SECRET_KEY: 'a key that is only for tests, 32 characters and more',
        DATA_DIR: await temporaryDir(),
        PORT: String(port),
        // A program fills in its form.
        MIN_FILL_SECONDS: '0',
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        HF_URL: await startHfReplay({ now: '2026-05-29T12:00:00Z' }),
      }
      // All of them migrate at once, guarded by the lock.
      const healthPorts = [await freePort(), await freePort()]
      await Promise.all([
        ...['web', 'worker'].map((part) => startService(['--only', part], env)),
        ...['worker', 'scheduler'].map((part, index) =>
          startService(['--only', part], { ...env, HEALTH_PORT: String(healthPorts[index]) }),
        ),
      ])
      for (const one of [port, ...healthPorts])
        expect((await fetch(`http://127.0.0.1:${one}/readyz`)).status).toBe(200)
      const today = new Date().toISOString().slice(0, 10)
      // Recorded papers, but listed today: the real clock runs in these processes.
      await runCommand(['ingest', '--date', '2026-05-29'], env)
      await moveToToday(env.DATABASE_URL, today)

      const form = new URLSearchParams({ email: 'ada@example.org' })
      const subscribed = await fetch(`${env.PUBLIC_URL}/subscribe`, { method: 'POST', body: form })
      expect(subscribed.status).toBe(200)
      const confirmUrl = await linkIn(smtp.received, 0, /http:\/\/127\.0\.0\.1:\d+\/confirm\/[\w.-]+/)
      const confirmed = await fetch(confirmUrl, { method: 'POST', body: new URLSearchParams() })
      expect(confirmed.status).toBe(200)
      const unsubscribeUrl = await linkIn(smtp.received, 1, /http:\/\/127\.0\.0\.1:\d+\/unsubscribe\/[\w.-]+/)
      const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
      expect((await fetch(unsubscribeUrl, { method: 'POST', body })).status).toBe(200)
      const shown = await runCommand(['subscribers', 'show', 'ada@example.org', '--json'], env)
      expect(JSON.parse(shown.stdout)).toMatchObject({
        status: 'unsubscribed',
        latestDelivery: { status: 'submitted' },
      })
    })
  },
)

async function moveToToday(databaseUrl: string, today: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('update papers set first_listed_on = $1', [today])
  await client.query('delete from digests where state = $1', ['failed'])
  await client.end()
}

async function linkIn(received: Received[], index: number, link: RegExp): Promise<string> {
  await expect.poll(() => received.length, { timeout: 60_000 }).toBeGreaterThan(index)
  const mail = await PostalMime.parse(received[index]?.raw ?? '')
  const found = link.exec(mail.text ?? '')?.[0]
  if (!found) throw new Error(`no such link in: ${mail.text}`)
  return found
}
