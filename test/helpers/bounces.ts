import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { need } from './requirements.ts'

/** What a recorded message is known to say; null where it is a complaint or nothing is known. */
export type RecordedBounce = {
  file: string
  raw: Buffer
  /** The rules were written with three quarters of the messages in view. */
  isHeldOut: boolean
  expected: { isHard: boolean; reason: string } | null
}

const Expected = z.record(z.string(), z.array(z.object({ hard: z.number(), reason: z.string() })))

/** Real messages that came back, from the tests of Sisimai, with what that library says of them. */
export function recordedBounces(): RecordedBounce[] {
  const folder = need('bounces')
  const expected = Expected.parse(JSON.parse(readFileSync(`${folder}-expected.json`, 'utf8')))
  const files = readdirSync(folder).filter((name) => name.endsWith('.eml'))
  return files.sort().map((file) => {
    const [first] = expected[file] ?? []
    return {
      file,
      raw: readFileSync(join(folder, file)),
      isHeldOut: (createHash('sha256').update(file).digest()[0] ?? 0) % 4 === 3,
      expected: first ? { isHard: first.hard === 1, reason: first.reason } : null,
    }
  })
}
