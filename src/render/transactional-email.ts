import { createElement } from 'react'
import { render } from 'react-email'
import type { ActionFrame, ActionWords } from '../../emails/action-mail.tsx'
import { ConfirmSubscription, confirmSubscriptionWords } from '../../emails/confirm-subscription.tsx'
import { EraseData, eraseDataWords } from '../../emails/erase-data.tsx'
import { ExportData, exportDataWords } from '../../emails/export-data.tsx'
import { ManageLink, manageLinkWords } from '../../emails/manage-link.tsx'
import type { Cadence } from '../store/schema.ts'
import { topics as catalogue } from '../topics/catalogue.ts'
import type { Rendered } from './digest-email.ts'
import { schedulePhrase } from './phrases.ts'
import { plainLine } from './shorten.ts'
import { address, wrap } from './wrap.ts'

export type ConfirmationInput = {
  /** Absolute, as every URL here. */
  confirmUrl: string
  /** Slugs. Those that the catalogue does not have are left out. */
  topics: string[]
  cadence: Cadence
  /** 0 to 23, in `timeZone`. */
  hour: number
  timeZone: string
} & ActionFrame

/** Asks the owner of an address whether they subscribed. It repeats nothing that was typed, so it cannot carry spam. */
export async function renderConfirmation(input: ConfirmationInput): Promise<Rendered> {
  const { confirmUrl, website, links, postalAddress } = input
  const topics = catalogue.filter(({ slug }) => input.topics.includes(slug)).map(({ name }) => name)
  const schedule = schedulePhrase(input)
  const subject = 'Confirm your subscription to Paperboy'
  const props = { subject, confirmUrl, website, schedule, topics, links, postalAddress }
  return {
    subject,
    html: await render(createElement(ConfirmSubscription, props)),
    text: actionText(confirmSubscriptionWords(props), confirmUrl, props),
  }
}

export type ManageLinkInput = { manageUrl: string } & ActionFrame

/** Answers a subscriber who asked for the way to their preferences. */
export async function renderManageLink(input: ManageLinkInput): Promise<Rendered> {
  const subject = 'Your link to your Paperboy preferences'
  return {
    subject,
    html: await render(createElement(ManageLink, { subject, ...input })),
    text: actionText(manageLinkWords, input.manageUrl, input),
  }
}

/** Asks a subscriber whether they want their data. */
export async function renderExport(input: { exportUrl: string } & ActionFrame): Promise<Rendered> {
  const subject = 'Your data at Paperboy'
  return {
    subject,
    html: await render(createElement(ExportData, { subject, ...input })),
    text: actionText(exportDataWords, input.exportUrl, input),
  }
}

/** Asks a subscriber whether they want to be erased. */
export async function renderErasure(input: { eraseUrl: string } & ActionFrame): Promise<Rendered> {
  const subject = 'Erase your data at Paperboy?'
  return {
    subject,
    html: await render(createElement(EraseData, { subject, ...input })),
    text: actionText(eraseDataWords, input.eraseUrl, input),
  }
}

function actionText(words: ActionWords, url: string, { website, links, postalAddress }: ActionFrame): string {
  const ownLinks = [
    address('Unsubscribe', links.unsubscribe),
    address('Preferences', links.preferences),
    address('Why this', links.why),
  ]
  const blocks = [
    ...words.paragraphs.map(wrap),
    `${words.button}:\n${url}`,
    ...words.smallPrint.map(wrap),
    `Sent by Paperboy at\n${website}`,
    ownLinks.join('\n'),
    ...(postalAddress ? [wrap(plainLine(postalAddress))] : []),
  ]
  return `${blocks.join('\n\n')}\n`
}
