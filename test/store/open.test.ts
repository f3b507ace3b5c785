import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { migratedDataDir } from '../helpers/context.ts'

const openAndClose = fileURLToPath(new URL('open-process.ts', import.meta.url))

/** How a process ends that opens an embedded database, does nothing with it, and closes it, or 3 where it did not end by itself. */
async function ending(dataDir: string): Promise<number | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', openAndClose, dataDir], { stdio: 'inherit' })
  return new Promise((resolve) => {
    child.once('close', resolve)
  })
}

test(
  'an embedded database that was opened and not used does not keep the process from ending, however it was left',
  { timeout: 120_000 },
  async () => {
    const dataDir = await migratedDataDir()
    // One that is not closed properly is recovered by the next process, which then did not end.
    expect(await ending(dataDir)).toBe(0)
    expect(await ending(dataDir)).toBe(0)
  },
)
