import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'

test('topics are listed with their parts, own ones, papers and followers', { timeout: 60_000 }, async () => {
  const env = await databaseEnvironment()
  const file = join(await temporaryDir(), 'topics.yaml')
  await writeFile(file, '- { slug: quantum, name: Quantum, phrases: [qubit] }')
  const own = { ...env, TOPICS: file }
  const chosen = 'robotics,science.medicine,quantum'
  await runCommand(['subscribers', 'add', 'ada@example.net', '--topics', chosen], own)
  expect(await listTopics(own)).toContainEqual({
    slug: 'quantum',
    name: 'Quantum',
    group: 'Further topics',
    about: 'qubit',
    papers: 0,
    followers: 1,
  })
  const rows = await listTopics(env)
  expect(rows.at(-1)).toMatchObject({ slug: 'quantum', name: 'quantum (not there any more)', followers: 1 })
  expect(rows).toContainEqual(expect.objectContaining({ slug: 'robotics', papers: 0, followers: 1 }))
  expect(rows).toContainEqual(expect.objectContaining({ slug: 'science.medicine', followers: 1 }))
  expect(rows).toContainEqual(expect.objectContaining({ slug: 'agents', name: 'Agents', followers: 0 }))
})

async function listTopics(env: Record<string, string>): Promise<unknown[]> {
  const { code, stdout } = await runCommand(['topics'], env)
  expect(code).toBe(0)
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}
