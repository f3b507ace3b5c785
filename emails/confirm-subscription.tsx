import { ActionMail, type ActionFrame } from './action-mail.tsx'
import { actionPreview } from './previews/action-preview.ts'
import { catalogue } from './locales/catalogue.ts'
import type { Schedule } from './locales/locale.ts'

export type ConfirmSubscriptionProps = {
  schedule: Schedule
  /** Names out of the catalogue. Never a person's own words: anybody can type anyone's address into the form. */
  topics: string
} & ActionFrame

/** Asks the owner of an address whether they subscribed. */
export function ConfirmSubscription({ schedule, topics, ...frame }: ConfirmSubscriptionProps) {
  return <ActionMail {...frame} words={catalogue[frame.language].action.confirm(schedule, topics)} />
}

ConfirmSubscription.PreviewProps = {
  ...actionPreview('confirm'),
  schedule: { cadence: 'weekdays', hour: 7, timeZone: 'Europe/Berlin' },
  topics: 'Reasoning, Long context and Robotics',
} satisfies ConfirmSubscriptionProps

export default ConfirmSubscription
