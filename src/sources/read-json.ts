import type { Origin } from './read-worker.ts'
import { otherType } from './source-error.ts'

/**
 * JSON of any shape, for readers that make something smaller of it: whatever they return is copied to the main thread.
 *
 * @throws {SourceError} where the server calls it something else
 */
export function readJson(text: string, { contentType }: Origin): unknown {
  if (!/\bjson\b/i.test(contentType)) throw otherType(contentType, 'JSON')
  const value: unknown = JSON.parse(text)
  return value
}
