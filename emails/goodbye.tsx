import { ActionMail, type ActionFrame } from './action-mail.tsx'
import { actionPreview } from './previews/action-preview.ts'
import { catalogue } from './locales/catalogue.ts'

/** Tells someone that they have left, and how to come back if it was a slip. */
export function Goodbye(frame: ActionFrame) {
  return <ActionMail {...frame} words={catalogue[frame.language].action.goodbye(frame.brand.name)} />
}

Goodbye.PreviewProps = actionPreview('confirm')

export default Goodbye
