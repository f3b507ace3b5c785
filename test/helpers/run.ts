import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

/** Has a process end when all tests of this run are over, also where the worker that started it dies before. */
export function endWithRun(pid: number): void {
  writeFileSync(join(inject('processesDir'), String(pid)), '')
}
