import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  announceSkips()
  const runDir = mkdtempSync(join(tmpdir(), 'paperboy-run-'))
  // PostgreSQL's account has its files in it.
  chmodSync(runDir, 0o755)
  const processesDir = mkdtempSync(join(tmpdir(), 'paperboy-processes-'))
  project.provide('templateDir', await findOrMakeTemplate())
  project.provide('runDir', runDir)
  project.provide('processesDir', processesDir)
  return async () => {
    await Promise.all(readdirSync(processesDir).map((pid) => end(Number(pid))))
    for (const dir of [runDir, processesDir]) rmSync(dir, { recursive: true, force: true })
  }
}

/** Waits until it is gone, for up to ten seconds: until then it writes into its folder. */
async function end(pid: number): Promise<void> {
  // For PostgreSQL an immediate shutdown, for Redis the end.
  for (let tries = 0, signal: NodeJS.Signals | 0 = 'SIGQUIT'; tries < 200; tries++, signal = 0) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    await sleep(50)
  }
}
