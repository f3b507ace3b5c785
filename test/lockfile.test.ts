import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({ integrity: z.string().optional(), resolved: z.string().optional() }),
  ),
})

function packages() {
  const path = new URL('../package-lock.json', import.meta.url)
  const { '': root, ...others } = Lockfile.parse(JSON.parse(readFileSync(path, 'utf8'))).packages
  expect(root).toBeDefined()
  return Object.entries(others)
}

// npm writes down the hash of what it has fetched, and leaves out the packages of other platforms.
test('every package has a hash that npm checks, also those of other platforms', () => {
  const without = packages().filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))
  expect(without.map(([path]) => path)).toEqual([])
})

test('no package is bound to one registry', () => {
  expect(packages().filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})
