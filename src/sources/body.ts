import type { Answer } from './follow-redirects.ts'
import { SourceError } from './source-error.ts'

/**
 * The bytes of an answer.
 *
 * @throws {SourceError} as soon as it is larger than it may be
 */
export async function readBody(response: Answer, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) {
      throw new SourceError(`its answer is larger than ${maxBytes} bytes`, { isTransient: false })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
