import { createHash } from 'node:crypto'

/** Short, and another for any other content: in the address of a file that browsers may keep for a year. */
export function versionOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 10)
}
