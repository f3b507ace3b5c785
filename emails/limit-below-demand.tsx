import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type LimitBelowDemandProps = {
  /** Digests per day, the mean of a week. */
  due: number
  /** By the limits of the lanes, per day. */
  sendable: number
  website: string
}

export function LimitBelowDemand(props: LimitBelowDemandProps) {
  return <OperatorNotice words={limitBelowDemandWords(props)} website={props.website} />
}

const number = new Intl.NumberFormat('en-GB')

export function limitBelowDemandWords({ due, sendable }: LimitBelowDemandProps): NoticeWords {
  const [dueText, sendableText] = [number.format(due), number.format(sendable)]
  return {
    subject: `${dueText} digests are due a day, ${sendableText} can be sent`,
    preheader: 'The limits of your lanes are below what comes due: subscribers take turns.',
    headline: 'More is due than can be sent',
    paragraphs: [
      `On an average day ${dueText} digests are due. The limits in LANES_FILE let ${sendableText} out; the rest of each limit is kept for single mails.`,
      'Readers take turns: whoever has waited longest is mailed first. What is not sent is counted as skipped (too late), and its papers can come in the next digest.',
      'To mail everyone on their day, raise the limits, add a lane, or let readers choose a weekly digest. You are told this once a month while it lasts.',
    ],
    commands: ['paperboy lane list'],
  }
}

LimitBelowDemand.PreviewProps = {
  due: 250,
  sendable: 90,
  website: 'https://papers.example.org/',
} satisfies LimitBelowDemandProps

export default LimitBelowDemand
