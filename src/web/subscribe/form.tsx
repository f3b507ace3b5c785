import { routes } from '../../routes.ts'
import type { PreferenceInput, PreferenceProblems } from '../../subscribers/preferences.ts'
import type { Problem } from '../../subscribers/problems.ts'
import type { TopicCounts } from '../../papers/count-topics.ts'
import { PreferenceFields, ProblemText } from '../preferences/fields.tsx'
import { useWords } from '../page/speech.tsx'
import { FormGuard, type Guard } from './form-guard.tsx'
import { TopicChips } from './topic-chips.tsx'

export type SubscribeFormProps = {
  /** As it was typed before, with what is wrong with it. */
  email?: string
  input?: PreferenceInput
  problems?: PreferenceProblems & { email?: Problem }
  guard?: Guard
  /** Last week's papers by topic, to stand beside the topics. */
  topicCounts?: TopicCounts | undefined
}

/**
 * The form that asks for the opt-in mail: an address, and topics for those who want to choose at once. All other
 * preferences can be set after confirming. Nothing is ticked beforehand.
 */
export function SubscribeForm({
  email = '',
  input = {},
  problems = {},
  guard,
  topicCounts,
}: SubscribeFormProps) {
  const words = useWords().subscribing.form
  return (
    <form className="form" method="post" action={routes.subscribe.href()} noValidate>
      <FormGuard guard={guard} />
      <div className="field">
        <label htmlFor="email">{words.email}</label>
        <div className="joined">
          <input
            id="email"
            name="email"
            type="email"
            autoComplete="email"
            required
            defaultValue={email}
            aria-invalid={problems.email ? true : undefined}
            aria-describedby={problems.email ? 'email-problem subscribe-note' : 'subscribe-note'}
          />
          <button className="button" type="submit">
            {words.subscribe}
          </button>
        </div>
        <ProblemText field="email" problem={problems.email} />
        <p className="hint" id="subscribe-note">
          {words.note}
        </p>
      </div>
      {hasProblemOfOtherFields(problems) ? (
        <PreferenceFields input={input} problems={problems} topicCounts={topicCounts} />
      ) : (
        <>
          <TopicChips input={input} problems={problems} topicCounts={topicCounts} />
          <ShortFields input={input} />
        </>
      )}
    </form>
  )
}

/** What was posted by a program or a longer form, kept; and the browser's time zone, which the script fills in. */
function ShortFields({ input: { keywords, timeZone, ...input } }: { input: PreferenceInput }) {
  const { hour, cadence, maxPapers, language } = input
  const kept = { keywords: keywords?.join(', '), hour, cadence, maxPapers, language }
  return (
    <>
      {Object.entries(kept).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      {timeZone === undefined ? (
        // Without a value and disabled it is not posted, and the default holds.
        <input type="hidden" name="timeZone" data-detect="" disabled />
      ) : (
        <input type="hidden" name="timeZone" value={timeZone} />
      )}
    </>
  )
}

function hasProblemOfOtherFields({
  email: _email,
  topics: _topics,
  ...others
}: PreferenceProblems & { email?: Problem }) {
  return Object.values(others).some((problem) => problem !== undefined)
}
