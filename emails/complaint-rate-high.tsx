import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type ComplaintRateHighProps = {
  edition: number
  complained: number
  /** How many messages were looked at: the first of the edition, at most a thousand. */
  tried: number
  /** Above which share of complaints this mail is sent, e.g. 0.003. */
  limit: number
  /** Whether the edition was paused because of it. */
  isPaused: boolean
  website: string
}

export function ComplaintRateHigh(props: ComplaintRateHighProps) {
  return <OperatorNotice words={complaintRateHighWords(props)} website={props.website} />
}

const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
const number = new Intl.NumberFormat('en-GB')

export function complaintRateHighWords(props: ComplaintRateHighProps): NoticeWords {
  const { edition, complained, tried, limit, isPaused } = props
  const share = percent.format(complained / Math.max(tried, 1))
  return {
    subject: `${number.format(complained)} recipients of edition ${edition} reported it as spam`,
    preheader: `That is ${share} of the first ${number.format(tried)} messages; more than ${percent.format(limit)} is too many.`,
    headline: isPaused ? `Edition ${edition} is paused: too many complaints` : 'Too many complaints',
    paragraphs: [
      `Of the first ${number.format(tried)} messages of edition ${edition}, ${number.format(complained)} were reported as spam: ${share}, where ${percent.format(limit)} is the limit.`,
      'Gmail and Yahoo put mail of a sender above 0.3% into the spam folder, for everyone. Those who complained are unsubscribed and suppressed. Look at how these people came onto the list, and at whether all of them had asked for it.',
      ...(isPaused ? ['Nothing more of this edition is sent until you resume it.'] : []),
    ],
    commands: [
      `paperboy edition show ${edition}`,
      ...(isPaused ? [`paperboy edition resume ${edition}`] : []),
    ],
  }
}

ComplaintRateHigh.PreviewProps = {
  edition: 412,
  complained: 7,
  tried: 1000,
  limit: 0.003,
  isPaused: true,
  website: 'https://papers.example.org/',
} satisfies ComplaintRateHighProps

export default ComplaintRateHigh
