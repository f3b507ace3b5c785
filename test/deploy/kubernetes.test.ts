import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { variables } from '../../src/config/variables/variables.ts'
import { temporaryDir } from '../helpers/context.ts'

const folder = fileURLToPath(new URL('../../deploy/kubernetes/', import.meta.url))
const Labels = z.record(z.string(), z.string())
const Manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
})
type Manifest = z.infer<typeof Manifest>
const PodTemplate = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      metadata: z.looseObject({ labels: Labels }),
      spec: z.looseObject({
        containers: z.array(z.looseObject({ env: z.array(z.looseObject({ name: z.string() })).optional() })),
      }),
    }),
  }),
})
const Kustomization = z.looseObject({
  configMapGenerator: z.array(z.object({ name: z.string(), literals: z.array(z.string()) })),
  resources: z.array(z.string()),
})

const kustomization = Kustomization.parse(
  documentsOf(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'))[0],
)
const manifests = kustomization.resources.flatMap((name) =>
  manifestsOf(readFileSync(join(folder, name), 'utf8')),
)
const templates = manifests.flatMap((one) => {
  const parsed = PodTemplate.safeParse(one)
  return parsed.success ? [parsed.data.spec.template] : []
})

function documentsOf(text: string): unknown[] {
  return parseAllDocuments(text).map((document): unknown => document.toJS())
}

function manifestsOf(text: string): Manifest[] {
  return documentsOf(text)
    .filter((one) => one !== null)
    .map((one) => Manifest.parse(one))
}

const named = (list: Manifest[]) => list.map((one) => [`${one.kind} ${one.metadata.name}`, one] as const)

test('the kustomization has every file of the folder', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
  expect(kustomization.resources.toSorted()).toEqual(files.toSorted())
})

test.each(named(manifests))(
  '%s is as Kubernetes’ schema says, without unknown fields',
  async (_, manifest) => {
    expect(await problemsOf(manifest)).toEqual([])
  },
)

test.each([
  ['a field of another name', { spec: { minReadySecond: 5 } }, /unknown: spec\.minReadySecond/],
  ['a value of another type', { spec: { replicas: 'two' } }, /replicas/],
  ['a required field that is not there', { spec: { selector: undefined } }, /selector/],
])('%s is found', async (_, change, problem) => {
  const worker = manifests.find(({ kind }) => kind === 'Deployment')
  const spec = { ...Object(worker?.['spec']), ...change.spec }
  const problems = worker ? await problemsOf({ ...worker, spec }) : []
  expect(problems.join('\n')).toMatch(problem)
})

test('each selector selects a pod', () => {
  const selectors = manifests.flatMap((one) => selectorsIn(one))
  expect(selectors.length).toBeGreaterThan(6)
  for (const selector of selectors) {
    const selected = templates.filter(({ metadata }) =>
      Object.entries(selector).every(([name, value]) => metadata.labels[name] === value),
    )
    expect({ selector, selected: selected.length > 0 }).toEqual({ selector, selected: true })
  }
})

test('each variable is one that Paperboy reads', () => {
  const names = [
    ...kustomization.configMapGenerator.flatMap(({ literals }) =>
      literals.map((one) => one.split('=')[0] ?? ''),
    ),
    ...templates.flatMap(({ spec }) =>
      spec.containers.flatMap(({ env = [] }) => env.map(({ name }) => name)),
    ),
    ...[...readFileSync(join(folder, 'secret.example.env'), 'utf8').matchAll(/^#?([A-Z_]+)=/gm)].map(
      ([, name = '']) => name,
    ),
  ]
  expect(names.length).toBeGreaterThan(8)
  expect(names.filter((name) => !(name in variables.shape))).toEqual([])
})

test.skipIf(spawnSync('kubectl', ['version', '--client']).status !== 0)(
  'what kubectl makes of it is as the schema says, too',
  async () => {
    const dir = await temporaryDir()
    cpSync(folder, dir, { recursive: true })
    cpSync(join(dir, 'secret.example.env'), join(dir, 'secret.env'))
    const made = manifestsOf(execFileSync('kubectl', ['kustomize', dir], { encoding: 'utf8' }))
    expect(made.length).toBe(manifests.length + 2)
    const problems = await Promise.all(made.map((one) => problemsOf(oneLine(one))))
    expect(problems.flat()).toEqual([])
  },
)

/** Kustomize wraps the lines of what it encodes for a secret, which Kubernetes takes and the schema does not. */
function oneLine(manifest: Manifest): Manifest {
  if (manifest.kind !== 'Secret') return manifest
  const data = Object.entries(Labels.parse(manifest['data'])).map(([name, value]) => [
    name,
    value.replace(/\s/g, ''),
  ])
  return { ...manifest, data: Object.fromEntries(data) }
}

const Model = z.custom<{ prototype: { validate: (this: object) => void } }>(
  (one) => typeof one === 'function',
)

/** Where a manifest is not as the schema of its kind, or has fields that the schema does not know. */
async function problemsOf(manifest: Manifest): Promise<string[]> {
  const { apiVersion, kind } = manifest
  // In a variable, as Vite would look for a template of files.
  const path = ['kubernetes-models', apiVersion, kind].join('/')
  const loaded: unknown = await import(path)
  const One = z.looseObject({ [kind]: Model }).parse(loaded)[kind]
  const { watched, unread } = watchReads(manifest)
  try {
    // Not of an instance, whose constructor copies all that it is given.
    Model.parse(One).prototype.validate.call(watched)
  } catch (error) {
    return [String(error)]
  }
  return unread().map((path) => `unknown: ${path}`)
}

/**
 * A validator reads each field that its schema knows, and no other.
 *
 * @returns the value to validate, and a function that tells which fields were not read
 */
function watchReads(whole: object) {
  const read = new Map<object, Set<string>>()
  const proxies = new Map<object, object>()
  const watch = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const known = proxies.get(value)
    if (known) return known
    const keys = new Set<string>()
    read.set(value, keys)
    const proxy = new Proxy(value, {
      get: (target, key, receiver) => {
        if (typeof key === 'string') keys.add(key)
        return watch(Reflect.get(target, key, receiver))
      },
    })
    proxies.set(value, proxy)
    return proxy
  }
  const unreadIn = (value: unknown, path: string): string[] => {
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([key, inner]) => {
      const at = path === '' ? key : `${path}.${key}`
      return read.get(value)?.has(key) ? unreadIn(inner, at) : [at]
    })
  }
  watch(whole)
  return { watched: proxies.get(whole) ?? whole, unread: () => unreadIn(whole, '') }
}

/** The labels that something selects pods by, wherever they stand; those of everything are left out. */
function selectorsIn({ kind, ...rest }: Manifest): Record<string, string>[] {
  const spec = z
    .looseObject({
      selector: z.union([z.object({ matchLabels: Labels }), Labels]).optional(),
      podSelector: z.looseObject({ matchLabels: Labels.optional() }).optional(),
    })
    .optional()
    .parse(rest['spec'])
  const found = [spec?.selector, spec?.podSelector].flatMap((one) => {
    const labels = one && 'matchLabels' in one ? one.matchLabels : kind === 'Service' ? one : undefined
    return labels === undefined ? [] : [Labels.parse(labels)]
  })
  return found.filter((labels) => Object.keys(labels).length > 0)
}
