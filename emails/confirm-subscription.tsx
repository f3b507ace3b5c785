import { ActionMail, type ActionFrame } from './action-mail.tsx'
import { actionPreview } from './previews/action-preview.ts'
import { catalogue } from './locales/catalogue.ts'
import type { Chosen, Schedule } from './locales/locale.ts'

export type ConfirmSubscriptionProps = {
  schedule: Schedule
  chosen: Chosen
} & ActionFrame

/** Asks the owner of an address whether they subscribed. */
export function ConfirmSubscription({ schedule, chosen, ...frame }: ConfirmSubscriptionProps) {
  return (
    <ActionMail
      {...frame}
      words={catalogue[frame.language].action.confirm(frame.brand.name, schedule, chosen)}
    />
  )
}

ConfirmSubscription.PreviewProps = {
  ...actionPreview('confirm'),
  schedule: { cadence: 'weekdays', hour: 7, timeZone: 'Europe/Berlin' },
  chosen: { topics: 'Reasoning, Long context and Robotics', typed: 2 },
} satisfies ConfirmSubscriptionProps

export default ConfirmSubscription
