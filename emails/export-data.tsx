import { ActionMail, type ActionFrame, type ActionWords } from './action-mail.tsx'
import { previewFrame } from './preview-links.ts'

export type ExportDataProps = { subject: string; exportUrl: string } & ActionFrame

export function ExportData(props: ExportDataProps) {
  return (
    <ActionMail
      {...props}
      preheader="Your address, consent, preferences and every edition, in one file."
      words={exportDataWords}
      url={props.exportUrl}
    />
  )
}

export const exportDataWords: ActionWords = {
  headline: 'Your data, to take along',
  paragraphs: [
    'You asked for all that we know of you: your address, your consent, your preferences, and every edition with its papers, in one file.',
  ],
  button: 'Get my data',
  smallPrint: [
    'The link works for a day. Whoever has it can read your data, so keep it to yourself.',
    'You did not ask for it? Somebody has a link to your preferences, but not your data. Do nothing, and they never will.',
  ],
}

ExportData.PreviewProps = {
  subject: 'Your data at Paperboy',
  exportUrl: 'https://papers.example.org/export/Zk3xQa.1f.t4k9zz.Yb7Jm0q2Vd8sLr5Wc1TnHx3KpEa',
  ...previewFrame,
} satisfies ExportDataProps

export default ExportData
