import { ActionMail, type ActionFrame } from './action-mail.tsx'
import { actionPreview } from './previews/action-preview.ts'
import { catalogue } from './locales/catalogue.ts'

/** Answers a subscriber who asked for the way to their preferences. */
export function ManageLink(frame: ActionFrame) {
  return <ActionMail {...frame} words={catalogue[frame.language].action.manage(frame.brand.name)} />
}

ManageLink.PreviewProps = actionPreview('preferences')

export default ManageLink
