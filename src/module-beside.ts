import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The file of a module in the same folder, for worker threads. It is TypeScript in a checkout, and JavaScript after
 * `npm run build`, as whoever asks.
 *
 * @param asking the `import.meta.url` of whoever asks
 * @param name without an extension
 */
export function moduleBeside(asking: string, name: string): string {
  return fileURLToPath(new URL(name + extname(asking), asking))
}
