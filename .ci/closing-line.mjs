// Prints "N passed, N failed, N skipped" from the summary that Vitest ends with.
import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

const log = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8'))
const summary = /^\s*Tests\s+(.*)$/m.exec(log)?.[1] ?? ''
const count = (state) => Number(new RegExp(`(\\d+) ${state}`).exec(summary)?.[1] ?? 0)
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(count)
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exit(passed > 0 && failed === 0 ? 0 : 1)
