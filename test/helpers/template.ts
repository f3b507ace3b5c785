import { createHash } from 'node:crypto'
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testConfig } from './config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules/.cache/paperboy-tests')
/** What decides what a new database holds. */
const sources = ['package-lock.json', 'jobs/queues.ts', 'src/context.ts', 'src/store/**/*.{ts,sql}']
const dayMs = 86_400_000

/**
 * An embedded data folder with every migration run. Making one takes ten seconds of CPU time, so it is kept for the
 * next runs until something that decides its content changes.
 */
export async function findOrMakeTemplate(): Promise<string> {
  const dir = join(cache, `embedded-${digestOfSources()}`)
  if (touch(dir)) return dir
  mkdirSync(cache, { recursive: true })
  const made = mkdtempSync(join(cache, 'new-'))
  const { createContext } = await import('../../src/context.ts')
  const context = await createContext(testConfig(made), { schema: 'migrate' })
  await context.close()
  try {
    renameSync(made, dir)
  } catch (error) {
    // Another run has made the same meanwhile.
    rmSync(made, { recursive: true, force: true })
    if (!touch(dir)) throw error
  }
  removeUnused()
  return dir
}

function digestOfSources(): string {
  const hash = createHash('sha256')
  for (const path of globSync(sources, { cwd: root }).sort()) {
    hash.update(`${path}\n`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex').slice(0, 16)
}

/** @returns whether it is there; marks it as used */
function touch(dir: string): boolean {
  try {
    utimesSync(dir, new Date(), new Date())
    return true
  } catch {
    return false
  }
}

/** Other branches may come back to theirs within a day. */
function removeUnused(): void {
  for (const name of readdirSync(cache)) {
    const dir = join(cache, name)
    if (Date.now() - statSync(dir).mtimeMs > dayMs) rmSync(dir, { recursive: true, force: true })
  }
}
