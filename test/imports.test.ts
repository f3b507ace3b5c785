import { expect, test } from 'vitest'
import { folderOf, importsOf, readSourceTree } from './helpers/source-tree.ts'

/** The folders of `src/` in the order of who may import whom: later ones import earlier ones. */
const order = [
  'store',
  'papers',
  'sources',
  'topics',
  'select',
  'subscribers',
  'marks',
  'ingest',
  'seeds',
  'smtp',
  'render',
  'ledger',
  'editions',
  'bounces',
  'deliver',
  'outbox',
  'own-data',
  'personal',
  'backup',
  'doctor',
  'jobs',
  'web',
  'commands',
]

const files = readSourceTree()
const imports = new Map(files.map((file) => [file.path, importsOf(file)]))

test('folders import in one direction only', () => {
  const rank = (path: string) => order.indexOf(folderOf(path) ?? '')
  const faults = files.flatMap(({ path }) =>
    (imports.get(path) ?? [])
      .filter((target) => rank(path) >= 0 && rank(target) > rank(path))
      .map((target) => `${path} -> ${target}`),
  )
  expect(faults).toEqual([])
})

test('the mail engine knows no edition, no subscriber and no paper', () => {
  const allowed = new Set(['smtp', 'store', null])
  const targets = files
    .filter(({ path }) => folderOf(path) === 'smtp')
    .flatMap(({ path }) => imports.get(path) ?? [])
  expect(targets.filter((target) => !allowed.has(folderOf(target)))).toEqual([])
})

test('no file imports itself by way of others, not even for a type', () => {
  const inCycle = files.map(({ path }) => path).filter((path) => reachable(path).has(path))
  expect(inCycle).toEqual([])
})

/** Every file that is imported by way of `from`. */
function reachable(from: string): Set<string> {
  const seen = new Set<string>()
  const waiting = [...(imports.get(from) ?? [])]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    waiting.push(...(imports.get(path) ?? []))
  }
  return seen
}
