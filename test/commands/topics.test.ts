import { expect, test } from 'vitest'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'

test('topics are listed with their parts, papers and followers', { timeout: 60_000 }, async () => {
  const env = await databaseEnvironment()
  await runCommand(['subscribers', 'add', 'ada@example.net', '--topics', 'robotics,science.medicine'], env)
  const { code, stdout } = await runCommand(['topics'], env)
  expect(code).toBe(0)
  const rows = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(rows).toContainEqual(expect.objectContaining({ slug: 'robotics', papers: 0, followers: 1 }))
  expect(rows).toContainEqual(expect.objectContaining({ slug: 'science.medicine', followers: 1 }))
  expect(rows).toContainEqual(expect.objectContaining({ slug: 'agents', name: 'Agents', followers: 0 }))
})
