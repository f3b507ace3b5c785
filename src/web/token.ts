import type { Context } from 'hono'
import { checkToken, type TokenPurpose } from '../subscribers/tokens.ts'
import type { WebDeps } from './deps.ts'

/** How long the link in the opt-in mail works. */
export const confirmLinkMs = 72 * 3_600_000

/** Whose link it is, or what is wrong with it. */
export type OpenedLink = { ok: true; subscriberId: number } | { ok: false; problem: LinkProblem }

/** `gone`: the link is right, but there is nothing behind it any more. */
export type LinkProblem = 'broken' | 'expired' | 'gone'

/** Checks the token in the request's path. Only opt-in links age: people leave from mails that are years old. */
export function openLink(c: Context, deps: WebDeps, purpose: TokenPurpose): OpenedLink {
  const maxAgeMs = purpose === 'confirm' ? confirmLinkMs : null
  const token = c.req.param('token') ?? ''
  const check = checkToken(deps.config.secretKeys, purpose, token, deps.clock(), maxAgeMs)
  if (check.ok) return check
  return { ok: false, problem: check.problem === 'expired' ? 'expired' : 'broken' }
}
