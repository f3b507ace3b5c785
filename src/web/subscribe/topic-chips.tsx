import type { TopicCounts } from '../../papers/count-topics.ts'
import type { Topic } from '../../topics/catalogue.ts'
import { useChoices } from '../page/brand.tsx'
import { useWords } from '../page/speech.tsx'
import { ProblemText, TopicBox, TopicGroups, type FieldProps } from '../preferences/fields.tsx'

/** So many topics are shown at once; the others unfold. */
const shownAtFirst = 8

type TopicChipsProps = FieldProps & { topicCounts?: TopicCounts | undefined }

/** A short choice of topics: those with the most papers last week, and what was chosen already; the others unfold. */
export function TopicChips({ input, problems, topicCounts }: TopicChipsProps) {
  const words = useWords().subscribing.form
  const chosen = new Set(input.topics)
  const offered = useChoices(chosen)
  const first = firstTopics(offered, topicCounts, chosen)
  const others = offered.filter((topic) => !first.includes(topic))
  return (
    <fieldset className="field topics" aria-describedby={problems.topics && 'topics-problem'}>
      <legend>
        {words.topics} <span className="hint">{words.topicsHint}</span>
      </legend>
      <ProblemText field="topics" problem={problems.topics} />
      <div className="chips">
        {first.map((topic) => (
          <TopicBox key={topic.slug} topic={topic} isChosen={chosen.has(topic.slug)} />
        ))}
      </div>
      {others.length > 0 && (
        <details className="fold fold-topics">
          <summary>{words.moreTopics(others.length)}</summary>
          <TopicGroups of={others} chosen={chosen} />
        </details>
      )}
    </fieldset>
  )
}

/** In the order of the catalogue, so that a topic stays where it was while its numbers change. */
function firstTopics(
  offered: readonly Topic[],
  topicCounts: TopicCounts | undefined,
  chosen: ReadonlySet<string>,
): Topic[] {
  const amountOf = ({ slug }: Topic) => topicCounts?.get(slug) ?? 0
  const busiest = offered.toSorted((a, b) => amountOf(b) - amountOf(a)).slice(0, shownAtFirst)
  return offered.filter((topic) => chosen.has(topic.slug) || busiest.includes(topic))
}
