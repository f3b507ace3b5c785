import type { Context } from 'hono'
import type { TokenPurpose } from '../subscribers/tokens.ts'
import { LinkProblemPage } from './page/error-pages.tsx'
import { sendPage } from './respond.tsx'
import type { LinkProblem } from './token.ts'

/** The page for a link that leads nowhere: 400 where it was never a link of ours, 410 where it no longer is one. */
export function sendLinkProblem(c: Context, purpose: TokenPurpose, problem: LinkProblem): Response {
  return sendPage(
    c,
    <LinkProblemPage purpose={purpose} problem={problem} />,
    problem === 'broken' ? 400 : 410,
  )
}
