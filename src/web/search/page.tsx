import { routes } from '../../routes.ts'
import { topics, type Topic } from '../../topics/catalogue.ts'
import { maxPage, papersPerPage, type PaperPage } from '../paper/paper-query.ts'
import { topicFeed } from '../digest/page.tsx'
import { FrontPage } from '../page/layout.tsx'
import { PaperCard } from '../page/paper-card.tsx'
import { SmallCoupon } from '../subscribe/coupon.tsx'
import { count } from '../page/wording.ts'

type TopicPageProps = { topic: Topic; found: PaperPage; url: string }

/** All papers of a topic, the newest first. */
export function TopicPage({ topic, found, url }: TopicPageProps) {
  const feed = topicFeed(topic)
  const page = found.page > 1 ? `, page ${found.page}` : ''
  return (
    <FrontPage
      title={`${topic.name}${page}: trending papers · Paperboy`}
      description={`Trending research papers about ${topic.name}. ${topic.about}.`}
      url={url}
      feed={feed}
      dateline={<TopicDateline topic={topic} found={found} />}
    >
      <main className="front">
        <SmallCoupon topic={topic} />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {topic.name}
          </h2>
          <p className="papers-about">
            {topic.about}. <a href={feed.href}>Atom feed</a>
          </p>
          {found.papers.length > 0 ? (
            <Papers found={found} />
          ) : (
            <p className="papers-empty">
              Nothing about {topic.name} has been listed {found.page > 1 ? 'this far back' : 'yet'}.
            </p>
          )}
          <Pager
            found={found}
            hrefOf={(to) => pageHref(routes.topic.href({ slug: topic.slug }), { page: to })}
          />
        </section>
      </main>
      <OtherTopics current={topic.slug} />
    </FrontPage>
  )
}

type SearchPageProps = {
  query: string
  /** Null where nothing was asked for. */
  found: PaperPage | null
  url: string
}

export function SearchPage({ query, found, url }: SearchPageProps) {
  return (
    <FrontPage
      title={query ? `“${query}” · Paperboy` : 'Search · Paperboy'}
      description={
        found
          ? `${count(found.total, 'trending research paper')} matching “${query}”.`
          : 'Find trending research papers by words of their titles, abstracts and authors’ names.'
      }
      url={url}
      // Search engines have their own lists of results.
      isPrivate
      searchedFor={query}
      dateline={<p className="dateline-day">{found ? resultCount(found) : 'Every paper in the archive'}</p>}
    >
      <main className="front">
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {found ? `Papers that say “${query}”` : 'What are you looking for?'}
          </h2>
          {found && found.papers.length > 0 ? (
            <Papers found={found} />
          ) : (
            <SearchHelp hasAsked={found !== null} />
          )}
          {found && (
            <Pager found={found} hrefOf={(to) => pageHref(routes.search.href(), { q: query, page: to })} />
          )}
        </section>
        {/* After the papers: who searches has come for them. */}
        <SmallCoupon />
      </main>
      <OtherTopics />
    </FrontPage>
  )
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
          ? 'No paper has all of these words. Fewer, or others, may find it.'
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
          <code>diffusion -video</code> leaves out what says “video”.
        </li>
      </ul>
    </>
  )
}

function TopicDateline({ topic, found }: { topic: Topic; found: PaperPage }) {
  return (
    <>
      <p className="dateline-day">{topic.group}</p>
      <p className="dateline-count">{count(found.total, 'paper')}</p>
      <p className="dateline-days">
        {found.pages > 1 && (
          <span>
            Page {found.page} of {found.pages}
          </span>
        )}
      </p>
    </>
  )
}

function Papers({ found }: { found: PaperPage }) {
  return (
    <ol className="paper-list paper-list-unranked" start={(found.page - 1) * papersPerPage + 1}>
      {found.papers.map((paper) => (
        <PaperCard key={paper.id} paper={paper} />
      ))}
    </ol>
  )
}

function Pager({ found, hrefOf }: { found: PaperPage; hrefOf: (page: number) => string }) {
  const { page, pages } = found
  if (pages <= 1 && page === 1) return null
  return (
    <nav className="pager" aria-label="Pages">
      {page > 1 && (
        <a href={hrefOf(Math.min(page - 1, Math.max(pages, 1)))} rel="prev">
          ← Page {Math.min(page - 1, Math.max(pages, 1))}
        </a>
      )}
      {page < Math.min(pages, maxPage) && (
        <a href={hrefOf(page + 1)} rel="next">
          Page {page + 1} →
        </a>
      )}
    </nav>
  )
}

function OtherTopics({ current }: { current?: string }) {
  return (
    <nav className="all-topics" aria-labelledby="all-topics-title">
      <h2 className="all-topics-title" id="all-topics-title">
        All topics
      </h2>
      <div className="all-topics-groups">
        {[...Map.groupBy(topics, (topic) => topic.group)].map(([group, members]) => (
          <div key={group}>
            <h3>{group}</h3>
            <ul>
              {members.map(({ slug, name }) => (
                <li key={slug}>
                  <a href={routes.topic.href({ slug })} aria-current={slug === current ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  )
}

/** A list's address at a page; the first page has no number. */
export function pageHref(path: string, { q, page }: { q?: string; page: number }): string {
  const query = new URLSearchParams({
    ...(q === undefined ? {} : { q }),
    ...(page > 1 ? { page: String(page) } : {}),
  }).toString()
  return query ? `${path}?${query}` : path
}
