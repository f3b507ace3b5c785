import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type WeekInFiguresProps = {
  /** YYYY-MM-DD, the first and the last day. */
  from: string
  to: string
  editions: number
  submitted: number
  failed: number
  uncertain: number
  hardBounces: number
  complaints: number
  subscribers: number
  joined: number
  left: number
  /** What those who left have said, the most frequent first. */
  reasons: { reason: string; count: number }[]
  /** Days of sources that are failed or stale. */
  troubledDays: number
  /** Lanes that are paused or closed now. */
  closedLanes: string[]
  website: string
}

/** What the operator is told each week where nothing needs them. */
export function WeekInFigures(props: WeekInFiguresProps) {
  return <OperatorNotice words={weekInFiguresWords(props)} website={props.website} />
}

const number = new Intl.NumberFormat('en-GB')
const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 2 })

const some = (count: number, one: string, many = `${one}s`) =>
  `${number.format(count)} ${count === 1 ? one : many}`

export function weekInFiguresWords(props: WeekInFiguresProps): NoticeWords {
  const { from, to, editions, submitted, subscribers, joined, left, closedLanes } = props
  return {
    subject: `${from} to ${to}: ${some(submitted, 'mail')} sent, ${number.format(joined)} joined, ${number.format(left)} left`,
    preheader: `${some(subscribers, 'subscriber')}, ${some(editions, 'edition')}.`,
    headline: 'The week in figures',
    paragraphs: [
      `${some(submitted, 'mail')} of ${some(editions, 'edition')} ${submitted === 1 ? 'was' : 'were'} taken by the relay.${tellFailures(props)}`,
      tellReturned(props),
      `${some(subscribers, 'subscriber')}: ${number.format(joined)} joined, ${number.format(left)} left.${tellReasons(props)}`,
      tellSources(props),
      ...(closedLanes.length > 0 ? [`Paused or closed now: ${closedLanes.join(', ')}.`] : []),
    ],
    commands: ['paperboy edition list', 'paperboy bounces list', 'paperboy subscribers left'],
  }
}

function tellFailures({ failed, uncertain }: WeekInFiguresProps): string {
  const refused = failed > 0 ? ` ${some(failed, 'failed', 'failed')}.` : ' None failed.'
  return uncertain > 0
    ? `${refused} Of ${number.format(uncertain)} it is not known whether they arrived.`
    : refused
}

function tellReturned({ hardBounces, complaints, submitted }: WeekInFiguresProps): string {
  const share = (count: number) => (submitted > 0 ? ` (${percent.format(count / submitted)})` : '')
  return `Came back since the address takes no mail: ${number.format(hardBounces)}${share(hardBounces)}. Reported as spam: ${number.format(complaints)}${share(complaints)}.`
}

function tellReasons({ reasons }: WeekInFiguresProps): string {
  if (reasons.length === 0) return ''
  const told = reasons.map(({ reason, count }) =>
    count === 1 ? `“${reason}”` : `“${reason}” (${count} times)`,
  )
  return ` Some said why: ${told.join(', ')}.`
}

function tellSources({ troubledDays }: WeekInFiguresProps): string {
  if (troubledDays === 0) return 'All sources gave good lists.'
  return `${some(troubledDays, 'day')} of a source could not be read, or was out of date: \`paperboy sources\` tells more.`
}

WeekInFigures.PreviewProps = {
  from: '2026-05-11',
  to: '2026-05-17',
  editions: 7,
  submitted: 48_210,
  failed: 31,
  uncertain: 0,
  hardBounces: 27,
  complaints: 2,
  subscribers: 7104,
  joined: 212,
  left: 40,
  reasons: [{ reason: 'too many mails', count: 9 }],
  troubledDays: 1,
  closedLanes: [],
  website: 'https://papers.example.org/',
} satisfies WeekInFiguresProps

export default WeekInFigures
