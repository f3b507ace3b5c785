import type { PaperQuery } from '../../papers/find-papers.ts'
import { routes } from '../../routes.ts'
import { topics } from '../../topics/catalogue.ts'
import { sourceTitle } from '../page/wording.ts'
import { isQuery } from './read-query.ts'

type FilterProps = { query: PaperQuery; sources: readonly string[] }

/** What narrows a search, beside its words. Folded, until something is chosen. */
export function SearchFilters({ query, sources }: FilterProps) {
  return (
    <details className="fold" open={isQuery({ ...query, text: '' })}>
      <summary>Filters</summary>
      <form className="fold-fields filter-fields" action={routes.search.href()}>
        <input type="hidden" name="q" value={query.text} />
        <div className="field">
          <label htmlFor="topic">Topic</label>
          <select id="topic" name="topic" defaultValue={query.topic ?? ''}>
            <option value="">All</option>
            {topics.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="from">Listed from</label>
          <input id="from" name="from" type="date" defaultValue={query.from} />
        </div>
        <div className="field">
          <label htmlFor="to">until</label>
          <input id="to" name="to" type="date" defaultValue={query.to} />
        </div>
        {sources.length > 1 && (
          <div className="field">
            <label htmlFor="source">Source</label>
            <select id="source" name="source" defaultValue={query.source ?? ''}>
              <option value="">All</option>
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
          With code only
        </label>
        <button className="button quiet" type="submit">
          Filter
        </button>
      </form>
    </details>
  )
}
