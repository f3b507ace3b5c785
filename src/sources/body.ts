import { decodeText } from '../charset.ts'
import { SourceError } from './source-error.ts'

/**
 * The text of an answer.
 *
 * @throws {SourceError} as soon as it is larger than it may be
 */
export async function readBody(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) {
      throw new SourceError(`its answer is larger than ${maxBytes} bytes`, { isTransient: false })
    }
    chunks.push(chunk)
  }
  return decodeText(Buffer.concat(chunks), response.headers.get('content-type') ?? '')
}
