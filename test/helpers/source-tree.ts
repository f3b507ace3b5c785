import { readdirSync, readFileSync } from 'node:fs'
import { dirname, normalize } from 'node:path'

/** A source file: its path from the root of the project, and its text without comments. */
export type SourceFile = { path: string; text: string }

const root = new URL('../../', import.meta.url)
const isSource = (name: string) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts')

/** Every file of the program itself, without its tests. */
export function readSourceTree(): SourceFile[] {
  return ['emails', 'jobs', 'src'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
      .filter(isSource)
      .map((name) => {
        const path = `${folder}/${name.replaceAll('\\', '/')}`
        return { path, text: withoutComments(readFileSync(new URL(path, root), 'utf8')) }
      }),
  )
}

/** What stands in comments of lines or blocks names tables and files too, but uses none. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
}

/** The files of the project that a file imports, types included. */
export function importsOf({ path, text }: SourceFile): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport\(|^import)\s*'(\.[^']+)'/gm)].map(([, target = '']) =>
    normalize(`${dirname(path)}/${target}`),
  )
}

/** `src/web/page/layout.tsx` is in `web`; a file right in `src/` is in no folder. */
export function folderOf(path: string): string | null {
  const [top = '', folder = '', ...rest] = path.split('/')
  if (top !== 'src') return top
  return rest.length > 0 ? folder : null
}
