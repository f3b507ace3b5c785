import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import type { Config } from '../../src/config.ts'
import { createContext, type Context } from '../../src/context.ts'
import { testConfig } from './config.ts'

/** The real embedded size on a copy of the migrated database, gone when the test is. */
export async function testContext(
  options: { config?: Partial<Config>; clock?: () => Date } = {},
): Promise<Context> {
  const dataDir = await temporaryDir()
  await cp(inject('templateDir'), dataDir, { recursive: true })
  const config = testConfig({ dataDir, ...options.config })
  const context = await createContext(config, options.clock ? { clock: options.clock } : {})
  onTestFinished(() => context.close())
  return context
}

/** A folder that is removed when the test is over. */
export async function temporaryDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'paperboy-test-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}
