import { OperatorNotice, type NoticeWords } from './operator-notice.tsx'

export type MailRefusedProps = {
  edition: number
  /** policy: their servers do not want our mail. ours: our message, sender or relay is at fault. */
  kind: 'policy' | 'ours'
  count: number
  /** The recipients' domain and the server's words of the newest of them. */
  domain: string | null
  reason: string | null
  website: string
}

export function MailRefused(props: MailRefusedProps) {
  return <OperatorNotice words={mailRefusedWords(props)} website={props.website} />
}

const number = new Intl.NumberFormat('en-GB')

const whatToCheck = {
  policy:
    'Check SPF, DKIM and DMARC of your domain, and whether the address of your relay is on a block list.',
  ours: 'The message itself, its sender or your relay was refused, as the server says. Check MAIL_FROM, BOUNCE_DOMAIN and the settings of your relay.',
}

export function mailRefusedWords({ edition, kind, count, domain, reason }: MailRefusedProps): NoticeWords {
  const messages = count === 1 ? '1 message' : `${number.format(count)} messages`
  const because =
    kind === 'policy' ? 'the receiving server does not want our mail' : 'something is wrong on our side'
  const words = reason ? [`The newest${domain ? `, from ${domain}` : ''}: ${reason}`] : []
  return {
    subject: `${messages} of edition ${edition} came back: ${kind === 'policy' ? 'refused by policy' : 'refused because of us'}`,
    preheader: `No recipient is at fault: ${because}.`,
    headline: kind === 'policy' ? 'Servers refuse our mail' : 'Our mail is refused',
    paragraphs: [
      `${messages} of edition ${edition} came back because ${because}. No address was suppressed for it.`,
      ...words,
      whatToCheck[kind],
    ],
    commands: ['paperboy doctor', `paperboy bounces list --edition ${edition} --kind ${kind}`],
  }
}

MailRefused.PreviewProps = {
  edition: 412,
  kind: 'policy',
  count: 23,
  domain: 'outlook.example',
  reason: '550 5.7.515 Access denied, sending domain does not meet the required authentication level',
  website: 'https://papers.example.org/',
} satisfies MailRefusedProps

export default MailRefused
