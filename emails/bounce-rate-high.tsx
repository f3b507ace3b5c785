import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type BounceRateHighProps = {
  edition: number
  bounced: number
  /** How many messages were tried to the end. */
  tried: number
  /** Above which share of bounces this mail is sent, e.g. 0.05. */
  limit: number
  /** Whether the edition was paused because of it. */
  isPaused: boolean
  website: string
}

export function BounceRateHigh(props: BounceRateHighProps) {
  return <OperatorNotice words={bounceRateHighWords(props)} website={props.website} />
}

const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
const number = new Intl.NumberFormat('en-GB')

export function bounceRateHighWords(props: BounceRateHighProps): NoticeWords {
  const { edition, bounced, tried, limit, isPaused } = props
  const share = percent.format(bounced / Math.max(tried, 1))
  return {
    subject: `${share} of edition ${edition} bounced`,
    preheader: `${number.format(bounced)} of ${number.format(tried)} messages came back; more than ${percent.format(limit)} is too many.`,
    headline: isPaused
      ? `Edition ${edition} is paused: too many messages bounce`
      : 'Too many messages bounce',
    paragraphs: [
      `Of edition ${edition}, ${number.format(bounced)} of ${number.format(tried)} messages came back: ${share}, where ${percent.format(limit)} is the limit.`,
      'Providers take a list that bounces this much for a bought one, and soon turn away mail to everyone else too. The addresses that do not exist are suppressed already. If you have imported a list lately, look at where it came from. If addresses at one provider bounce, look at what it answered.',
      ...(isPaused ? ['Nothing more of this edition is sent until you resume it.'] : []),
    ],
    commands: [
      `paperboy edition show ${edition}`,
      ...(isPaused ? [`paperboy edition resume ${edition}`] : []),
    ],
  }
}

BounceRateHigh.PreviewProps = {
  edition: 412,
  bounced: 1_204,
  tried: 18_930,
  limit: 0.05,
  isPaused: false,
  website: 'https://papers.example.org/',
} satisfies BounceRateHighProps

export default BounceRateHigh
