import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { need } from './requirements.ts'

const Recording = z.array(z.object({ paper: z.object({ id: z.string() }) }))

/** The ids that the origin listed on a day, read from the recording itself. */
export function recordedIds(day: string): string[] {
  const path = join(need('recordings'), `${day}.json.gz`)
  const entries = Recording.parse(JSON.parse(gunzipSync(readFileSync(path)).toString()))
  return entries.map(({ paper }) => `arxiv:${paper.id}`)
}
