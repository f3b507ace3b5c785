import { createElement } from 'react'
import { render } from 'react-email'
import type { ActionWords } from '../../emails/action-mail.tsx'
import { ConfirmSubscription, confirmSubscriptionWords } from '../../emails/confirm-subscription.tsx'
import { ManageLink, manageLinkWords } from '../../emails/manage-link.tsx'
import type { Cadence } from '../store/schema.ts'
import { topics as catalogue } from '../topics/catalogue.ts'
import type { Rendered } from './digest-email.ts'
import { schedulePhrase } from './phrases.ts'
import { plainLine } from './shorten.ts'
import { wrap } from './wrap.ts'

export type ConfirmationInput = {
  /** Absolute, as every URL here. */
  confirmUrl: string
  website: string
  /** Slugs. Those that the catalogue does not have are left out. */
  topics: string[]
  cadence: Cadence
  /** 0 to 23, in `timeZone`. */
  hour: number
  timeZone: string
  postalAddress: string | null
}

/** Asks the owner of an address whether they subscribed. It repeats nothing that was typed, so it cannot carry spam. */
export async function renderConfirmation(input: ConfirmationInput): Promise<Rendered> {
  const { confirmUrl, website, postalAddress } = input
  const topics = catalogue.filter(({ slug }) => input.topics.includes(slug)).map(({ name }) => name)
  const schedule = schedulePhrase(input)
  const subject = 'Confirm your subscription to Paperboy'
  const props = { subject, confirmUrl, website, schedule, topics, postalAddress }
  return {
    subject,
    html: await render(createElement(ConfirmSubscription, props)),
    text: actionText(confirmSubscriptionWords(props), { url: confirmUrl, website, postalAddress }),
  }
}

export type ManageLinkInput = { manageUrl: string; website: string; postalAddress: string | null }

/** Answers a subscriber who asked for the way to their preferences. */
export async function renderManageLink(input: ManageLinkInput): Promise<Rendered> {
  const { manageUrl, website, postalAddress } = input
  const subject = 'Your link to your Paperboy preferences'
  return {
    subject,
    html: await render(createElement(ManageLink, { subject, ...input })),
    text: actionText(manageLinkWords, { url: manageUrl, website, postalAddress }),
  }
}

function actionText(
  words: ActionWords,
  frame: { url: string; website: string; postalAddress: string | null },
): string {
  const blocks = [
    ...words.paragraphs.map(wrap),
    `${words.button}:\n${frame.url}`,
    ...words.smallPrint.map(wrap),
    `Sent by Paperboy at\n${frame.website}`,
    ...(frame.postalAddress ? [wrap(plainLine(frame.postalAddress))] : []),
  ]
  return `${blocks.join('\n\n')}\n`
}
