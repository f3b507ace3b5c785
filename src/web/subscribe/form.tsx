import { routes } from '../../routes.ts'
import type { PreferenceInput, PreferenceProblems } from '../../subscribers/preferences.ts'
import type { TopicCounts } from '../../papers/count-topics.ts'
import { FormGuard, type Guard } from './form-guard.tsx'
import { PreferenceFields, ProblemText } from '../preferences/fields.tsx'

export type SubscribeFormProps = {
  /** As it was typed before, with what is wrong with it. */
  email?: string
  input?: PreferenceInput
  problems?: PreferenceProblems & { email?: string }
  guard?: Guard
  /** Last week's papers by topic, to stand beside the topics. */
  topicCounts?: TopicCounts | undefined
  /** Which time zones are offered, `all` unless told. */
  zones?: 'all' | 'common'
}

/** The form that asks for the opt-in mail. Nothing is ticked beforehand. */
export function SubscribeForm(props: SubscribeFormProps) {
  const { email = '', input = {}, problems = {}, guard, topicCounts, zones } = props
  return (
    <form className="form" method="post" action={routes.subscribe.href()} noValidate>
      <FormGuard guard={guard} />
      <div className="field">
        <label htmlFor="email">Email address</label>
        <input
          id="email"
          name="email"
          type="email"
          autoComplete="email"
          required
          defaultValue={email}
          aria-invalid={problems.email ? true : undefined}
          aria-describedby={problems.email && 'email-problem'}
        />
        <ProblemText field="email" problem={problems.email} />
      </div>
      <PreferenceFields input={input} problems={problems} topicCounts={topicCounts} zones={zones} />
      <button className="button" type="submit">
        Subscribe
      </button>
      <p className="form-note">
        One mail with the papers at each time that you choose, none when nothing new matches. First we mail
        you a link. We send nothing else until you confirm.
      </p>
    </form>
  )
}
