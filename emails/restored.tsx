import { ActionMail, type ActionFrame } from './action-mail.tsx'
import { actionPreview } from './previews/action-preview.ts'
import { catalogue } from './locales/catalogue.ts'

/** Tells someone that their unsubscription was taken back, and how to leave if it was not them. */
export function Restored(frame: ActionFrame) {
  return <ActionMail {...frame} words={catalogue[frame.language].action.restored(frame.brand.name)} />
}

Restored.PreviewProps = actionPreview('unsubscribe')

export default Restored
