import type { ReactNode } from 'react'
import { wholeTopics } from '../../topics/catalogue.ts'
import type { InterestCounts } from '../../select/interest-counts.ts'
import { useWords } from '../page/speech.tsx'
import { CountedInterests, SuggestedNames } from './interest-counts.tsx'
import { ProblemText, type FieldProps } from './fields.tsx'

type ListName = 'authors' | 'organizations' | 'mutedKeywords' | 'mutedAuthors'

type RefineProps = FieldProps & { interestCounts: InterestCounts | undefined }

/** What a subscriber may say once they know the paper: whom they follow, what never to bring, when to pause. */
export function RefineFields({ interestCounts: counts, ...props }: RefineProps) {
  const { fields } = useWords().subscribing
  return (
    <>
      <Section {...props} title={fields.followPeople} fields={['authors', 'organizations']}>
        <ListField
          {...props}
          name="authors"
          label={fields.authors}
          example="Ada Lovelace, Alan Turing"
          suggestions={counts?.authors}
        />
        <CountedInterests field="authors" values={props.input.authors} counts={counts} />
        <ListField
          {...props}
          name="organizations"
          label={fields.organizations}
          example="Allen Institute for AI"
          suggestions={counts?.organizations}
        />
        <CountedInterests field="organizations" values={props.input.organizations} counts={counts} />
        <p className="hint">{fields.followHint}</p>
      </Section>
      <Section {...props} title={fields.mute} fields={muteFields}>
        <MutedTopics {...props} />
        <ListField
          {...props}
          name="mutedKeywords"
          label={fields.mutedKeywords}
          example={fields.mutedKeywordsExample}
        />
        <ListField {...props} name="mutedAuthors" label={fields.mutedAuthors} />
      </Section>
      <CheckField {...props} name="withDiscovery" label={fields.discovery} />
      <CheckField {...props} name="withQuietMail" label={fields.quietMail} />
      <CheckField {...props} name="withLearning" label={fields.learning} />
      <PauseField {...props} />
    </>
  )
}

const muteFields = ['mutedTopics', 'mutedKeywords', 'mutedAuthors'] as const

type SectionProps = FieldProps & {
  title: string
  fields: readonly (ListName | 'mutedTopics')[]
  children: ReactNode
}

/** Folded, so that the page stays short for the many who need none of it; a problem inside opens it. */
function Section({ title, input, problems, fields, children }: SectionProps) {
  const amount = fields.reduce((sum, field) => sum + (input[field]?.length ?? 0), 0)
  return (
    <details className="fold" open={fields.some((field) => problems[field])}>
      <summary>
        {title}
        {amount > 0 && <span className="fold-count">{amount}</span>}
      </summary>
      <div className="fold-fields">{children}</div>
    </details>
  )
}

type ListFieldProps = FieldProps & {
  name: ListName
  label: string
  example?: string
  /** Known names, offered while one is typed. */
  suggestions?: readonly string[] | undefined
}

function ListField({ input, problems, name, label, example, suggestions = [] }: ListFieldProps) {
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        defaultValue={input[name]?.join(', ') ?? ''}
        placeholder={example}
        list={suggestions.length > 0 ? `${name}-known` : undefined}
        aria-invalid={problems[name] ? true : undefined}
        aria-describedby={problems[name] && `${name}-problem`}
      />
      {suggestions.length > 0 && <SuggestedNames id={`${name}-known`} names={suggestions} />}
      <ProblemText field={name} problem={problems[name]} />
    </div>
  )
}

function MutedTopics({ input, problems }: FieldProps) {
  const muted = new Set(input.mutedTopics)
  const { subscribing, topics: named } = useWords()
  return (
    <fieldset className="field" aria-describedby={problems.mutedTopics && 'mutedTopics-problem'}>
      <legend>{subscribing.fields.mutedTopics}</legend>
      <input type="hidden" name="mutedTopics" value="" />
      {wholeTopics().map(({ slug, about }) => (
        <label className="chip" key={slug} title={named.about[slug] ?? about}>
          <input type="checkbox" name="mutedTopics" value={slug} defaultChecked={muted.has(slug)} />
          {named.name(slug)}
        </label>
      ))}
      <ProblemText field="mutedTopics" problem={problems.mutedTopics} />
    </fieldset>
  )
}

type CheckFieldProps = FieldProps & {
  name: 'withDiscovery' | 'withQuietMail' | 'withLearning'
  label: ReactNode
}

/** A preference that is on or off: an unchecked box sends nothing, so the hidden field says no. */
function CheckField({ input, problems, name, label }: CheckFieldProps) {
  return (
    <div className="field">
      <input type="hidden" name={name} value="no" />
      <label className="check">
        <input type="checkbox" name={name} value="yes" defaultChecked={input[name] === 'yes'} />
        {label}
      </label>
      <ProblemText field={name} problem={problems[name]} />
    </div>
  )
}

function PauseField({ input, problems }: FieldProps) {
  const { fields } = useWords().subscribing
  return (
    <div className="field pause">
      <label htmlFor="pausedUntil">
        {fields.pausedUntil} <span className="hint">{fields.noPause}</span>
      </label>
      <input
        id="pausedUntil"
        name="pausedUntil"
        type="date"
        defaultValue={input.pausedUntil ?? ''}
        aria-invalid={problems.pausedUntil ? true : undefined}
        aria-describedby={problems.pausedUntil && 'pausedUntil-problem'}
      />
      <ProblemText field="pausedUntil" problem={problems.pausedUntil} />
    </div>
  )
}
