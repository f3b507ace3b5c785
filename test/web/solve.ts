import { solveChallenge } from 'altcha-lib/v1'

/** The challenge in a page, solved as the page's script does it. */
export async function solve(page: string): Promise<string> {
  const data = (name: string) =>
    new RegExp(`data-${name}="([^"]+)"`).exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const [salt, challenge, signature] = [data('salt'), data('challenge'), data('signature')]
  const number = (await solveChallenge(challenge, salt, 'SHA-256', Number(data('max'))).promise)?.number
  return btoa(JSON.stringify({ algorithm: 'SHA-256', challenge, number, salt, signature }))
}
