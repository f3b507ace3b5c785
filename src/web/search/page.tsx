import { routes } from '../../routes.ts'
import { FrontPage } from '../page/layout.tsx'
import { AllTopics, pageHref, Pager, PaperList } from '../page/paper-list.tsx'
import { count } from '../page/wording.ts'
import type { PaperPage, PaperQuery } from '../../papers/find-papers.ts'
import { SmallCoupon } from '../subscribe/coupon.tsx'
import { SearchFilters } from './filters.tsx'
import { queryFields } from './read-query.ts'

type SearchPageProps = {
  query: PaperQuery
  /** The names of the sources to choose from. */
  sources: readonly string[]
  /** Null where nothing was asked for. */
  found: PaperPage | null
  url: string
}

export function SearchPage({ query, found, url, sources }: SearchPageProps) {
  const { text } = query
  return (
    <FrontPage
      title={text ? `“${text}”` : 'Search'}
      description={
        found
          ? `${count(found.total, 'trending research paper')}${text && ` matching “${text}”`}.`
          : 'Find trending research papers by words of their titles, abstracts and authors’ names.'
      }
      url={url}
      // Search engines have their own lists of results.
      isPrivate
      searchedFor={text}
      dateline={<p className="dateline-day">{found ? resultCount(found) : 'Every paper in the archive'}</p>}
    >
      <main className="front">
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {headline(found !== null, text)}
          </h2>
          <SearchFilters query={query} sources={sources} />
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

function headline(hasAsked: boolean, text: string): string {
  if (!hasAsked) return 'What are you looking for?'
  return text ? `Papers that mention “${text}”` : 'Papers'
}

/** "1,234 papers"; of those beyond the last page nobody will see more than the number. */
function resultCount({ total, page, pages }: PaperPage): string {
  return pages > 1 ? `${count(total, 'paper')}, page ${page} of ${pages}` : count(total, 'paper')
}

function SearchHelp({ hasAsked }: { hasAsked: boolean }) {
  return (
    <>
      <p className="papers-empty">
        {hasAsked
          ? 'No paper has all of this. Fewer words or filters, or others, may find it.'
          : 'Words from titles, abstracts or authors’ names find papers.'}
      </p>
      <ul className="notes">
        <li>
          <code>"world models"</code> finds the words side by side.
        </li>
        <li>
          <code>robots or drones</code> finds either.
        </li>
        <li>
          <code>diffusion -video</code> leaves out papers that mention “video”.
        </li>
      </ul>
    </>
  )
}
