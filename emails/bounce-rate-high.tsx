import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type BounceRateHighProps = {
  edition: number
  /** The lane that was paused, where the others are well; otherwise null. */
  lane: string | null
  bounced: number
  /** How many messages were looked at: all that were tried to the end, or the first of the edition, at most a thousand. */
  tried: number
  isWholeEdition: boolean
  /** Above which share of bounces this mail is sent, e.g. 0.05. */
  limit: number
  /** Whether the edition, or the lane, was paused because of it. */
  isPaused: boolean
  website: string
}

export function BounceRateHigh(props: BounceRateHighProps) {
  return <OperatorNotice words={bounceRateHighWords(props)} website={props.website} />
}

const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
const number = new Intl.NumberFormat('en-GB')

export function bounceRateHighWords(props: BounceRateHighProps): NoticeWords {
  const { edition, lane, bounced, tried, isWholeEdition, limit, isPaused } = props
  if (lane !== null) return laneWords({ ...props, lane })
  const share = percent.format(bounced / Math.max(tried, 1))
  const looked = isWholeEdition ? `edition ${edition}` : `the first messages of edition ${edition}`
  const counted = isWholeEdition
    ? `Of edition ${edition}, ${number.format(bounced)} of ${number.format(tried)} messages came back`
    : `Of the first ${number.format(tried)} messages of edition ${edition}, ${number.format(bounced)} came back`
  return {
    subject: `${share} of ${looked} bounced`,
    preheader: `${number.format(bounced)} of ${number.format(tried)} messages came back; more than ${percent.format(limit)} is too many.`,
    headline: isPaused
      ? `Edition ${edition} is paused: too many messages bounce`
      : 'Too many messages bounce',
    paragraphs: [
      `${counted}: ${share}, where ${percent.format(limit)} is the limit.`,
      'Providers take a list that bounces this much for a bought one, and soon turn away mail to everyone else too. The addresses that do not exist are suppressed already. If you have imported a list lately, look at where it came from. If addresses at one provider bounce, look at what it answered.',
      ...(isPaused ? ['Nothing more of this edition is sent until you resume it.'] : []),
    ],
    commands: [
      `paperboy edition show ${edition}`,
      ...(isPaused ? [`paperboy edition resume ${edition}`] : []),
    ],
  }
}

function laneWords(props: BounceRateHighProps & { lane: string }): NoticeWords {
  const { edition, lane, bounced, tried, limit } = props
  const share = percent.format(bounced / Math.max(tried, 1))
  const counted = `${number.format(bounced)} of the first ${number.format(tried)} messages of edition ${edition} over lane ${lane} bounced`
  return {
    subject: `Lane ${lane} is paused: ${share} of its messages bounced`,
    preheader: `${counted}; more than ${percent.format(limit)} is too many.`,
    headline: `Lane ${lane} is paused: too many messages bounce`,
    paragraphs: [
      `${counted}: ${share}, where ${percent.format(limit)} is the limit. Over another lane, fewer do. The edition goes on over the lanes that are not paused.`,
      'Look at what the relay of this lane answers. If it refuses addresses that exist, remove their suppressions.',
      'Nothing more is sent over this lane until you resume it.',
    ],
    commands: [`paperboy lane show ${lane}`, 'paperboy suppressions list', `paperboy lane resume ${lane}`],
  }
}

BounceRateHigh.PreviewProps = {
  edition: 412,
  lane: null,
  bounced: 1_204,
  tried: 18_930,
  isWholeEdition: true,
  limit: 0.05,
  isPaused: false,
  website: 'https://papers.example.org/',
} satisfies BounceRateHighProps

export default BounceRateHigh
