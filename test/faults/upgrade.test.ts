import { execFileSync } from 'node:child_process'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import type { SMTPServerDataStream } from 'smtp-server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { deliverJobs } from '../../jobs/deliver.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createContext } from '../../src/context.ts'
import { isClosed, readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { temporaryDir } from '../helpers/context.ts'
import { newMigratedDatabase } from '../helpers/postgres.ts'
import { startPart, type Part } from '../helpers/processes.ts'
import { startRedis } from '../helpers/redis.ts'
import { lacks } from '../helpers/requirements.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { seed, settings } from './run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readers = 40
/** The relay takes this many, and then as many as there are connections without an answer. */
const answered = 15
const connections = 5
const oldWords = 'Why you got this'
const newWords = 'Why this came to you'

/** A copy of the program in which one template says something else. @returns its launcher */
async function otherVersion(): Promise<string> {
  const dir = await temporaryDir()
  const parts = ['src', 'jobs', 'emails', 'package.json', 'package-lock.json', 'tsconfig.json']
  execFileSync('cp', ['-R', ...parts.map((part) => join(root, part)), dir])
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'))
  const locale = join(dir, 'emails/locales/en.ts')
  const text = await readFile(locale, 'utf8')
  expect(text).toContain(oldWords)
  await writeFile(locale, text.replaceAll(oldWords, newWords))
  return join(dir, 'src/launch.mjs')
}

/** Takes every message, and at first says nothing of the last of them. */
async function startSilentRelay() {
  const taken: { to: string; raw: string }[] = []
  let isSilent = true
  const { promise: untilSilent, resolve } = Promise.withResolvers<void>()
  const { url } = await startSmtpServer({
    onData: (stream: SMTPServerDataStream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        taken.push({ to: session.envelope.rcptTo[0]?.address ?? '', raw: Buffer.concat(chunks).toString() })
        if (taken.length === answered + connections) resolve()
        if (!isSilent || taken.length <= answered) callback()
      })
    },
  })
  const answer = () => {
    isSilent = false
  }
  return { url, taken, untilSilent, answer }
}

describe.skipIf(lacks('postgres', 'redis'))(
  'an upgrade in the middle of an edition',
  { timeout: 60_000 },
  () => {
    test('loses nobody; what may have arrived comes again under its Message-ID, with a header that says so', async () => {
      const relay = await startSilentRelay()
      const emptyRedis = await startRedis()
      const env = {
        ...settings,
        DATABASE_URL: await newMigratedDatabase(),
        REDIS_URL: await emptyRedis(),
        SMTP_URL: relay.url,
      }
      const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'silent' }))
      onTestFinished(() => context.close())
      const worker = async (launcher?: string): Promise<Part> => {
        const part = await startPart(['--only', 'worker', '--queues', 'deliver'], env, launcher)
        onTestFinished(() => part.kill())
        return part
      }
      const { db } = context
      const slot = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000)
      await seed(context, readers, slot)
      const edition = await openEditionAt(db, slot, new Date())
      if (!edition) throw new Error('nobody is due')
      await createComposer({ db })(edition.id, 0, new Date())
      const deliver = () => context.queues.add('deliver', deliverJobs(edition.id, [0]))

      const [before, launcher] = await Promise.all([worker(), otherVersion()])
      await deliver()
      await relay.untilSilent
      await before.kill()
      relay.answer()
      // Waits shorter than a lease: the queue forgets the job of the dead worker, and its claims end.
      await emptyRedis()
      await sql`update deliveries set lease_until = now() where status = 'sending'`.execute(db)
      await worker(launcher)
      await deliver()

      await expect
        .poll(async () => isClosed((await readAccounting(db, edition.id)) ?? never()), { timeout: 30_000 })
        .toBe(true)
      expect(await readAccounting(db, edition.id)).toMatchObject({
        submitted: readers,
        failed: 0,
        uncertain: 0,
      })
      const copies = [...Map.groupBy(relay.taken, ({ to }) => to).values()]
      expect(copies).toHaveLength(readers)
      const repeated = copies.filter(({ length }) => length > 1)
      expect(repeated.length).toBeGreaterThan(0)
      expect(relay.taken.length - readers).toBeLessThanOrEqual(connections)
      for (const [first, second] of repeated) {
        expect(messageIdOf(second?.raw)).toBe(messageIdOf(first?.raw))
        expect(first?.raw).toContain(oldWords)
        expect(isMarked(first?.raw)).toBe(false)
        expect(second?.raw).toContain(newWords)
      }
      // Everything that the old worker had claimed may have arrived, for all that the new one knows.
      const made = Map.groupBy(relay.taken, ({ raw }) => raw.includes(newWords))
      expect(made.get(true)?.every(({ raw }) => isMarked(raw))).toBe(true)
      expect(made.get(false)?.some(({ raw }) => isMarked(raw))).toBe(false)
    })
  },
)

const messageIdOf = (raw = '') => /^Message-ID: .*$/m.exec(raw)?.[0]
const isMarked = (raw = '') => /^X-Paperboy-Resent: .*may have arrived under this Message-ID/m.test(raw)

function never(): never {
  throw new Error('there is no edition')
}
