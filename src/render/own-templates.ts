import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { ComponentType } from 'react'
import { replaceSlots, slotFiles, type Slots } from '../../emails/slots.ts'
import { versionOf } from '../content-version.ts'
import { messageOf, UserError } from '../errors.ts'
import { checkTemplates } from './check-templates.ts'
import { setOwnTemplatesVersion } from './templates-version.ts'

const root = new URL('../../', import.meta.url)

/**
 * Puts the components of an operator's folder in place of ours, after making a mail with each. The folder is code that runs
 * as ours does.
 *
 * @throws {UserError} naming the file that is wrong, and what is wrong with it
 */
export async function loadOwnTemplates(dir: string): Promise<void> {
  const files = listFiles(dir)
  const code = await bundle(dir, files)
  const loaded = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`).catch(
    (error: unknown) => {
      throw problem(dir, messageOf(error))
    },
  )
  const own: Partial<Slots> = {}
  for (const [index, file] of files.entries()) {
    const slot = slotFiles[file]
    const component: unknown = loaded[`own${index}`]
    if (!slot || !isComponent(component))
      throw problem(join(dir, file), 'has no default export that is a component')
    const one = { [slot]: component }
    replaceSlots(one)
    await checkTemplates().catch((error: unknown) => {
      replaceSlots({})
      throw problem(join(dir, file), messageOf(error))
    })
    Object.assign(own, one)
  }
  replaceSlots(own)
  await checkTemplates()
  // The same in every folder that this program may be installed in.
  setOwnTemplatesVersion(versionOf(code.replaceAll(root.href, '')))
}

/** Templates by their names, and nothing else beside them; what they share is in folders or in `.ts` files. */
function listFiles(dir: string): string[] {
  let names: string[]
  try {
    names = readdirSync(dir)
  } catch (error) {
    throw problem(dir, messageOf(error))
  }
  const files = names.filter((name) => /\.[jt]sx$/.test(name)).sort()
  const unknown = files.find((name) => !slotFiles[name])
  const known = Object.keys(slotFiles).join(', ')
  if (unknown !== undefined) throw problem(join(dir, unknown), `is none of the templates: ${known}`)
  if (files.length === 0) throw problem(dir, `has none of the templates: ${known}`)
  return files
}

/** One module that exports `own0`, `own1` and so on. React and our templates are the ones that run here. */
async function bundle(dir: string, files: readonly string[]): Promise<string> {
  const { build } = await import('esbuild')
  const entry = files.map(
    (file, index) => `export { default as own${index} } from ${JSON.stringify(`./${file}`)}`,
  )
  const result = await build({
    stdin: { contents: entry.join('\n'), resolveDir: dir, sourcefile: 'templates' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    jsx: 'automatic',
    logLevel: 'silent',
    plugins: [
      {
        name: 'ours',
        setup: (bundler) => {
          bundler.onResolve({ filter: /^(?:react|react-email)(?:\/|$)/ }, ({ path }) =>
            external(packageUrl(path)),
          )
          bundler.onResolve({ filter: /^paperboy\/emails\// }, ({ path }) => external(templateUrl(path)))
        },
      },
    ],
  }).catch((error: unknown) => {
    throw problem(dir, messageOf(error))
  })
  return result.outputFiles[0]?.text ?? ''
}

const external = (path: string) => ({ path, external: true })

function packageUrl(name: string): string {
  // As `import` resolves it from here, which tests' loaders do not offer.
  return import.meta.resolve?.(name) ?? pathToFileURL(createRequire(import.meta.url).resolve(name)).href
}

/** After `npm run build`, ours end in `.js`. */
function templateUrl(path: string): string {
  const url = new URL(path.replace(/^paperboy\//, ''), root)
  const isCompiled = extname(fileURLToPath(import.meta.url)) === '.js'
  return isCompiled ? url.href.replace(/\.tsx?$/, '.js') : url.href
}

function isComponent(value: unknown): value is ComponentType<never> & Slots[keyof Slots] {
  return typeof value === 'function'
}

function problem(where: string, what: string): UserError {
  return new UserError(`TEMPLATES_DIR: ${where}: ${what}`)
}
