import { ActionMail, type ActionFrame, type ActionWords } from './action-mail.tsx'
import { previewFrame } from './preview-links.ts'

export type ConfirmSubscriptionProps = {
  subject: string
  confirmUrl: string
  /** "every weekday at 07:00 (Europe/Berlin)" */
  schedule: string
  /** Names out of the catalogue. Never a person's own words: anybody can type anyone's address into the form. */
  topics: string[]
} & ActionFrame

export function ConfirmSubscription(props: ConfirmSubscriptionProps) {
  return (
    <ActionMail
      {...props}
      preheader={`One click, and the papers come ${props.schedule}.`}
      words={confirmSubscriptionWords(props)}
      url={props.confirmUrl}
    />
  )
}

export function confirmSubscriptionWords(
  props: Pick<ConfirmSubscriptionProps, 'schedule' | 'topics'>,
): ActionWords {
  const { schedule, topics } = props
  return {
    headline: 'One click to go',
    paragraphs: [
      `Someone, hopefully you, asked for trending research papers to come to this address ${schedule}.`,
      topics.length > 0
        ? `The topics: ${topics.join(', ')}.`
        : 'No topics were chosen, so you get what trends.',
    ],
    button: 'Confirm my subscription',
    smallPrint: ['Not you? Then do nothing: no digest is sent to an address that was not confirmed.'],
  }
}

ConfirmSubscription.PreviewProps = {
  subject: 'Confirm your subscription to Paperboy',
  confirmUrl: 'https://papers.example.org/confirm/Zk3xQa.1f.t4k9zz.Yb7Jm0q2Vd8sLr5Wc1TnHx3KpEa',
  schedule: 'every weekday at 07:00 (Europe/Berlin)',
  topics: ['Reasoning', 'Long context', 'Robotics'],
  ...previewFrame,
} satisfies ConfirmSubscriptionProps

export default ConfirmSubscription
