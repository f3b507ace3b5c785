import { routes } from '../../routes.ts'
import type { PaperQuery } from '../../papers/find-papers.ts'
import { makerPath } from '../makers/page.tsx'
import { pageHref } from '../page/paper-list.tsx'
import { useWords } from '../page/speech.tsx'
import { queryFields } from './read-query.ts'
import type { Suggestions } from './suggestions.ts'

/** Where else a search could lead: to the same with a word spelt otherwise, to a topic, a person, an organisation. */
export function Suggested({ query, suggestions }: { query: PaperQuery; suggestions: Suggestions }) {
  const { reading, topics: named } = useWords()
  const words = reading.searching
  const { correction, topics, makers } = suggestions
  if (correction === null && topics.length + makers.length === 0) return null
  return (
    <nav className="suggested" aria-label={words.suggestions}>
      {correction !== null && (
        <p>
          {words.didYouMean(
            (text) => (
              <a
                href={pageHref(routes.search.href(), {
                  ...queryFields({ ...query, text: correction }),
                  page: 1,
                })}
              >
                {text}
              </a>
            ),
            correction,
          )}
        </p>
      )}
      {topics.length + makers.length > 0 && (
        <ul>
          {topics.map((slug) => (
            <li key={slug}>
              <a href={routes.topic.href({ slug })}>{words.topicNamed(named.name(slug))}</a>
            </li>
          ))}
          {makers.map(({ kind, name }) => (
            <li key={`${kind} ${name}`}>
              <a href={makerPath(kind, name)}>{name}</a>
            </li>
          ))}
        </ul>
      )}
    </nav>
  )
}
