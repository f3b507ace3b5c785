import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type EditionNotSentProps = {
  edition: number
  /** In UTC, like 2026-05-20 07:00. */
  slot: string
  /** How many digests were not sent, and of how many. */
  unsent: number
  total: number
  /** What lanes have reported meanwhile, in words; none where nothing was. */
  problems: { lane: string; problem: string }[]
  website: string
}

export function EditionNotSent(props: EditionNotSentProps) {
  return <OperatorNotice words={editionNotSentWords(props)} website={props.website} />
}

const number = new Intl.NumberFormat('en-GB')

export function editionNotSentWords(props: EditionNotSentProps): NoticeWords {
  const { edition, slot, unsent, total, problems } = props
  const count = `${number.format(unsent)} of ${number.format(total)}`
  const [first] = problems
  return {
    subject:
      unsent === total
        ? `Edition ${edition} was not sent`
        : `Edition ${edition} was not sent to ${number.format(unsent)} readers`,
    preheader: first ? `Lane ${first.lane}: ${first.problem}` : `${count} digests were not sent in time.`,
    headline: 'Digests were not sent',
    paragraphs: [
      `Of edition ${edition} (${slot} UTC), ${count} digests were not sent before it was too late. They have not bounced: no relay has refused them for good.`,
      problems.length > 0
        ? `Why: ${problems.map(({ lane, problem }) => `lane ${lane}: ${problem}`).join('; ')}.`
        : 'Why: no lane has reported a problem. Perhaps no worker was running.',
      'These readers get the next edition instead, and it can pick the papers that were not sent.',
    ],
    commands: [`paperboy edition show ${edition}`, 'paperboy lane list', 'paperboy doctor'],
  }
}

EditionNotSent.PreviewProps = {
  edition: 412,
  slot: '2026-05-20 07:00',
  unsent: 300,
  total: 300,
  problems: [{ lane: 'smtp', problem: 'connect ECONNREFUSED 192.0.2.1:587 (last on 2026-05-21 06:45 UTC)' }],
  website: 'https://papers.example.org/',
} satisfies EditionNotSentProps

export default EditionNotSent
