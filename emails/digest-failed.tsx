import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type DigestFailedProps = {
  source: string
  /** YYYY-MM-DD */
  day: string
  /** In words, for the operator. */
  problem: string
  website: string
}

export function DigestFailed(props: DigestFailedProps) {
  return <OperatorNotice words={digestFailedWords(props)} website={props.website} />
}

export function digestFailedWords({ source, day, problem }: DigestFailedProps): NoticeWords {
  return {
    subject: `No digest of ${day} from ${source}`,
    preheader: problem,
    headline: 'A digest is missing',
    paragraphs: [
      `${source} could not be read for ${day}: ${problem}`,
      'What was known before is kept, and the source is asked again on its schedule. Until it answers, papers that no other source lists are held back, so that nobody is mailed yesterday’s as new. What is late comes with the next edition.',
      'To see how each source stands, and to ask for this day once more:',
    ],
    commands: ['paperboy sources', `paperboy ingest --source ${source} --date ${day}`],
  }
}

DigestFailed.PreviewProps = {
  source: 'huggingface',
  day: '2026-05-20',
  problem: 'answered 503 Service Unavailable, five times within ten minutes',
  website: 'https://papers.example.org/',
} satisfies DigestFailedProps

export default DigestFailed
