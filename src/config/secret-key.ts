import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UserError } from '../errors.ts'
import { ensureDataDir } from '../store/data-dir.ts'

const minChars = 32

/** What is wrong with a secret key, or null. */
export function secretKeyProblem(key: string): string | null {
  if (key.length >= minChars) return null
  return `must be at least ${minChars} characters, e.g. from \`openssl rand -hex 32\``
}

/**
 * The secret key that is kept in the data folder. The first call makes it: links in old mails need the same one for years.
 *
 * @throws {UserError} where the file cannot be read or holds no key: anyone could sign links with an empty one
 */
export function keptSecretKey(dataDir: string): string {
  const path = pathIn(dataDir)
  ensureDataDir(dataDir)
  if (!existsSync(path)) makeSecretKey(path)
  return readSecretKey(path)
}

/** The key that is kept in the data folder, or null where none was made yet. Throws as `keptSecretKey` does. */
export function findSecretKey(dataDir: string): string | null {
  const path = pathIn(dataDir)
  return existsSync(path) ? readSecretKey(path) : null
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'secret-key')
}

function readSecretKey(path: string): string {
  const key = contentOf(path).trim()
  const problem = keptKeyProblem(key)
  if (problem === null) return key
  throw new UserError(
    `DATA_DIR: ${path} ${problem}: restore it from a backup.\n` +
      'If there is none, delete the file, and a new key is made. Links in mails that were sent before then stop working.',
  )
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UserError(
      `DATA_DIR: ${path} cannot be read (${messageOf(error)}): let this user read it, or restore it from a backup.`,
    )
  }
}

function keptKeyProblem(key: string): string | null {
  if (key === '') return 'is empty'
  // A file system may leave NUL bytes of a file that was being written when the power failed.
  if (/\p{Cc}/u.test(key)) return 'holds control characters and no key'
  return secretKeyProblem(key) === null ? null : `has fewer than ${minChars} characters`
}

/** Written whole under another name first, so that a crash or a full disk leaves no part of a key. */
function makeSecretKey(path: string): void {
  const written = `${path}.${process.pid}`
  try {
    writeFileSync(written, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true })
    linkSync(written, path)
  } catch (error) {
    // Another process may have been first; its key is then the one to use.
    if (existsSync(path)) return
    throw new UserError(
      `DATA_DIR: ${path} cannot be written (${messageOf(error)}): make room, or choose another folder.`,
    )
  } finally {
    rmSync(written, { force: true })
  }
}
