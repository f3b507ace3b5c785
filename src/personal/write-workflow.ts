import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UserError } from '../errors.ts'

/** Where GitHub looks for it. */
export const workflowPath = '.github/workflows/paperboy.yml'

/**
 * Writes the scheduled workflow into the current folder.
 *
 * @throws {UserError} where there is one already: it is not overwritten
 */
export async function writeWorkflow(): Promise<void> {
  const text = await readFile(new URL('./github-workflow.yml', import.meta.url), 'utf8')
  await mkdir(dirname(workflowPath), { recursive: true })
  try {
    await writeFile(workflowPath, text, { flag: 'wx' })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new UserError(`${workflowPath} is there already, and was left as it is.`)
    throw error
  }
}
