import { ActionMail, type ActionFrame, type ActionWords } from './action-mail.tsx'
import { previewFrame } from './preview-links.ts'

export type EraseDataProps = { subject: string; eraseUrl: string } & ActionFrame

export function EraseData(props: EraseDataProps) {
  return (
    <ActionMail
      {...props}
      preheader="Nothing is deleted before you press the button behind the link."
      words={eraseDataWords}
      url={props.eraseUrl}
    />
  )
}

export const eraseDataWords: ActionWords = {
  headline: 'Erase everything about you?',
  paragraphs: [
    'You asked to be erased. The link leads to a button, and with it your address, your preferences and what was sent to you are deleted for good.',
    'If you only want fewer mails, or none, your preferences can do that and keep your choice.',
  ],
  button: 'Go on to erase me',
  smallPrint: [
    'The link works for a day. Nothing is deleted before you press the button behind it.',
    'You did not ask for it? Do nothing, and all stays as it is.',
  ],
}

EraseData.PreviewProps = {
  subject: 'Erase your data at Paperboy?',
  eraseUrl: 'https://papers.example.org/erase/Zk3xQa.1f.t4k9zz.Yb7Jm0q2Vd8sLr5Wc1TnHx3KpEa',
  ...previewFrame,
} satisfies EraseDataProps

export default EraseData
