import type { PaperQuery } from '../../papers/find-papers.ts'
import { routes } from '../../routes.ts'
import { wholeTopics } from '../../topics/catalogue.ts'
import { LanguageField, useTopicName, useWords } from '../page/speech.tsx'
import { sourceTitle } from '../page/wording.ts'
import { isQuery } from './read-query.ts'

type FilterProps = { query: PaperQuery; sources: readonly string[] }

/** What narrows a search, beside its words. Folded, until something is chosen. */
export function SearchFilters({ query, sources }: FilterProps) {
  const words = useWords().reading.searching
  const topicName = useTopicName()
  return (
    <details className="fold" open={isQuery({ ...query, text: '' })}>
      <summary>{words.filters}</summary>
      <form className="fold-fields filter-fields" action={routes.search.href()}>
        <input type="hidden" name="q" value={query.text} />
        <LanguageField />
        <div className="field">
          <label htmlFor="topic">{words.topic}</label>
          <select id="topic" name="topic" defaultValue={query.topic ?? ''}>
            <option value="">{words.all}</option>
            {wholeTopics().map(({ slug }) => (
              <option key={slug} value={slug}>
                {topicName(slug)}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="from">{words.from}</label>
          <input id="from" name="from" type="date" defaultValue={query.from} />
        </div>
        <div className="field">
          <label htmlFor="to">{words.to}</label>
          <input id="to" name="to" type="date" defaultValue={query.to} />
        </div>
        {sources.length > 1 && (
          <div className="field">
            <label htmlFor="source">{words.source}</label>
            <select id="source" name="source" defaultValue={query.source ?? ''}>
              <option value="">{words.all}</option>
              {sources.map((source) => (
                <option key={source} value={source}>
                  {sourceTitle(source)}
                </option>
              ))}
            </select>
          </div>
        )}
        <label className="check">
          <input type="checkbox" name="code" value="yes" defaultChecked={query.withCode === true} />
          {words.withCode}
        </label>
        <button className="button quiet" type="submit">
          {words.filter}
        </button>
      </form>
    </details>
  )
}
