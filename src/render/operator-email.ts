import { createElement, type ReactElement } from 'react'
import { render } from 'react-email'
import {
  BounceRateHigh,
  bounceRateHighWords,
  type BounceRateHighProps,
} from '../../emails/bounce-rate-high.tsx'
import {
  ComplaintRateHigh,
  complaintRateHighWords,
  type ComplaintRateHighProps,
} from '../../emails/complaint-rate-high.tsx'
import { DigestFailed, digestFailedWords, type DigestFailedProps } from '../../emails/digest-failed.tsx'
import {
  EditionNotSent,
  editionNotSentWords,
  type EditionNotSentProps,
} from '../../emails/edition-not-sent.tsx'
import {
  LimitBelowDemand,
  limitBelowDemandWords,
  type LimitBelowDemandProps,
} from '../../emails/limit-below-demand.tsx'
import { MailRefused, mailRefusedWords, type MailRefusedProps } from '../../emails/mail-refused.tsx'
import type { NoticeWords } from '../../emails/operator-notice.tsx'
import { WeekInFigures, weekInFiguresWords, type WeekInFiguresProps } from '../../emails/week-in-figures.tsx'
import type { Rendered } from './digest-email.ts'
import { plainLine } from './shorten.ts'
import { wrap } from './wrap.ts'

/** Tells the operator that a day's digest could not be fetched. */
export function renderDigestFailed(props: DigestFailedProps): Promise<Rendered> {
  // A problem quotes the source's answer, which may be anything.
  const safe = { ...props, problem: plainLine(props.problem).slice(0, 500) }
  return renderNotice(createElement(DigestFailed, safe), digestFailedWords(safe), props.website)
}

/** Tells the operator that too many messages bounce. */
export function renderBounceRateHigh(props: BounceRateHighProps): Promise<Rendered> {
  return renderNotice(createElement(BounceRateHigh, props), bounceRateHighWords(props), props.website)
}

/** Tells the operator that too many recipients reported an edition as spam. */
export function renderComplaintRateHigh(props: ComplaintRateHighProps): Promise<Rendered> {
  return renderNotice(createElement(ComplaintRateHigh, props), complaintRateHighWords(props), props.website)
}

/** Tells the operator that messages came back for a reason that is not the recipients'. */
export function renderMailRefused(props: MailRefusedProps): Promise<Rendered> {
  // A reason quotes a server's reply, and a domain may come from a report.
  const quoted = (text: string | null) => text && plainLine(text).slice(0, 500)
  const safe = { ...props, domain: quoted(props.domain), reason: quoted(props.reason) }
  return renderNotice(createElement(MailRefused, safe), mailRefusedWords(safe), props.website)
}

/** Tells the operator that more digests come due than the lanes may send. */
export function renderLimitBelowDemand(props: LimitBelowDemandProps): Promise<Rendered> {
  return renderNotice(createElement(LimitBelowDemand, props), limitBelowDemandWords(props), props.website)
}

/** Tells the operator that an edition, or a large part of it, was not sent, and why. */
export function renderEditionNotSent(props: EditionNotSentProps): Promise<Rendered> {
  // A problem quotes a relay's reply.
  const problems = props.problems.map((one) => ({ ...one, problem: plainLine(one.problem).slice(0, 500) }))
  const safe = { ...props, problems }
  return renderNotice(createElement(EditionNotSent, safe), editionNotSentWords(safe), props.website)
}

/** Tells the operator how a week was. */
export function renderWeekInFigures(props: WeekInFiguresProps): Promise<Rendered> {
  return renderNotice(createElement(WeekInFigures, props), weekInFiguresWords(props), props.website)
}

async function renderNotice(mail: ReactElement, words: NoticeWords, website: string): Promise<Rendered> {
  const blocks = [
    ...words.paragraphs.map(wrap),
    ...words.commands.map((command) => `    ${command}`),
    `Sent to you as the operator of Paperboy at\n${website}`,
  ]
  return { subject: words.subject, html: await render(mail), text: `${blocks.join('\n\n')}\n` }
}
