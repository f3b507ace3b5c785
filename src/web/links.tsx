import type { Context } from 'hono'
import { findSubscriberById, type Subscriber } from '../subscribers/find.ts'
import type { TokenPurpose } from '../subscribers/tokens.ts'
import type { WebDeps } from './deps.ts'
import { speakAs } from './language.ts'
import { networkOfClient } from './limit-requests.tsx'
import { LinkProblemPage, type LinkProblem } from './page/error-pages.tsx'
import { InactivePage } from './preferences/page.tsx'
import { sendFixedPage, sendPage, type Handler } from './respond.tsx'

const hourMs = 3_600_000

/** How long links work. Links that only change preferences or unsubscribe never expire: mails are kept for years. */
const maxAgesMs: Record<TokenPurpose, number | null> = {
  confirm: 72 * hourMs,
  preferences: null,
  unsubscribe: null,
  undo: hourMs,
  export: 24 * hourMs,
  erase: 24 * hourMs,
  // As long as its subscriber keeps it.
  feed: null,
}

/** A link whose token is valid. The subscriber may have been erased since. */
export type Link = { token: string; subscriberId: number; issuedAt: Date }

/** A link and the subscriber that it was made for. */
export type SubscriberLink = Link & { subscriber: Subscriber }

/** Answers a request for a link, or returns `gone` when nothing is left behind the link. */
export type LinkHandler<Opened> = (c: Context, link: Opened) => Response | 'gone' | Promise<Response | 'gone'>

/**
 * Checks the token in the path for this purpose and hands over the link; answers links that do not work itself.
 *
 * @param aboutOf what else the token must have been signed with
 */
export function withLink(
  deps: WebDeps,
  purpose: TokenPurpose,
  handle: LinkHandler<Link>,
  aboutOf: (c: Context) => string | undefined = () => undefined,
): Handler {
  return async (c) => {
    const token = c.req.param('token') ?? ''
    const check = deps.signer.open(purpose, token, deps.clock(), maxAgesMs[purpose], aboutOf(c))
    if (!check.ok)
      return sendLinkProblem(c, deps, purpose, check.problem === 'expired' ? 'expired' : 'broken')
    const { subscriberId, issuedAt } = check
    const answer = await handle(c, { token, subscriberId, issuedAt })
    return answer === 'gone' ? sendLinkProblem(c, deps, purpose, 'gone') : answer
  }
}

/** Like `withLink`, and loads the subscriber, whose language the page is in; where there is none any more, it answers that the link is gone. */
export function withSubscriber(
  deps: WebDeps,
  purpose: TokenPurpose,
  handle: LinkHandler<SubscriberLink>,
): Handler {
  return withLink(deps, purpose, async (c, link) => {
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return 'gone'
    speakAs(c, subscriber.preferences)
    return handle(c, { ...link, subscriber })
  })
}

/** Opens the link of an active subscriber, and tells others that nothing is coming to them. */
export function withActive(deps: WebDeps, handle: LinkHandler<SubscriberLink>): Handler {
  return withSubscriber(deps, 'preferences', (c, link) => {
    const { subscriber, token } = link
    if (subscriber.status === 'active') return handle(c, link)
    return sendPage(c, <InactivePage {...{ subscriber, token }} />, c.req.method === 'POST' ? 409 : 200)
  })
}

/** 400 for a token that we never made, 410 for one that no longer works. */
function sendLinkProblem(c: Context, deps: WebDeps, purpose: TokenPurpose, problem: LinkProblem): Response {
  deps.logger.info({ purpose, problem, network: networkOfClient(c, deps) }, 'a link was refused')
  const page = <LinkProblemPage purpose={purpose} problem={problem} />
  return sendFixedPage(c, page, problem === 'broken' ? 400 : 410)
}
