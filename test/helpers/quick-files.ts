import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Opening any of these takes seconds: a database, a server, a browser, a process. */
const slowToOpen = /^test\/(helpers\/(context|servers|processes|browser|template)|mail\/)/

/**
 * The test files of `npm run test:quick`: what is pure or small. Those that reach a database, a server process, a browser
 * or another process, by whatever they import, are left out, and so are those that take seconds by themselves.
 */
export function quickFiles(root: string, slow: readonly string[]): string[] {
  const reaches = (path: string, seen: Set<string>): boolean => {
    if (seen.has(path)) return false
    seen.add(path)
    if (slowToOpen.test(path)) return true
    const text = readFileSync(join(root, path), 'utf8')
    if (/from '(node:child_process|@electric-sql\/pglite)'/.test(text)) return true
    const imports = [...text.matchAll(/from '(\.\.?\/[^']+\.tsx?)'/g)].map(([, to = '']) =>
      join(dirname(path), to),
    )
    return imports.some((one) => one.startsWith('test/') && reaches(one, seen))
  }
  return globSync('test/**/*.test.{ts,tsx}', { cwd: root })
    .filter((path) => !slow.some((name) => path.includes(`/${name}.test.`)))
    .filter((path) => !reaches(path, new Set()))
    .sort()
}
