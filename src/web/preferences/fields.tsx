import { cadences, languages, maxKeywords, maxPapersLimit } from '../../subscribers/preference-schemas.ts'
import {
  defaultPreferences,
  type PreferenceInput,
  type PreferenceProblems,
} from '../../subscribers/preferences.ts'
import type { Problem } from '../../subscribers/problems.ts'
import type { Topic } from '../../topics/catalogue.ts'
import type { TopicCounts } from '../../papers/count-topics.ts'
import type { InterestCounts } from '../../select/interest-counts.ts'
import { CountedInterests } from './interest-counts.tsx'
import { TimeZoneOptions } from './time-zones.tsx'
import { useChoices } from '../page/brand.tsx'
import { useGroupName, useWords } from '../page/speech.tsx'
import { pageWords } from '../words/catalogue.ts'

export type FieldProps = { input: PreferenceInput; problems: PreferenceProblems }

type CountedProps = FieldProps & {
  topicCounts?: TopicCounts | undefined
  interestCounts?: InterestCounts | undefined
}

/** The fields of a subscriber's choice, as `readPreferenceForm` reads them. */
export function PreferenceFields({ topicCounts, interestCounts, ...props }: CountedProps) {
  return (
    <>
      <TopicField topicCounts={topicCounts} {...props} />
      <KeywordField {...props} interestCounts={interestCounts} />
      <CadenceField {...props} />
      <div className="field-row">
        <HourField {...props} />
        <TimeZoneField {...props} />
        <SizeField {...props} />
        <LanguageField {...props} />
      </div>
    </>
  )
}

/** What is wrong with a field, named so that the field can point to it. */
export function ProblemText({ field, problem }: { field: string; problem: Problem | undefined }) {
  const { problems } = useWords()
  if (!problem) return null
  return (
    <p className="problem" id={`${field}-problem`}>
      {problems.fields[problem.code](problem.about)}
    </p>
  )
}

function TopicField({ input, problems, topicCounts }: CountedProps) {
  const { fields } = useWords().subscribing
  const chosen = new Set(input.topics)
  // Before the first papers a row of noughts would tell nothing.
  const counts = topicCounts && topicCounts.size > 0 ? topicCounts : undefined
  return (
    <fieldset className="field topics" aria-describedby={problems.topics && 'topics-problem'}>
      <legend>
        {fields.topics} <span className="hint">{fields.topicsHint}</span>
      </legend>
      {counts && <p className="hint">{fields.numbers}</p>}
      <ProblemText field="topics" problem={problems.topics} />
      <TopicGroups of={useChoices(chosen)} chosen={chosen} counts={counts} />
    </fieldset>
  )
}

type TopicGroupsProps = {
  of: readonly Topic[]
  chosen: ReadonlySet<string>
  counts?: TopicCounts | undefined
}

/** Boxes to tick, under the names of their groups. */
export function TopicGroups({ of, chosen, counts }: TopicGroupsProps) {
  const groupName = useGroupName()
  return [...Map.groupBy(of, (topic) => topic.group)].map(([group, members]) => (
    <fieldset className="topic-group" key={group}>
      <legend>{groupName(group)}</legend>
      {members.map((topic) => (
        <TopicBox
          key={topic.slug}
          topic={topic}
          isChosen={chosen.has(topic.slug)}
          paperCount={counts && (counts.get(topic.slug) ?? 0)}
        />
      ))}
    </fieldset>
  ))
}

type TopicBoxProps = { topic: Topic; isChosen: boolean; paperCount?: number | undefined }

export function TopicBox({ topic, isChosen, paperCount }: TopicBoxProps) {
  const { subscribing, topics } = useWords()
  return (
    <label className="chip" title={topics.about[topic.slug] ?? topic.about}>
      <input type="checkbox" name="topics" value={topic.slug} defaultChecked={isChosen} />
      {topics.name(topic.slug)}
      {paperCount !== undefined && (
        <span className="chip-count" aria-label={subscribing.fields.lastWeek(paperCount)}>
          {paperCount}
        </span>
      )}
    </label>
  )
}

