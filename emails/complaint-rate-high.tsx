import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type ComplaintRateHighProps = {
  edition: number
  /** The lane that was paused, where the others are well; otherwise null. */
  lane: string | null
  complained: number
  /** How many messages were looked at: the first of the edition, at most a thousand. */
  tried: number
  /** Above which share of complaints this mail is sent, e.g. 0.003. */
  limit: number
  /** Whether the edition, or the lane, was paused because of it. */
  isPaused: boolean
  website: string
}

export function ComplaintRateHigh(props: ComplaintRateHighProps) {
  return <OperatorNotice words={complaintRateHighWords(props)} website={props.website} />
}

const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
const number = new Intl.NumberFormat('en-GB')

export function complaintRateHighWords(props: ComplaintRateHighProps): NoticeWords {
  const { edition, lane, complained, tried, limit, isPaused } = props
  if (lane !== null) return laneWords({ ...props, lane })
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

function laneWords(props: ComplaintRateHighProps & { lane: string }): NoticeWords {
  const { edition, lane, complained, tried, limit } = props
  const share = percent.format(complained / Math.max(tried, 1))
  const counted = `Of the first ${number.format(tried)} messages of edition ${edition} over lane ${lane}, ${number.format(complained)} were reported as spam`
  return {
    subject: `Lane ${lane} is paused: ${number.format(complained)} recipients reported its messages as spam`,
    preheader: `That is ${share} of the first ${number.format(tried)} messages; more than ${percent.format(limit)} is too many.`,
    headline: `Lane ${lane} is paused: too many complaints`,
    paragraphs: [
      `${counted}: ${share}, where ${percent.format(limit)} is the limit. Over another lane, fewer were. The edition goes on over the lanes that are not paused.`,
      'Those who complained are unsubscribed and suppressed. Nothing more is sent over this lane until you resume it.',
    ],
    commands: [`paperboy lane show ${lane}`, `paperboy lane resume ${lane}`],
  }
}

ComplaintRateHigh.PreviewProps = {
  edition: 412,
  lane: null,
  complained: 7,
  tried: 1000,
  limit: 0.003,
  isPaused: true,
  website: 'https://papers.example.org/',
} satisfies ComplaintRateHighProps

export default ComplaintRateHigh
