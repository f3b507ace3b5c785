import { expect, onTestFinished, test } from 'vitest'
import { openMailbox } from '../../src/inbox/mailbox.ts'
import { startInboxServer } from '../../src/inbox/smtp-server.ts'
import { createLogger } from '../../src/logger.ts'
import { temporaryDir } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'

const logger = createLogger('silent')
const envelope = { from: 'bounces@example.org', to: 'ada@example.org' }

async function startServer(add: (raw: Buffer, to?: string) => Promise<void>): Promise<string> {
  const server = await startInboxServer({ add }, logger)
  onTestFinished(() => server.stop())
  return server.smtpUrl
}

test('a message goes into the inbox as our own engine sends it, to the byte', async () => {
  const mailbox = openMailbox(await temporaryDir(), logger)
  const outlet = outletTo(await startServer(mailbox.add))
  const raw = 'From: a@example.org\r\nSubject: Dots\r\n\r\n.\r\n..two\r\nend.\r\n'
  expect(await outlet.send({ ...envelope, raw })).toMatchObject({ kind: 'submitted' })
  const [mail] = await mailbox.list()
  expect(mail?.subject).toBe('Dots')
  expect(mail?.id).toMatch(/-to-[\da-f]{8}$/)
  expect((await mailbox.read(mail?.id ?? ''))?.toString()).toBe(raw)
})

test('what cannot be kept is tried again later, what is too long is not', async () => {
  const full = outletTo(await startServer(() => Promise.reject(new Error('no space left on device'))))
  const raw = 'From: a@example.org\r\n\r\nHello.\r\n'
  expect(await full.send({ ...envelope, raw })).toMatchObject({ kind: 'deferred' })
  const long = outletTo(await startServer(() => Promise.resolve()))
  const outcome = await long.send({ ...envelope, raw: raw + 'x'.repeat(70) + '\r\n'.repeat(13_000_000) })
  expect(outcome).toMatchObject({ kind: 'failed' })
})
