import type { Context } from 'hono'
import { checkToken, type TokenPurpose } from '../subscribers/tokens.ts'
import type { WebDeps } from './deps.ts'

const hourMs = 3_600_000

/** How long links work. Those that only let people choose or leave have no end: mails are kept for years. */
const maxAgesMs: Record<TokenPurpose, number | null> = {
  confirm: 72 * hourMs,
  preferences: null,
  unsubscribe: null,
  undo: hourMs,
  export: 24 * hourMs,
  erase: 24 * hourMs,
}

/** Whose link it is, or what is wrong with it. */
export type OpenedLink =
  { ok: true; subscriberId: number; issuedAt: Date } | { ok: false; problem: LinkProblem }

/** `gone`: the link is right, but there is nothing behind it any more. */
export type LinkProblem = 'broken' | 'expired' | 'gone'

/** Checks the token in the request's path. */
export function openLink(c: Context, deps: WebDeps, purpose: TokenPurpose): OpenedLink {
  const token = c.req.param('token') ?? ''
  const check = checkToken(deps.config.secretKeys, purpose, token, deps.clock(), maxAgesMs[purpose])
  if (check.ok) return check
  return { ok: false, problem: check.problem === 'expired' ? 'expired' : 'broken' }
}
