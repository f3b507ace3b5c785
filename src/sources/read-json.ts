import type { Reading } from './http.ts'
import type { Origin } from './read-worker.ts'
import { otherType } from './source-error.ts'

/** JSON of any shape. */
export const asJson: Reading<unknown> = {
  accept: 'application/json',
  module: import.meta.url,
  read: readJson,
}

/** Runs in a thread of its own. */
export function readJson(text: string, { contentType }: Origin): unknown {
  if (!/\bjson\b/i.test(contentType)) throw otherType(contentType, 'JSON')
  const value: unknown = JSON.parse(text)
  return value
}
