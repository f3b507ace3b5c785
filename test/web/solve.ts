import { createHash } from 'node:crypto'

/** The challenge in a page, solved as the page's script does it, but without waiting for each hash. */
export function solve(page: string): string {
  const data = (name: string) =>
    new RegExp(`data-${name}="([^"]+)"`).exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const [salt, challenge, signature] = [data('salt'), data('challenge'), data('signature')]
  for (let number = 0; number <= Number(data('max')); number += 1) {
    if (createHash('sha256').update(`${salt}${number}`).digest('hex') === challenge)
      return btoa(JSON.stringify({ algorithm: 'SHA-256', challenge, number, salt, signature }))
  }
  throw new Error('the challenge has no solution')
}
