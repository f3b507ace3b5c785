import type { Context } from 'hono'
import { messageOf } from '../../errors.ts'
import { routes } from '../../routes.ts'
import { parseAddress, type Address } from '../../subscribers/address.ts'
import { parsePreferences, type Preferences } from '../../subscribers/preferences.ts'
import { subscribe } from '../../subscribers/subscribe.ts'
import { findTopic } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, readPreferenceForm, textOf, type Form } from '../form.ts'
import { checkStamp, createStamp } from './form-stamp.ts'
import { isLocalRequest } from '../inbox/access.tsx'
import { networkOfClient, refuseTooMany } from '../limit-requests.tsx'
import { proofField, stampField, trapField } from './form-guard.tsx'
import { CheckInboxPage, SubscribePage, type SubscribePageProps } from './page.tsx'
import { isProven, newChallenge } from './proof.ts'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { padToFixedDuration } from '../fixed-duration.ts'
import { lastWeeksTopicCounts } from '../digest/topic-counts.ts'

export function subscribeRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.subscribe.path, get: showSubscribeForm(deps), post: requestSubscription(deps) }]
}

function showSubscribeForm(deps: WebDeps): Handler {
  return async (c) => {
    // From a topic's or a paper's page, where following it is what the link says.
    const topics = (c.req.queries('topics') ?? []).filter((slug) => findTopic(slug))
    return sendForm(c, deps, { input: { topics }, url: deps.config.web.publicUrl + routes.subscribe.href() })
  }
}

/** Answers the same to everyone, whatever is known of the address. */
function requestSubscription(deps: WebDeps): Handler {
  return async (c) => {
    const form = await readForm(c)
    // A program that is told nothing does not try again otherwise.
    if (textOf(form, trapField)) return padToFixedDuration(async () => sendCheckInbox(c, deps))
    const email = textOf(form, 'email') ?? ''
    const input = readPreferenceForm(form)
    const checked = parseAddress(email)
    const parsed = parsePreferences(input)
    if (!checked.ok || !parsed.ok) {
      const problems = {
        ...(checked.ok ? {} : { email: checked.problem }),
        ...(parsed.ok ? {} : parsed.problems),
      }
      return sendForm(c, deps, { email, input, problems })
    }
    const doubt = await findDoubt(c, deps, form)
    if (doubt) return sendForm(c, deps, { email, input, doubt }, textOf(form, stampField))
    const refused = await refuseTooMany(c, deps, 'mailing', checked.address.emailKey)
    if (refused) return refused
    await padToFixedDuration(() => ask(deps, checked.address, parsed.preferences))
    return sendCheckInbox(c, deps)
  }
}

async function ask(deps: WebDeps, address: Address, preferences: Preferences): Promise<void> {
  const { outcome, mailIds } = await subscribe(
    deps.db,
    address,
    preferences,
    deps.clock(),
    deps.config.secretKeys,
  )
  deps.logger.info({ outcome }, 'subscription asked for')
  // Not waited for: the row is kept, and a queue that is down is the reconciler's business, not the visitor's.
  if (mailIds.length === 0) return
  void deps.enqueueTransactional(mailIds).catch((error: unknown) => {
    deps.logger.warn({ mailIds, error: messageOf(error) }, 'mail not enqueued, left to the reconciler')
  })
}

function sendCheckInbox(c: Context, deps: WebDeps): Response {
  c.header('Cache-Control', 'no-store')
  const inboxUrl = deps.mailbox && isLocalRequest(c, deps) ? routes.inbox.href() : null
  return sendPage(c, <CheckInboxPage inboxUrl={inboxUrl} />)
}

/** Why the form may not come from a person, or null. */
async function findDoubt(c: Context, deps: WebDeps, form: Form): Promise<'quick' | 'unproven' | null> {
  const { secretKeys, web } = deps.config
  const filled = checkStamp(secretKeys, textOf(form, stampField), deps.clock(), web.minFillMs)
  if (filled !== 'fine') return 'quick'
  if (!web.isProofWanted) return null
  return (await isProven(deps, networkOfClient(c, deps), textOf(form, proofField))) ? null : 'unproven'
}

/** @param stamp the one that came with the form: who was quick keeps it, so that the second press is late enough */
async function sendForm(
  c: Context,
  deps: WebDeps,
  props: Omit<SubscribePageProps, 'guard' | 'topicCounts'>,
  stamp?: string,
): Promise<Response> {
  const { secretKeys, web } = deps.config
  const now = deps.clock()
  const isKept = stamp !== undefined && checkStamp(secretKeys, stamp, now, web.minFillMs) === 'too soon'
  const guard = {
    stamp: isKept ? stamp : createStamp(secretKeys, now),
    challenge: web.isProofWanted ? await newChallenge(deps) : undefined,
  }
  const topicCounts = await lastWeeksTopicCounts(deps)
  // The guard is for this very visitor.
  c.header('Cache-Control', 'no-store')
  const page = <SubscribePage {...props} guard={guard} topicCounts={topicCounts} />
  return sendPage(c, page, props.problems || props.doubt ? 422 : 200)
}
