import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { temporaryDir } from '../helpers/context.ts'

test(
  'suppressions are added, listed, exported, removed, and imported again',
  { timeout: 60_000 },
  async () => {
    const env = await databaseEnvironment()
    const run = (...args: string[]) => runCommand(['suppressions', ...args], env)
    await runCommand(['subscribers', 'add', 'Ann@example.net'], env)

    expect(await run('list')).toMatchObject({ code: 0, stdout: 'No suppressions.\n' })
    expect(await run('add', 'Ann@Example.net', '--reason', 'asked by phone')).toMatchObject({
      code: 0,
      stdout: 'ann@example.net: suppressed\n',
    })
    expect((await run('add', 'ann@example.net')).stdout).toMatch(/already/)
    expect((await runCommand(['subscribers', 'show', 'ann@example.net'], env)).stdout).toContain(
      'suppressed: asked by phone',
    )
    const exported = await run('export')
    expect(exported.stdout).toMatch(/^email,reason,at,evidence\nann@example\.net,asked by phone,\d{4}-/)

    expect((await run('remove', 'ann@example.net')).stdout).toContain('was: asked by phone')
    expect(await run('remove', 'ann@example.net')).toMatchObject({ code: 1 })

    const folder = await temporaryDir()
    const file = join(folder, 'list.csv')
    writeFileSync(file, `${exported.stdout}not an address,,\nbo@example.net,,\n`)
    expect(await run('import', file, '--reason', 'from a list')).toMatchObject({
      code: 1,
      stdout: '2 suppressed, 0 were already, 0 erased, 1 left out\n',
      stderr: 'line 3: is no address\n',
    })
    const listed = JSON.parse((await run('list', '--json')).stdout) as unknown
    expect(listed).toMatchObject([
      { email: 'ann@example.net', reason: 'asked by phone' },
      { email: 'bo@example.net', reason: 'from a list' },
    ])
    expect((await run('list', '--limit', '1')).stdout).toContain('More: --after ann@example.net')
  },
)

test(
  'a file without names of columns holds addresses; one that is missing is said',
  { timeout: 60_000 },
  async () => {
    const env = await databaseEnvironment()
    const file = join(await temporaryDir(), 'addresses.txt')
    writeFileSync(file, 'ann@example.net\nANN@example.net\nbo@example.net\n')
    expect((await runCommand(['suppressions', 'import', file], env)).stdout).toMatch(/^2 suppressed/)
    const missing = await runCommand(['suppressions', 'import', `${file}.none`], env)
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringMatching(/cannot be read/) })
  },
)
