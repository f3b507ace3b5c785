import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { announceSkips } from './requirements.ts'
import { findOrMakeTemplate } from './template.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** An embedded data folder with every migration run, for tests to copy. */
    templateDir: string
    /** A folder that is removed when the run is over. */
    runDir: string
    /** In it each file is named by the id of a process that is stopped when the run is over. */
    processesDir: string
  }
}

/** Finds the database that tests copy, and says once which tests cannot run here. */
export default async function setup(project: TestProject): Promise<() => void> {
  announceSkips()
  const runDir = mkdtempSync(join(tmpdir(), 'paperboy-run-'))
  // PostgreSQL's account has its files in it.
  chmodSync(runDir, 0o755)
  const processesDir = mkdtempSync(join(tmpdir(), 'paperboy-processes-'))
  project.provide('templateDir', await findOrMakeTemplate())
  project.provide('runDir', runDir)
  project.provide('processesDir', processesDir)
  return () => {
    for (const pid of readdirSync(processesDir)) stop(Number(pid))
    for (const dir of [runDir, processesDir])
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

/** For PostgreSQL an immediate shutdown, for Redis the end. */
function stop(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT')
  } catch {
    // It has ended by itself.
  }
}
