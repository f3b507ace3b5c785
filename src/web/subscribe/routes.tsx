import type { Context } from 'hono'
import { routes } from '../../routes.ts'
import { isLocalAddress } from '../../config/public-url.ts'
import { parseAddress } from '../../subscribers/address.ts'
import { limitedDomainOf, mailboxOf } from '../../subscribers/mailbox.ts'
import { parsePreferences, type PreferenceInput } from '../../subscribers/preferences.ts'
import { saveRequest } from '../../subscribers/subscription-requests.ts'
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

/**
 * Answers the same to everyone, and does the same for every address: it saves the request. What is known of the address
 * is looked up afterwards, by a worker, so that the time of the answer does not tell it.
 */
function requestSubscription(deps: WebDeps): Handler {
  return async (c) => {
    const form = await readForm(c)
    // A program that is told nothing does not try again otherwise.
    if (textOf(form, trapField)) return sendCheckInbox(c, deps)
    const email = textOf(form, 'email') ?? ''
    const input = withDefaults(c, deps, readPreferenceForm(form))
    const checked = parseAddress(email)
    const parsed = parsePreferences(input)
    if (!checked.ok || !parsed.ok) {
      const problems = {
        ...(checked.ok ? {} : { email: checked.problem }),
        ...(parsed.ok ? {} : parsed.problems),
      }
      return sendForm(c, deps, { email, input, problems })
    }
    const isProofWanted = await wantsProof(deps)
    const doubt = await findDoubt(c, deps, form, isProofWanted)
    if (doubt) return sendForm(c, deps, { email, input, doubt }, textOf(form, stampField))
    const refused = await refuseSignUp(c, deps, checked.address.emailKey, isProofWanted)
    if (refused) return refused
    const { db, clock, remind } = deps
    void remind.request(await saveRequest(db, checked.address, parsed.preferences, clock()))
    return sendCheckInbox(c, deps)
  }
}

/**
 * Fills in what the form does not say and this installation has a default for. Mails come in the language of the page.
 */
function withDefaults(c: Context, { config }: WebDeps, input: PreferenceInput): PreferenceInput {
  const { defaults } = config.brand
  const language = input.language ?? c.get('speech').language
  const cadence = input.cadence ?? defaults.cadence
  return { ...input, language, ...(cadence && { cadence }) }
}

function sendCheckInbox(c: Context, deps: WebDeps): Response {
  c.header('Cache-Control', 'no-store')
  const inboxUrl = deps.mailbox && isLocalRequest(c, deps) ? routes.inbox.href() : null
  return sendPage(c, <CheckInboxPage inboxUrl={inboxUrl} />)
}

/** Where it is configured, and wherever browsers can solve one while many sign up. */
async function wantsProof({ config, limits }: WebDeps): Promise<boolean> {
  const { isProofWanted, publicUrl } = config.web
  if (isProofWanted) return true
  // Browsers compute hashes on pages that came safely.
  const isPossible = publicUrl.startsWith('https:') || isLocalAddress(publicUrl)
  return isPossible && (await limits.isBusy('unproven sign-up'))
}

async function refuseSignUp(
  c: Context,
  deps: WebDeps,
  emailKey: string,
  isProven: boolean,
): Promise<Response | null> {
  const domain = limitedDomainOf(emailKey)
  const about = { whom: mailboxOf(emailKey), ...(domain === undefined ? {} : { domain }) }
  return (
    (await refuseTooMany(c, deps, 'sign-up', about)) ??
    (await refuseTooMany(c, deps, isProven ? 'proven sign-up' : 'unproven sign-up'))
  )
}

/** Why the form may not come from a person, or null. */
async function findDoubt(
  c: Context,
  deps: WebDeps,
  form: Form,
  isProofWanted: boolean,
): Promise<'quick' | 'unproven' | null> {
  const { secretKeys, web } = deps.config
  const filled = checkStamp(secretKeys, textOf(form, stampField), deps.clock(), web.minFillMs)
  if (filled !== 'fine') return 'quick'
  if (!isProofWanted) return null
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
    challenge: (await wantsProof(deps)) ? await newChallenge(deps) : undefined,
  }
  const topicCounts = await lastWeeksTopicCounts(deps)
  // The guard is for this very visitor.
  c.header('Cache-Control', 'no-store')
  const page = <SubscribePage {...props} guard={guard} topicCounts={topicCounts} />
  return sendPage(c, page, props.problems || props.doubt ? 422 : 200)
}
