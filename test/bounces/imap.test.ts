import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pino } from 'pino'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { envelopeSender, readMessageToken } from '../../src/bounces/bounce-address.ts'
import { createKeeper } from '../../src/bounces/keeper.ts'
import { watchMailbox } from '../../src/bounces/imap.ts'
import type { ImapConfig } from '../../src/config/inbox.ts'
import { temporaryDir, testContext } from '../helpers/context.ts'
import { imapPassword, startDovecot, type ImapServer } from '../helpers/dovecot.ts'
import { lacks } from '../helpers/requirements.ts'
import { dsnTo } from '../helpers/returned.ts'

let delivered = 0

/** As an MTA delivers: whole, and then at once. */
function deliver({ maildir }: ImapServer, raw: Buffer | string): void {
  const name = `${Date.now()}.${++delivered}.test`
  writeFileSync(join(maildir, 'tmp', name), raw)
  chmodSync(join(maildir, 'tmp', name), 0o666)
  renameSync(join(maildir, 'tmp', name), join(maildir, 'new', name))
}

/** The messages in a folder, and whether each was read. */
function messagesIn({ maildir }: ImapServer, folder = ''): { isSeen: boolean }[] {
  const dir = join(maildir, folder)
  const names = ['new', 'cur'].flatMap((sub) =>
    existsSync(join(dir, sub)) ? readdirSync(join(dir, sub)) : [],
  )
  return names.map((name) => ({ isSeen: /:2,.*S/.test(name) }))
}

async function watched(server: ImapServer, overrides: Partial<ImapConfig> = {}) {
  const context = await testContext()
  const said: string[] = []
  const logger = pino(
    { level: 'info' },
    { write: (line: string) => void said.push(JSON.parse(line).error ?? JSON.parse(line).msg) },
  )
  const config: ImapConfig = {
    host: '127.0.0.1',
    port: server.port,
    isSecure: false,
    user: 'bounces@example.org',
    password: imapPassword,
    tokenFile: null,
    mailbox: 'INBOX',
    moveTo: 'Paperboy',
    ...overrides,
  }
  const watch = watchMailbox({
    config,
    logger,
    retryMs: 20,
    readToken: (token) => readMessageToken(context.signer, token),
    keep: createKeeper({ ...context, remind: () => Promise.resolve() }),
  })
  onTestFinished(watch.stop)
  const count = async () => (await context.db.selectFrom('bounce_events').select('id').execute()).length
  const to = (n: number) => envelopeSender({ ...context.config, signer: context.signer }, `d${n}-3f9c02ab`)
  return { said, count, to, password: (password: string) => (config.password = password) }
}

