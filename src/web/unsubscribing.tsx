import { findSubscriberById } from '../subscribers/find.ts'
import { unsubscribe } from '../subscribers/unsubscribe.ts'
import type { WebDeps } from './deps.ts'
import { readForm, textOf } from './form.ts'
import { sendLinkProblem } from './link-problem.tsx'
import { UnsubscribedPage, UnsubscribePage } from './pages/unsubscribe-pages.tsx'
import { sendPage, type Answer } from './respond.tsx'
import { openLink } from './token.ts'

export function askToUnsubscribe(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'unsubscribe')
    if (!link.ok) return sendLinkProblem(c, 'unsubscribe', link.problem)
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber || subscriber.status === 'unsubscribed') return sendPage(c, <UnsubscribedPage />)
    return sendPage(c, <UnsubscribePage subscriber={subscriber} />)
  }
}

/**
 * Both the page's button and RFC 8058's one-click POST, which mail providers send without cookies or a page before it.
 * The second time answers like the first.
 */
export function takeUnsubscription(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'unsubscribe')
    if (!link.ok) return sendLinkProblem(c, 'unsubscribe', link.problem)
    const form = await readForm(c)
    const isOneClick = textOf(form, 'List-Unsubscribe') === 'One-Click'
    if (!isOneClick && textOf(form, 'button') !== 'unsubscribe') {
      const subscriber = await findSubscriberById(deps.db, link.subscriberId)
      return subscriber
        ? sendPage(c, <UnsubscribePage subscriber={subscriber} />, 422)
        : sendPage(c, <UnsubscribedPage />)
    }
    const isChanged = await unsubscribe(deps.db, link.subscriberId, deps.clock())
    deps.logger.info({ subscriberId: link.subscriberId, isChanged }, 'unsubscribed')
    return sendPage(c, <UnsubscribedPage />)
  }
}