function KeywordField({ input, problems, interestCounts }: CountedProps) {
  const { fields } = useWords().subscribing
  return (
    <div className="field">
      <label htmlFor="keywords">
        {fields.keywords} <span className="hint">{fields.optional}</span>
      </label>
      <input
        id="keywords"
        name="keywords"
        type="text"
        defaultValue={input.keywords?.join(', ') ?? ''}
        placeholder={fields.keywordsExample}
        aria-invalid={problems.keywords ? true : undefined}
        aria-describedby={problems.keywords ? 'keywords-problem keywords-hint' : 'keywords-hint'}
      />
      <ProblemText field="keywords" problem={problems.keywords} />
      <p className="hint" id="keywords-hint">
        {fields.keywordsHint(maxKeywords)}
      </p>
      <CountedInterests field="keywords" values={input.keywords} counts={interestCounts} />
    </div>
  )
}

function CadenceField({ input, problems }: FieldProps) {
  const { fields } = useWords().subscribing
  return (
    <fieldset className="field" aria-describedby={problems.cadence && 'cadence-problem'}>
      <legend>{fields.cadence}</legend>
      {cadences.map((cadence) => (
        <label className="chip" key={cadence}>
          <input
            type="radio"
            name="cadence"
            value={cadence}
            defaultChecked={cadence === (input.cadence ?? defaultPreferences.cadence)}
          />
          {fields.cadences[cadence]}
        </label>
      ))}
      <ProblemText field="cadence" problem={problems.cadence} />
    </fieldset>
  )
}

function HourField({ input, problems }: FieldProps) {
  const { forms, subscribing } = useWords()
  return (
    <div className="field">
      <label htmlFor="hour">{subscribing.fields.hour}</label>
      <select
        id="hour"
        name="hour"
        defaultValue={input.hour ?? String(defaultPreferences.hour)}
        aria-invalid={problems.hour ? true : undefined}
        aria-describedby={problems.hour && 'hour-problem'}
      >
        {Array.from({ length: 24 }, (_, hour) => (
          <option key={hour} value={hour}>
            {forms.hour(hour)}
          </option>
        ))}
      </select>
      <ProblemText field="hour" problem={problems.hour} />
    </div>
  )
}

function TimeZoneField({ input, problems }: FieldProps) {
  const { fields } = useWords().subscribing
  return (
    <div className="field">
      <label htmlFor="timeZone">{fields.timeZone}</label>
      <select
        id="timeZone"
        name="timeZone"
        lang="en"
        translate="no"
        defaultValue={input.timeZone ?? defaultPreferences.timeZone}
        // The script puts the browser's zone in, but only where nobody has chosen one.
        data-detect={input.timeZone === undefined ? '' : undefined}
        aria-invalid={problems.timeZone ? true : undefined}
        aria-describedby={problems.timeZone && 'timeZone-problem'}
      >
        <TimeZoneOptions chosen={input.timeZone} />
      </select>
      <ProblemText field="timeZone" problem={problems.timeZone} />
    </div>
  )
}

function SizeField({ input, problems }: FieldProps) {
  const { fields } = useWords().subscribing
  return (
    <div className="field">
      <label htmlFor="maxPapers">{fields.maxPapers}</label>
      <input
        id="maxPapers"
        name="maxPapers"
        type="number"
        min={1}
        max={maxPapersLimit}
        defaultValue={input.maxPapers ?? String(defaultPreferences.maxPapers)}
        aria-invalid={problems.maxPapers ? true : undefined}
        aria-describedby={problems.maxPapers && 'maxPapers-problem'}
      />
      <ProblemText field="maxPapers" problem={problems.maxPapers} />
    </div>
  )
}

function LanguageField({ input, problems }: FieldProps) {
  const { fields } = useWords().subscribing
  return (
    <div className="field">
      <label htmlFor="language">{fields.language}</label>
      <select
        id="language"
        name="language"
        defaultValue={input.language ?? defaultPreferences.language}
        aria-invalid={problems.language ? true : undefined}
        aria-describedby={problems.language && 'language-problem'}
      >
        {languages.map((language) => (
          <option key={language} value={language} lang={pageWords[language].tag}>
            {pageWords[language].name}
          </option>
        ))}
      </select>
      <ProblemText field="language" problem={problems.language} />
    </div>
  )
}
