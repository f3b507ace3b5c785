import { routes } from '../../routes.ts'
import type { PreferenceInput, PreferenceProblems } from '../../subscribers/preferences.ts'
import { PreferenceFields, ProblemText } from './preference-fields.tsx'

export type SubscribeFormProps = {
  /** As it was typed before, with what is wrong with it. */
  email?: string
  input?: PreferenceInput
  problems?: PreferenceProblems & { email?: string }
}

/** The form that asks for the opt-in mail. Nothing is ticked beforehand. */
export function SubscribeForm({ email = '', input = {}, problems = {} }: SubscribeFormProps) {
  return (
    <form className="form" method="post" action={routes.subscribe.href()} noValidate>
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
      <PreferenceFields input={input} problems={problems} />
      <button className="button" type="submit">
        Subscribe
      </button>
      <p className="form-note">We mail you a link first. Nothing is sent until you confirm it.</p>
    </form>
  )
}
