import { routes } from '../../routes.ts'
import { FrontPage } from '../page/layout.tsx'
import { AllTopics, pageHref, Pager, PaperList } from '../page/paper-list.tsx'
import { useWords } from '../page/speech.tsx'
import type { PageWords } from '../words/catalogue.ts'
import type { PaperPage, PaperQuery } from '../../papers/find-papers.ts'
import { SmallCoupon } from '../subscribe/coupon.tsx'
import { SearchFilters } from './filters.tsx'
import { queryFields } from './read-query.ts'
import { Suggested } from './suggested.tsx'
import type { Suggestions } from './suggestions.ts'

type SearchPageProps = {
  query: PaperQuery
  /** The names of the sources to choose from. */
  sources: readonly string[]
  /** Null where nothing was asked for. */
  found: PaperPage | null
  suggestions: Suggestions | null
  url: string
}

export function SearchPage({ query, found, suggestions, url, sources }: SearchPageProps) {
  const { text } = query
  const { reading } = useWords()
  const words = reading.searching
  return (
    <FrontPage
      title={text ? words.quoted(text) : words.title}
      description={describe(words, found, text)}
      url={url}
      // Search engines have their own lists of results.
      isPrivate
      searchedFor={text}
      dateline={<p className="dateline-day">{found ? resultCount(reading, found) : words.everyPaper}</p>}
    >
      <main className="front">
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {headline(words, found !== null, text)}
          </h2>
          <SearchFilters query={query} sources={sources} />
          {suggestions && <Suggested query={query} suggestions={suggestions} />}
          {found && found.papers.length > 0 ? (
            <PaperList found={found} />
          ) : (
            <SearchHelp hasAsked={found !== null} />
          )}
          {found && (
            <Pager
              found={found}
              hrefOf={(page) => pageHref(routes.search.href(), { ...queryFields(query), page })}
            />
          )}
        </section>
        {/* After the papers: who searches has come for them. */}
        <SmallCoupon />
      </main>
      <AllTopics />
    </FrontPage>
  )
}

type SearchWords = PageWords['reading']['searching']

function describe(words: SearchWords, found: PaperPage | null, text: string): string {
  if (!found) return words.description
  return text ? words.foundFor(found.total, text) : words.found(found.total)
}

function headline(words: SearchWords, hasAsked: boolean, text: string): string {
  if (!hasAsked) return words.question
  return text ? words.mentioning(text) : words.anyPapers
}

/** "1,234 papers"; of those beyond the last page nobody will see more than the number. */
function resultCount(reading: PageWords['reading'], { total, page, pages }: PaperPage): string {
  return pages > 1 ? reading.searching.results(total, page, pages) : reading.papers(total)
}

function SearchHelp({ hasAsked }: { hasAsked: boolean }) {
  const words = useWords().reading.searching
  const example = (text: string) => (
    <code lang="en" translate="no">
      {text}
    </code>
  )
  return (
    <>
      <p className="papers-empty">{hasAsked ? words.nothingFound : words.help}</p>
      <ul className="notes">
        <li>{words.sideBySide(example)}</li>
        <li>{words.either(example)}</li>
        <li>{words.without(example)}</li>
      </ul>
    </>
  )
}
