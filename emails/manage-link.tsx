import { ActionMail, type ActionFrame, type ActionWords } from './action-mail.tsx'
import { previewFrame } from './preview-links.ts'

export type ManageLinkProps = { subject: string; manageUrl: string } & ActionFrame

export function ManageLink(props: ManageLinkProps) {
  return (
    <ActionMail
      {...props}
      preheader="Topics, keywords, how many papers and when, all in one place."
      words={manageLinkWords}
      url={props.manageUrl}
    />
  )
}

export const manageLinkWords: ActionWords = {
  headline: 'Your preferences',
  paragraphs: [
    'Here is the link you asked for. It leads to your topics and keywords, how many papers come and when, and the way out.',
  ],
  button: 'Open my preferences',
  smallPrint: [
    'Whoever has this link can change your preferences, so keep it to yourself.',
    'You did not ask for it? Somebody typed your address, and nothing has changed.',
  ],
}

ManageLink.PreviewProps = {
  subject: 'Your link to your Paperboy preferences',
  manageUrl: 'https://papers.example.org/preferences/Zk3xQa.1f.t4k9zz.Yb7Jm0q2Vd8sLr5Wc1TnHx3KpEa',
  ...previewFrame,
} satisfies ManageLinkProps

export default ManageLink
