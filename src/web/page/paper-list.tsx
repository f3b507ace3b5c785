import { routes } from '../../routes.ts'
import { maxPage, papersPerPage, type PaperPage } from '../../papers/find-papers.ts'
import { useTopics } from './brand.tsx'
import { PaperCard } from './paper-card.tsx'
import { useGroupName, useTopicName, useWords } from './speech.tsx'

/** One page of many papers. */
export function PaperList({ found }: { found: PaperPage }) {
  return (
    <ol className="paper-list paper-list-unranked" start={(found.page - 1) * papersPerPage + 1}>
      {found.papers.map((paper) => (
        <PaperCard key={paper.id} paper={paper} />
      ))}
    </ol>
  )
}

/** Links to the pages before and after. */
export function Pager({ found, hrefOf }: { found: PaperPage; hrefOf: (page: number) => string }) {
  const { page, pages } = found
  const { pager } = useWords().reading
  const before = Math.min(page - 1, Math.max(pages, 1))
  if (pages <= 1 && page === 1) return null
  return (
    <nav className="pager" aria-label={pager.label}>
      {page > 1 && (
        <a href={hrefOf(before)} rel="prev">
          {pager.previous(before)}
        </a>
      )}
      {page < Math.min(pages, maxPage) && (
        <a href={hrefOf(page + 1)} rel="next">
          {pager.next(page + 1)}
        </a>
      )}
    </nav>
  )
}

/** Links to every topic, with the current one marked. */
export function AllTopics({ current }: { current?: string }) {
  const { reading } = useWords()
  const topicName = useTopicName()
  const groupName = useGroupName()
  return (
    <nav className="all-topics" aria-labelledby="all-topics-title">
      <h2 className="all-topics-title" id="all-topics-title">
        {reading.topic.all}
      </h2>
      <div className="all-topics-groups">
        {[...Map.groupBy(useTopics(), (topic) => topic.group)].map(([group, members]) => (
          <div key={group}>
            <h3>{groupName(group)}</h3>
            <ul>
              {members.map(({ slug }) => (
                <li key={slug}>
                  <a href={routes.topic.href({ slug })} aria-current={slug === current ? 'page' : undefined}>
                    {topicName(slug)}
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

/** The address of a page of a list, with further fields of the query string; the first page has no number. */
export function pageHref(
  path: string,
  { page, ...fields }: { page: number; [name: string]: string | number },
): string {
  const query = new URLSearchParams({
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
    ...(page > 1 ? { page: String(page) } : {}),
  }).toString()
  return query ? `${path}?${query}` : path
}

/** @returns null if the text is not the number of a page; the first page if there is none */
export function readPageNumber(text = '1'): number | null {
  const page = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null
  return page !== null && page <= maxPage ? page : null
}
