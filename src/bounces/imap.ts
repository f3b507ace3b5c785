import { readFileSync } from 'node:fs'
import { ImapFlow, type AuthOptions } from 'imapflow'
import type { ImapConfig } from '../config/inbox.ts'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { isLoopbackRelay } from '../smtp/smtp-url.ts'
import { tokensIn } from './bounce-address.ts'
import type { ReadToken } from './classify.ts'
import type { Keeper } from './keeper.ts'
import { mostBytes } from './read-message.ts'

export type ImapDeps = {
  config: ImapConfig
  readToken: ReadToken
  keep: Keeper
  logger: Logger
  /** How long to wait after the first failure, and how often to look without being told. */
  retryMs?: number
  pollMs?: number
}

/** A watched mailbox. */
export type ImapWatch = { stop: () => Promise<void> }

const firstRetryMs = 5000
const longestRetryMs = 5 * 60_000
const pollEveryMs = 60_000
const atOnce = 50

/**
 * Keeps what comes to a mailbox and is about a message of ours, and moves it to a folder once it is committed. Everything
 * else stays as it is, unread. What fails is logged and tried again, after a time that doubles.
 */
export function watchMailbox(deps: ImapDeps): ImapWatch {
  const { logger, retryMs = firstRetryMs } = deps
  const stopping = new AbortController()
  const { host, user, mailbox } = deps.config
  const run = async () => {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await watchOnce(deps, stopping.signal, () => {
          if (failures > 0) logger.info({ host, user, mailbox }, 'the mailbox for bounces is read again')
          failures = 0
        })
      } catch (error) {
        if (stopping.signal.aborted) return
        const waitMs = Math.min(retryMs * 2 ** failures, longestRetryMs)
        failures += 1
        const problem = {
          host,
          user,
          mailbox,
          error: problemOf(error),
          retryInSeconds: Math.round(waitMs / 1000),
        }
        logger.error(problem, 'the mailbox for bounces cannot be read')
        await pause(waitMs, stopping.signal)
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
  }
}

/** One connection, until it ends. */
async function watchOnce(deps: ImapDeps, signal: AbortSignal, onOpen: () => void): Promise<void> {
  const { config, pollMs = pollEveryMs } = deps
  const client = new ImapFlow({
    host: config.host,
    port: config.port,
    secure: config.isSecure,
    // A password never crosses the network in the clear.
    ...(!config.isSecure && !isLoopbackRelay(config.host) && { doSTARTTLS: true }),
    auth: authOf(config),
    logger: false,
    autoIdleDelay: 200,
    maxIdleTime: 5 * 60_000,
    connectionTimeout: 20_000,
  })
  let wake: (() => void) | null = null
  let hasNew = false
  let lost: Error | null = null
  const hasEnded = new AbortController()
  // Without a listener, a lost connection would end the process.
  client.on('error', (error: Error) => (lost = error))
  client.on('exists', () => {
    hasNew = true
    wake?.()
  })
  client.on('close', () => {
    hasEnded.abort()
    wake?.()
  })
  const onStop = () => client.close()
  signal.addEventListener('abort', onStop, { once: true })
  try {
    await client.connect()
    await makeFolder(client, config.moveTo)
    await client.mailboxOpen(config.mailbox)
    onOpen()
    for (let after = 0; !signal.aborted;) {
      hasNew = false
      after = await takeNew(client, deps, after)
      if (hasNew) continue
      if (hasEnded.signal.aborted) throw lost ?? new Error('the server has closed the connection')
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      wake = null
      if (hasEnded.signal.aborted) throw lost ?? new Error('the server has closed the connection')
      await client.noop()
    }
  } finally {
    signal.removeEventListener('abort', onStop)
    client.close()
  }
}

function authOf({ user, password, tokenFile }: ImapConfig): AuthOptions {
  if (tokenFile === null) return { user, pass: password }
  return { user, accessToken: readFileSync(tokenFile, 'utf8').trim() }
}

/** The list of folders does not tell: it may name one that is gone, since others lie below it. */
async function makeFolder(client: ImapFlow, path: string): Promise<void> {
  const status = await client.status(path, { messages: true }).catch(() => false)
  if (!status) await client.mailboxCreate(path)
}

/** @returns the highest UID that was looked at, so that what is not ours is fetched once in a connection */
async function takeNew(
  client: ImapFlow,
  { config, readToken, keep }: ImapDeps,
  after: number,
): Promise<number> {
  const found = (await client.search({ uid: `${after + 1}:*` }, { uid: true })) || []
  // `n:*` always includes the last message.
  const uids = found.filter((uid) => uid > after).sort((a, b) => a - b)
  for (let start = 0; start < uids.length; start += atOnce) {
    const some = uids.slice(start, start + atOnce)
    const messages = await client.fetchAll(
      some,
      { uid: true, source: { maxLength: mostBytes } },
      { uid: true },
    )
    const ours = messages.flatMap(({ uid, source }) =>
      source && isOurs(source, readToken) ? [{ uid, raw: source }] : [],
    )
    await keep(ours.map(({ raw }) => ({ way: 'imap', id: null, raw })))
    if (ours.length === 0) continue
    const moved = ours.map(({ uid }) => uid)
    if (!(await client.messageMove(moved, config.moveTo, { uid: true })))
      throw new Error(`messages could not be moved to the folder ${config.moveTo}`)
  }
  return uids.at(-1) ?? after
}

function isOurs(source: Buffer, readToken: ReadToken): boolean {
  return tokensIn(source.toString('latin1')).some((token) => readToken(token) !== null)
}

/** What to tell of a failure: the server's words where it has said any. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return messageOf(error)
  const said =
    'responseText' in error && typeof error.responseText === 'string' ? `: ${error.responseText}` : ''
  if ('authenticationFailed' in error && error.authenticationFailed) return `the login was refused${said}`
  if ('mailboxMissing' in error && error.mailboxMissing) return `there is no such mailbox${said}`
  return `${error.message}${said}`
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
