import { ActionMail, type ActionFrame } from './action-mail.tsx'
import { actionPreview } from './previews/action-preview.ts'
import { catalogue } from './locales/catalogue.ts'

/** Leads a subscriber to their data. */
export function ExportData(frame: ActionFrame) {
  return <ActionMail {...frame} words={catalogue[frame.language].action.export(frame.brand.name)} />
}

ExportData.PreviewProps = actionPreview('export')

export default ExportData
