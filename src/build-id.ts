import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folders = ['src', 'emails']
/** A published package has the same file under another name. */
const lockfile =
  ['package-lock.json', 'npm-shrinkwrap.json'].find((name) => existsSync(join(root, name))) ?? ''
let known: Promise<string> | undefined

/**
 * Identifies the code that makes messages, with the versions of its packages. The version number does not: a checkout is
 * changed without it.
 *
 * @returns a hash of all files; equal for equal trees
 */
export function buildId(): Promise<string> {
  return (known ??= hashTree())
}

async function hashTree(): Promise<string> {
  const hash = createHash('sha256')
  for (const path of [...(await listFiles()), lockfile]) {
    const content = await readFile(join(root, path))
    hash.update(`${path} ${content.length}\n`).update(content)
  }
  return hash.digest('hex').slice(0, 16)
}

async function listFiles(): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    }),
  )
  return found
    .flat()
    .map((path) => path.slice(root.length + 1))
    .sort()
}
