import { readFileSync } from 'node:fs'

/** The commands of the first block under a heading of README, a line each, without what is said beside them. */
export function readmePath(heading: string): string[] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const block = /^```sh\n(.*?)^```$/ms.exec(section)?.[1]
  if (block === undefined) throw new Error(`README.md: there is no block of commands under “${heading}”`)
  return block
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\s+# .*$/, ''))
}
