import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { workflowPath, writeWorkflow } from '../../src/personal/write-workflow.ts'
import { temporaryDir } from '../helpers/context.ts'

const path = new URL('../../src/personal/github-workflow.yml', import.meta.url)
const Workflow = z.object({
  on: z.object({ schedule: z.array(z.object({ cron: z.string() })) }),
  jobs: z.object({
    digest: z.object({
      steps: z.array(z.object({ name: z.string().optional(), run: z.string().optional() })),
    }),
  }),
})
const workflow = Workflow.parse(parse(readFileSync(path, 'utf8')))

/** Runs a step as GitHub does. */
function runStep(name: string, cwd: string): void {
  const step = workflow.jobs.digest.steps.find((one) => one.name === name)
  execFileSync('bash', ['-e', '-o', 'pipefail', '-c', step?.run ?? 'false'], { cwd, stdio: 'pipe' })
}

const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, stdio: 'pipe' }).toString()

test('the workflow for GitHub keeps the state on a branch with one commit, and brings it back', async () => {
  const dir = await temporaryDir()
  const remote = join(dir, 'remote.git')
  git(dir, 'init', '--quiet', '--bare', remote)
  for (const content of ['first', 'second']) {
    const clone = join(dir, content)
    git(dir, 'clone', '--quiet', remote, clone)
    runStep('Fetch the state', clone)
    const state = join(clone, '.paperboy/state.gz')
    expect(existsSync(state) ? readFileSync(state, 'utf8') : null).toBe(content === 'first' ? null : 'first')
    mkdirSync(join(clone, '.paperboy'), { recursive: true })
    writeFileSync(state, content)
    runStep('Keep the state', clone)
  }
  expect(git(remote, 'show', 'paperboy-state:state.gz')).toBe('second')
  expect(git(remote, 'rev-list', '--count', 'paperboy-state').trim()).toBe('1')
  // A state that is there and cannot be had must not count as none: papers would come twice.
  git(join(dir, 'second'), 'remote', 'set-url', 'origin', join(dir, 'gone.git'))
  expect(() => runStep('Fetch the state', join(dir, 'second'))).toThrow('cannot be fetched')
})

test('`init --github` writes it once, and overwrites nothing', async () => {
  const dir = await temporaryDir()
  const before = process.cwd()
  process.chdir(dir)
  onTestFinished(() => process.chdir(before))
  await writeWorkflow()
  expect(readFileSync(join(dir, workflowPath), 'utf8')).toBe(readFileSync(path, 'utf8'))
  writeFileSync(join(dir, workflowPath), 'my own')
  await expect(writeWorkflow()).rejects.toThrow('is there already')
  expect(readFileSync(join(dir, workflowPath), 'utf8')).toBe('my own')
})
