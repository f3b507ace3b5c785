import { cadences, languages, maxKeywords, maxPapersLimit } from '../../subscribers/preference-schemas.ts'
import {
  defaultPreferences,
  type PreferenceInput,
  type PreferenceProblems,
} from '../../subscribers/preferences.ts'
import type { Topic } from '../../topics/catalogue.ts'
import type { TopicCounts } from '../../papers/count-topics.ts'
import type { InterestCounts } from '../../select/interest-counts.ts'
import { CountedInterests } from './interest-counts.tsx'
import { TimeZoneOptions } from './time-zones.tsx'
import { useChoices } from '../page/brand.tsx'
import { clockHour, count } from '../page/wording.ts'

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
export function ProblemText({ field, problem }: { field: string; problem: string | undefined }) {
  if (!problem) return null
  return (
    <p className="problem" id={`${field}-problem`}>
      {problem}
    </p>
  )
}

function TopicField({ input, problems, topicCounts }: CountedProps) {
  const chosen = new Set(input.topics)
  // Before the first papers a row of noughts would tell nothing.
  const counts = topicCounts && topicCounts.size > 0 ? topicCounts : undefined
  return (
    <fieldset className="field topics" aria-describedby={problems.topics && 'topics-problem'}>
      <legend>
        Topics <span className="hint">choose none to get whatever trends</span>
      </legend>
      {counts && <p className="hint">The numbers are last week’s papers.</p>}
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
  return [...Map.groupBy(of, (topic) => topic.group)].map(([group, members]) => (
    <fieldset className="topic-group" key={group}>
      <legend>{group}</legend>
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
  return (
    <label className="chip" title={topic.about}>
      <input type="checkbox" name="topics" value={topic.slug} defaultChecked={isChosen} />
      {topic.name}
      {paperCount !== undefined && (
        <span className="chip-count" aria-label={`${count(paperCount, 'paper')} last week`}>
          {paperCount}
        </span>
      )}
    </label>
  )
}

function KeywordField({ input, problems, interestCounts }: CountedProps) {
  return (
    <div className="field">
      <label htmlFor="keywords">
        Your own keywords <span className="hint">optional</span>
      </label>
      <input
        id="keywords"
        name="keywords"
        type="text"
        defaultValue={input.keywords?.join(', ') ?? ''}
        placeholder="speculative decoding, protein folding"
        aria-invalid={problems.keywords ? true : undefined}
        aria-describedby={problems.keywords ? 'keywords-problem keywords-hint' : 'keywords-hint'}
      />
      <ProblemText field="keywords" problem={problems.keywords} />
      <p className="hint" id="keywords-hint">
        With commas between, up to {maxKeywords}.
      </p>
      <CountedInterests field="keywords" values={input.keywords} counts={interestCounts} />
    </div>
  )
}

function CadenceField({ input, problems }: FieldProps) {
  const names = { daily: 'Every day', weekdays: 'Weekdays', weekly: 'Mondays' }
  return (
    <fieldset className="field" aria-describedby={problems.cadence && 'cadence-problem'}>
      <legend>How often</legend>
      {cadences.map((cadence) => (
        <label className="chip" key={cadence}>
          <input
            type="radio"
            name="cadence"
            value={cadence}
            defaultChecked={cadence === (input.cadence ?? defaultPreferences.cadence)}
          />
          {names[cadence]}
        </label>
      ))}
      <ProblemText field="cadence" problem={problems.cadence} />
    </fieldset>
  )
}

function HourField({ input, problems }: FieldProps) {
  return (
    <div className="field">
      <label htmlFor="hour">Hour</label>
      <select
        id="hour"
        name="hour"
        defaultValue={input.hour ?? String(defaultPreferences.hour)}
        aria-invalid={problems.hour ? true : undefined}
        aria-describedby={problems.hour && 'hour-problem'}
      >
        {Array.from({ length: 24 }, (_, hour) => (
          <option key={hour} value={hour}>
            {clockHour(hour)}
          </option>
        ))}
      </select>
      <ProblemText field="hour" problem={problems.hour} />
    </div>
  )
}

function TimeZoneField({ input, problems }: FieldProps) {
  return (
    <div className="field">
      <label htmlFor="timeZone">Time zone</label>
      <select
        id="timeZone"
        name="timeZone"
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
  return (
    <div className="field">
      <label htmlFor="maxPapers">Papers, up to</label>
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
  const names = { en: 'English', de: 'Deutsch', zh: '中文' }
  return (
    <div className="field">
      <label htmlFor="language">Mails in</label>
      <select
        id="language"
        name="language"
        defaultValue={input.language ?? defaultPreferences.language}
        aria-invalid={problems.language ? true : undefined}
        aria-describedby={problems.language && 'language-problem'}
      >
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {names[language]}
          </option>
        ))}
      </select>
      <ProblemText field="language" problem={problems.language} />
    </div>
  )
}
