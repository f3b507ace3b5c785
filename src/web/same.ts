import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares secrets. It takes as long whatever is given: hashes are of one length, and tell nothing of what was right. */
export function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
