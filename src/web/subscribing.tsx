import { messageOf } from '../errors.ts'
import { parseAddress } from '../subscribers/address.ts'
import { parsePreferences } from '../subscribers/preferences.ts'
import { subscribe } from '../subscribers/subscribe.ts'
import type { WebDeps } from './deps.ts'
import { readForm, readPreferenceForm, textOf } from './form.ts'
import { CheckInboxPage, SubscribePage } from './pages/subscribe-page.tsx'
import { sendPage, type Answer } from './respond.tsx'

export const showSubscribeForm: Answer = (c) => sendPage(c, <SubscribePage />)

/** Answers the same to everyone, whatever is known of the address. */
export function takeSubscription(deps: WebDeps): Answer {
  return async (c) => {
    const form = await readForm(c)
    const email = textOf(form, 'email') ?? ''
    const input = readPreferenceForm(form)
    const checked = parseAddress(email)
    const parsed = parsePreferences(input)
    if (!checked.ok || !parsed.ok) {
      const problems = {
        ...(checked.ok ? {} : { email: checked.problem }),
        ...(parsed.ok ? {} : parsed.problems),
      }
      return sendPage(c, <SubscribePage email={email} input={input} problems={problems} />, 422)
    }
    const { outcome, mailIds } = await subscribe(deps.db, checked.address, parsed.preferences, deps.clock())
    deps.logger.info({ outcome }, 'subscription asked for')
    // Not waited for: the row is kept, and the time to answer must not tell whether there is a mail to send.
    if (mailIds.length > 0) {
      void deps.enqueueTransactional(mailIds).catch((error: unknown) => {
        deps.logger.warn({ mailIds, error: messageOf(error) }, 'mail not enqueued, left to the reconciler')
      })
    }
    c.header('Cache-Control', 'no-store')
    return sendPage(c, <CheckInboxPage />)
  }
}
