import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openMailbox } from '../../src/inbox/mailbox.ts'
import { createLogger } from '../../src/logger.ts'
import { temporaryDir } from '../helpers/context.ts'

const logger = createLogger('silent')

const message = (subject: string, body = 'Hello.') =>
  Buffer.from(
    `From: Paperboy <news@example.org>\r\nTo: ada@example.org\r\nSubject: ${subject}\r\n\r\n${body}\r\n`,
  )

test('lists the newest first, and keeps messages to the byte, read marks too, over a restart', async () => {
  const dataDir = await temporaryDir()
  const before = openMailbox(dataDir, logger)
  expect(await before.list()).toEqual([])
  await before.add(message('One'))
  await before.add(message('=?utf-8?Q?Zw=C3=B6lf?='))
  const [newest] = await before.list()
  await before.markRead(newest?.id ?? '')
  await before.markRead(newest?.id ?? '')
  const after = openMailbox(dataDir, logger)
  expect(await after.list()).toMatchObject([
    { subject: 'Zwölf', isRead: true, from: 'Paperboy <news@example.org>', fromName: 'Paperboy' },
    { subject: 'One', isRead: false, to: 'ada@example.org', sizeBytes: message('One').length },
  ])
  const [, oldest] = await after.list()
  expect(await after.read(oldest?.id ?? '')).toEqual(message('One'))
})

test('drops the oldest beyond a number of mails or of bytes, and never the newest', async () => {
  const few = openMailbox(await temporaryDir(), logger, { mails: 3, bytes: 1_000_000 })
  await Promise.all([1, 2, 3, 4, 5].map((number) => few.add(message(`Mail ${number}`))))
  expect((await few.list()).map(({ subject }) => subject)).toEqual(['Mail 5', 'Mail 4', 'Mail 3'])
  expect(await readdir(few.dir)).toHaveLength(3)
  const small = openMailbox(await temporaryDir(), logger, { mails: 10, bytes: 500 })
  await small.add(message('A'))
  await small.add(message('B'))
  await small.add(message('C', 'x'.repeat(300)))
  expect((await small.list()).map(({ subject }) => subject)).toEqual(['C', 'B'])
  await small.add(message('D', 'x'.repeat(3000)))
  expect((await small.list()).map(({ subject }) => subject)).toEqual(['D'])
})

test('one recipient fills a fifth of it, and pushes out nobody else’s mails', async () => {
  const mailbox = openMailbox(await temporaryDir(), logger, { mails: 10, bytes: 1_000_000 })
  await mailbox.add(message('Old'))
  await mailbox.add(message('Confirm'), 'ada@example.org')
  for (const number of [1, 2, 3, 4]) await mailbox.add(message(`Preview ${number}`), 'operator@example.org')
  const subjects = async () => (await mailbox.list()).map(({ subject }) => subject)
  expect(await subjects()).toEqual(['Preview 4', 'Preview 3', 'Confirm', 'Old'])
  const large = openMailbox(await temporaryDir(), logger, { mails: 100, bytes: 5000 })
  await large.add(message('Confirm'), 'ada@example.org')
  for (const to of ['operator@example.org', 'operator@example.org'])
    await large.add(message('Preview', 'x'.repeat(900)), to)
  expect((await large.list()).map(({ subject }) => subject)).toEqual(['Preview', 'Confirm'])
})

test('skips what is no message, and shows the rest', async () => {
  const mailbox = openMailbox(await temporaryDir(), logger)
  await mailbox.add(message('Whole'))
  await writeFile(join(mailbox.dir, 'empty.eml'), '')
  await writeFile(
    join(mailbox.dir, 'noise.eml'),
    Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7) % 256)),
  )
  await writeFile(join(mailbox.dir, 'incoming-1.part'), message('Half'))
  await writeFile(join(mailbox.dir, 'notes.txt'), 'x')
  await mkdir(join(mailbox.dir, 'folder.eml'))
  expect((await mailbox.list()).map(({ subject }) => subject)).toEqual(['Whole'])
  // The one before wrote them under names of its own.
  await writeFile(join(mailbox.dir, 'bXk4Rt2a.eml'), message('Older'))
  await utimes(join(mailbox.dir, 'bXk4Rt2a.eml'), 1000, 1000)
  expect((await mailbox.list()).map(({ subject }) => subject)).toEqual(['Whole', 'Older'])
})

test('shows what another process adds and removes', async () => {
  const dataDir = await temporaryDir()
  const [worker, web] = [openMailbox(dataDir, logger), openMailbox(dataDir, logger)]
  expect(await web.list()).toEqual([])
  await worker.add(message('One'))
  await worker.add(message('Two'))
  const [two, one] = await web.list()
  await web.remove(two?.id ?? '')
  await web.remove('nothing')
  expect(await worker.list()).toMatchObject([{ id: one?.id, subject: 'One' }])
  await web.removeAll()
  expect(await worker.list()).toEqual([])
  expect(await worker.read(one?.id ?? '')).toBeNull()
})

test('reads nothing outside of its folder, and lets nobody else in', async () => {
  const dataDir = await temporaryDir()
  const mailbox = openMailbox(dataDir, logger)
  await writeFile(join(dataDir, 'secret.eml'), message('Secret'))
  await mailbox.add(message('One'))
  for (const id of ['../secret', '..', '', '.', '%2e%2e/secret', 'x\0'])
    expect(await mailbox.read(id)).toBeNull()
  const [file = ''] = await readdir(mailbox.dir)
  expect((await stat(join(mailbox.dir, file))).mode & 0o077).toBe(0)
  expect((await stat(mailbox.dir)).mode & 0o077).toBe(0)
})

test('a mail can be read at every moment while it is marked as read', async () => {
  const mailbox = openMailbox(await temporaryDir(), logger)
  await Promise.all(Array.from({ length: 50 }, (_, number) => mailbox.add(message(`Mail ${number}`))))
  for (const { id, subject } of await mailbox.list()) {
    const reads = Array.from({ length: 8 }, () => mailbox.read(id))
    const [read] = await Promise.all([mailbox.read(id), mailbox.markRead(id), ...reads])
    for (const raw of [read, ...(await Promise.all(reads))]) expect(raw).toEqual(message(subject))
  }
})