/** What an identity provider answers about tokens (RFC 7662). @returns its address, to which the token is appended */
async function startTokenServer(valid: string): Promise<string> {
  const server = createServer((request, response) => {
    const isValid = new URL(request.url ?? '', 'http://localhost').searchParams.get('token') === valid
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(isValid ? { active: true, email: 'bounces@example.org' } : { active: false }))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/?token=`
}

const soon = { timeout: 20_000, interval: 50 }

describe.skipIf(lacks('dovecot'))('a mailbox', { timeout: 60_000 }, () => {
  test('is read as mail arrives: ours is moved, everything else stays unread', async () => {
    const server = await startDovecot()
    deliver(server, 'From: mum@example.org\r\nSubject: Dinner\r\n\r\nSunday?\r\n')
    const { count, to } = await watched(server)
    deliver(server, dsnTo(to(1)))
    await vi.waitFor(async () => expect(await count()).toBe(1), soon)
    await vi.waitFor(() => expect(messagesIn(server, '.Paperboy')).toEqual([{ isSeen: false }]), soon)
    // By IDLE, long before the next poll.
    deliver(server, dsnTo(to(2)))
    await vi.waitFor(() => expect(messagesIn(server, '.Paperboy')).toHaveLength(2), soon)
    expect(await count()).toBe(2)
    await vi.waitFor(() => expect(messagesIn(server)).toEqual([{ isSeen: false }]), soon)
  })

  test('whose connection is cut loses nothing', async () => {
    const server = await startDovecot()
    const { count, to, said } = await watched(server)
    deliver(server, dsnTo(to(1)))
    await vi.waitFor(() => expect(messagesIn(server, '.Paperboy')).toHaveLength(1), soon)
    // A move that is cut is done again, and Dovecot has the message in both folders for a moment.
    await vi.waitFor(() => expect(messagesIn(server)).toEqual([]), soon)
    await server.stop()
    // Until then, Dovecot may still serve the connection.
    await vi.waitFor(() => expect(said).toContain('connect ECONNREFUSED 127.0.0.1:' + server.port), soon)
    deliver(server, dsnTo(to(2)))
    await server.start()
    await vi.waitFor(() => expect(said.at(-1)).toBe('the mailbox for bounces is read again'), soon)
    await vi.waitFor(() => expect(messagesIn(server, '.Paperboy')).toHaveLength(2), soon)
    await vi.waitFor(() => expect(messagesIn(server)).toEqual([]), soon)
    expect(await count()).toBe(2)
  })

  test('whose folder for what was read vanishes keeps it, until the folder is made again', async () => {
    const server = await startDovecot()
    const { count, to, said } = await watched(server)
    deliver(server, dsnTo(to(1)))
    await vi.waitFor(() => expect(messagesIn(server, '.Paperboy')).toHaveLength(1), soon)
    // Dovecot has the message in both folders for a moment.
    await vi.waitFor(() => expect(messagesIn(server)).toEqual([]), soon)
    // A folder below it keeps its name in the list of folders.
    for (const dir of ['new', 'cur', 'tmp'])
      mkdirSync(join(server.maildir, '.Paperboy.Old', dir), { recursive: true })
    rmSync(join(server.maildir, '.Paperboy'), { recursive: true })
    deliver(server, dsnTo(to(2)))
    await vi.waitFor(() => expect(messagesIn(server, '.Paperboy')).toHaveLength(1), soon)
    await vi.waitFor(() => expect(messagesIn(server)).toEqual([]), soon)
    expect(await count()).toBe(2)
    expect(said).toEqual([
      expect.stringMatching(/^messages could not be moved to the folder Paperboy/),
      'the mailbox for bounces is read again',
    ])
  })

  test('is read with an OAuth2 token, which is read again once it has expired', async () => {
    const server = await startDovecot(await startTokenServer('fresh-token'))
    const tokenFile = join(await temporaryDir(), 'token')
    writeFileSync(tokenFile, 'expired-token\n')
    const { count, to, said } = await watched(server, { tokenFile, password: '' })
    deliver(server, dsnTo(to(1)))
    await vi.waitFor(() => expect(said).toContainEqual(expect.stringMatching(/^the login was refused/)), soon)
    expect(messagesIn(server)).toEqual([{ isSeen: false }])
    writeFileSync(tokenFile, 'fresh-token\n')
    await vi.waitFor(async () => expect(await count()).toBe(1), soon)
    await vi.waitFor(() => expect(messagesIn(server, '.Paperboy')).toHaveLength(1), soon)
    expect(said.at(-1)).toBe('the mailbox for bounces is read again')
  })

  test('that refuses the login, or is not there, is said and tried again', async () => {
    const server = await startDovecot()
    const { count, to, said, password } = await watched(server, { password: 'wrong' })
    deliver(server, dsnTo(to(1)))
    await vi.waitFor(
      () => expect(said.filter((one) => one.startsWith('the login was refused')).length).toBeGreaterThan(1),
      soon,
    )
    password(imapPassword)
    await vi.waitFor(async () => expect(await count()).toBe(1), soon)
    const missing = await watched(server, { mailbox: 'Nowhere' })
    await vi.waitFor(() => expect(missing.said[0]).toMatch(/no such mailbox/), soon)
  })
})
