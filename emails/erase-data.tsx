import { ActionMail, type ActionFrame } from './action-mail.tsx'
import { actionPreview } from './previews/action-preview.ts'
import { catalogue } from './locales/catalogue.ts'

/** Asks a subscriber whether they want to be erased. */
export function EraseData(frame: ActionFrame) {
  return <ActionMail {...frame} words={catalogue[frame.language].action.erase(frame.brand.name)} />
}

EraseData.PreviewProps = actionPreview('erase')

export default EraseData
