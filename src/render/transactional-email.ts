import { createElement, type ReactElement } from 'react'
import { render } from 'react-email'
import type { ActionFrame } from '../../emails/action-mail.tsx'
import type { MailBrand } from '../../emails/brand.ts'
import type { OwnLinks } from '../../emails/layout.tsx'
import type { ActionWords, Words } from '../../emails/locales/locale.ts'
import { ConfirmSubscription } from '../../emails/confirm-subscription.tsx'
import { EraseData } from '../../emails/erase-data.tsx'
import { ExportData } from '../../emails/export-data.tsx'
import { QuietWeek, type QuietWeekProps } from '../../emails/quiet-week.tsx'
import { Goodbye } from '../../emails/goodbye.tsx'
import { ManageLink } from '../../emails/manage-link.tsx'
import { Restored } from '../../emails/restored.tsx'
import { catalogue } from '../../emails/locales/catalogue.ts'
import type { Schedule } from '../../emails/locales/locale.ts'
import { wholeTopics } from '../topics/catalogue.ts'
import type { Rendered } from './digest-email.ts'
import { topicIn } from './paper-view.ts'
import { plainLine, shorten } from './shorten.ts'
import { address, wrap } from './wrap.ts'

export type ConfirmationInput = ActionFrame & {
  schedule: Schedule
  /** Slugs, of which those that the catalogue does not have are left out; and how many keywords and names were typed. */
  chosen: { topics: string[]; typed: number }
}

/** Asks the owner of an address whether they subscribed. It repeats nothing that was typed, so it cannot carry spam. */
export function renderConfirmation({
  schedule,
  chosen: { topics: slugs, typed },
  ...frame
}: ConfirmationInput): Promise<Rendered> {
  const words = catalogue[frame.language]
  const names = wholeTopics()
    .filter(({ slug }) => slugs.includes(slug))
    .map(({ slug }) => topicIn(frame.language, slug))
  const given = { topics: words.list(names), typed }
  const html = createElement(ConfirmSubscription, { ...frame, schedule, chosen: given })
  return renderAction(html, words.action.confirm(frame.brand.name, schedule, given), frame)
}

/** Answers a subscriber who asked for the way to their preferences. */
export function renderManageLink(frame: ActionFrame): Promise<Rendered> {
  return renderAction(
    createElement(ManageLink, frame),
    catalogue[frame.language].action.manage(frame.brand.name),
    frame,
  )
}

/** Leads a subscriber to their data. */
export function renderExport(frame: ActionFrame): Promise<Rendered> {
  return renderAction(
    createElement(ExportData, frame),
    catalogue[frame.language].action.export(frame.brand.name),
    frame,
  )
}

/** Asks a subscriber whether they want to be erased. */
export function renderErasure(frame: ActionFrame): Promise<Rendered> {
  return renderAction(
    createElement(EraseData, frame),
    catalogue[frame.language].action.erase(frame.brand.name),
    frame,
  )
}

/** Tells someone that they have left, and how to come back if it was a slip. */
export function renderGoodbye(frame: ActionFrame): Promise<Rendered> {
  return renderAction(
    createElement(Goodbye, frame),
    catalogue[frame.language].action.goodbye(frame.brand.name),
    frame,
  )
}

/** Tells someone that their unsubscription was taken back. */
export function renderRestored(frame: ActionFrame): Promise<Rendered> {
  return renderAction(
    createElement(Restored, frame),
    catalogue[frame.language].action.restored(frame.brand.name),
    frame,
  )
}

/** Tells a reader who wants to know that nothing matched for a week. The title is a stranger's. */
export async function renderQuietWeek({ closest: found, ...props }: QuietWeekProps): Promise<Rendered> {
  const { quiet, foot, paper } = catalogue[props.language]
  const closest = found && { ...found, title: shorten(found.title, titleLimit) || paper.untitled }
  const { links, brand, postalAddress } = props
  const blocks = [
    quiet.headline,
    wrap(quiet.looked(props.considered, props.days)),
    ...(closest ? [`${wrap(`${quiet.closest} ${closest.title}`)}\n${closest.url}`] : []),
    wrap(quiet.why),
    ownLinkLines(foot, links),
    ...footLines(brand, postalAddress),
  ]
  return {
    subject: quiet.subject,
    html: await render(createElement(QuietWeek, { ...props, closest })),
    text: `${blocks.join('\n\n')}\n`,
  }
}

const titleLimit = { chars: 200, bytes: 540 }

async function renderAction(mail: ReactElement, words: ActionWords, frame: ActionFrame): Promise<Rendered> {
  return { subject: words.subject, html: await render(mail), text: actionText(words, frame) }
}

function actionText(
  words: ActionWords,
  { language, brand, url, website, links, postalAddress }: ActionFrame,
): string {
  const { foot } = catalogue[language]
  const blocks = [
    ...words.paragraphs.map(wrap),
    `${words.button}:\n${url}`,
    ...words.smallPrint.map(wrap),
    `${foot.sentBy(brand.name)}\n${website}`,
    ownLinkLines(foot, links),
    ...footLines(brand, postalAddress),
  ]
  return `${blocks.join('\n\n')}\n`
}

function ownLinkLines(foot: Words['foot'], links: OwnLinks): string {
  return [
    address(foot.unsubscribe, links.unsubscribe),
    address(foot.preferences, links.preferences),
    address(foot.why, links.why),
  ].join('\n')
}

function footLines(brand: MailBrand, postalAddress: string | null): string[] {
  return [
    ...(brand.footer ? [wrap(brand.footer)] : []),
    ...(postalAddress ? [wrap(plainLine(postalAddress))] : []),
  ]
}
