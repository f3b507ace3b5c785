import { createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { parseHead, type MailHead } from './parse.ts'

/** One line of the list. */
export type MailSummary = MailHead & { id: string; receivedAt: Date; sizeBytes: number; isRead: boolean }

/** What the oldest mails are dropped for. */
export type MailboxBounds = { mails: number; bytes: number }

/** The mails that the built-in inbox holds: files in a folder, which several processes may share. */
export type Mailbox = {
  dir: string
  /**
   * Keeps a message as it was sent, and drops the oldest ones that no longer fit.
   *
   * @param to its recipient: one of them alone has a fifth of the inbox, so that mails to the operator leave room for readers'
   */
  add: (raw: Buffer, to?: string) => Promise<void>
  /** The newest first. Files that are not messages are left out. */
  list: () => Promise<MailSummary[]>
  /** A message as it was sent, or null where there is none. */
  read: (id: string) => Promise<Buffer | null>
  markRead: (id: string) => Promise<void>
  remove: (id: string) => Promise<void>
  removeAll: () => Promise<void>
}

const defaultBounds: MailboxBounds = { mails: 1000, bytes: 100_000_000 }

/** Header sections are a few kilobytes long. */
const headBytes = 64 * 1024

/** `x.eml` is unread, `x.read.eml` was read. */
const fileName = /^([\w-]{1,64})(\.read)?\.eml$/

type StoredFile = { name: string; id: string; isRead: boolean; receivedAt: Date; sizeBytes: number }

/** How many recipients it takes to fill the inbox. */
const sharers = 5

/** What stands at the end of an id, and tells the mails of one recipient. */
const recipientTag = /-to-[\da-f]{8}$/

/** Opens the inbox under the data folder. Its own folder is made when the first mail comes. */
export function openMailbox(dataDir: string, logger: Logger, bounds = defaultBounds): Mailbox {
  const dir = join(dataDir, 'inbox')
  const readFiles = createFileReader(dir)
  const readHead = createHeadReader(dir, logger)
  const find = async (id: string) => (await readFiles()).find((file) => file.id === id)
  const removeFiles = (files: readonly StoredFile[]) =>
    Promise.all(files.map(({ name }) => rm(join(dir, name), { force: true })))
  let adding: Promise<unknown> = Promise.resolve()
  let count = 0

  const addNow = async (raw: Buffer, to?: string) => {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    // The number orders those of one millisecond; the rest keeps several processes apart.
    const number = String((count += 1)).padStart(8, '0')
    const id = `${new Date().toISOString().replace(/\D/g, '')}-${number}-${randomBytes(4).toString('hex')}${tagOf(to)}`
    // Whoever lists the folder meanwhile sees whole messages only. A crash leaves one such file at most.
    const part = join(dir, `incoming-${process.pid}.part`)
    // The links in mails are as good as passwords.
    await writeFile(part, raw, { mode: 0o600 })
    await rename(part, join(dir, `${id}.eml`))
    await removeFiles(beyond(await readFiles(), bounds))
  }

  return {
    dir,
    // One after the other, so that two do not drop the same files.
    add: (raw, to) => {
      const added = adding.then(() => addNow(raw, to))
      adding = added.catch(() => undefined)
      return added
    },
    list: async () => {
      const files = await readFiles()
      const heads = await readHead(files)
      return files.flatMap(({ name: _name, ...file }, index) => {
        const head = heads[index]
        return head ? [{ ...file, ...head }] : []
      })
    },
    // By its names, in this order: it may be marked as read at the same moment, which renames it.
    read: async (id) => {
      const names = [`${id}.eml`, `${id}.read.eml`].filter((name) => fileName.test(name))
      for (const name of names) {
        const raw = await ignoreMissing(readFile(join(dir, name)))
        if (raw) return raw
      }
      return null
    },
    markRead: async (id) => {
      const file = await find(id)
      if (!file || file.isRead) return
      await ignoreMissing(rename(join(dir, file.name), join(dir, `${id}.read.eml`)))
    },
    remove: async (id) => {
      const file = await find(id)
      if (file) await removeFiles([file])
    },
    removeAll: async () => {
      await removeFiles(await readFiles())
    },
  }
}

/** Lists the folder, the newest first. What is known of a file by its name is not asked again. */
function createFileReader(dir: string): () => Promise<StoredFile[]> {
  let known = new Map<string, StoredFile>()
  return async () => {
    const names = (await ignoreMissing(readdir(dir))) ?? []
    const files = await Promise.all(names.map(async (name) => known.get(name) ?? describe(dir, name)))
    const present = files.filter((file) => file !== null)
    known = new Map(present.map((file) => [file.name, file]))
    return present.sort((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime() || (a.id < b.id ? 1 : -1))
  }
}

async function describe(dir: string, name: string): Promise<StoredFile | null> {
  const [, id, read] = fileName.exec(name) ?? []
  if (id === undefined) return null
  const found = await ignoreMissing(stat(join(dir, name)))
  if (!found?.isFile()) return null
  return { name, id, isRead: read !== undefined, receivedAt: found.mtime, sizeBytes: found.size }
}

/** How long heads are kept in memory that nobody asks for: those of a person who was erased must not stay for good. */
const idleMs = 10 * 60_000

/** Reads what the list shows of messages: once of each, null for what is no message. */
function createHeadReader(dir: string, logger: Logger) {
  let known = new Map<string, MailHead | null>()
  let forgetting: NodeJS.Timeout | undefined
  const read = async ({ id, name }: StoredFile): Promise<MailHead | null> => {
    const kept = known.get(id)
    if (kept !== undefined) return kept
    try {
      const head = await parseHead(await readStart(join(dir, name)))
      if (head) return head
      logger.warn({ file: join(dir, name) }, 'a file in the inbox is not a message and is not shown')
    } catch (error) {
      logger.warn({ file: join(dir, name), error: messageOf(error) }, 'a mail in the inbox cannot be read')
    }
    return null
  }
  return async (files: readonly StoredFile[]) => {
    const heads: (MailHead | null)[] = []
    for (const file of files) heads.push(await read(file))
    known = new Map(files.map(({ id }, index) => [id, heads[index] ?? null]))
    clearTimeout(forgetting)
    forgetting = setTimeout(() => (known = new Map()), idleMs).unref()
    return heads
  }
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** The files, given the newest first, that no longer fit. The newest always stays. */
function beyond(files: readonly StoredFile[], bounds: MailboxBounds): StoredFile[] {
  const share = { mails: bounds.mails / sharers, bytes: bounds.bytes / sharers }
  const byRecipient = Map.groupBy(files, ({ id }) => recipientTag.exec(id)?.[0])
  const beyondShare = new Set(
    [...byRecipient].flatMap(([tag, own]) => (tag === undefined ? [] : oldest(own, share))),
  )
  return [
    ...beyondShare,
    ...oldest(
      files.filter((file) => !beyondShare.has(file)),
      bounds,
    ),
  ]
}

function oldest(files: readonly StoredFile[], { mails, bytes }: MailboxBounds): StoredFile[] {
  let total = 0
  return files.filter(({ sizeBytes }, index) => {
    total += sizeBytes
    return index > 0 && (index >= mails || total > bytes)
  })
}

function tagOf(to: string | undefined): string {
  return to === undefined ? '' : `-to-${createHash('sha256').update(to).digest('hex').slice(0, 8)}`
}

/** Another process may have removed it first. */
async function ignoreMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
