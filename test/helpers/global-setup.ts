import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { createContext } from '../../src/context.ts'
import { testConfig } from './config.ts'
import { announceSkips } from './requirements.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** An embedded data folder with every migration run, for tests to copy. */
    templateDir: string
  }
}

/** Makes the database that every test copies, and says once which tests cannot run here. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  announceSkips()
  const templateDir = await mkdtemp(join(tmpdir(), 'paperboy-template-'))
  const context = await createContext(testConfig(templateDir))
  await context.close()
  project.provide('templateDir', templateDir)
  return () => rm(templateDir, { recursive: true, force: true })
}
