import { paperLinks } from '../../papers/paper.ts'
import { summaryOf, titleOf } from '../../papers/summary.ts'
import { isWithdrawn } from '../../papers/withdrawn.ts'
import { routes } from '../../routes.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { bestTopics, webUrl } from './paper-parts.ts'
import { useByline, useForeign, useTopicName, useWords } from './speech.tsx'

const thumbnail = { width: 160, height: 86 }

/**
 * One paper in a list: of a day with its rank there, else with its day.
 * Its texts are strangers': React escapes them, and `webUrl` lets only http(s) through.
 */
export function PaperCard({ paper, rank }: { paper: ListedPaper; rank?: number }) {
  const by = useByline()(paper)
  const foreign = useForeign()
  const [title, summary] = [titleOf(paper), summaryOf(paper)]
  const thumbnailUrl = webUrl(paper.thumbnailUrl)
  return (
    <li className="paper">
      {rank !== undefined && (
        <span className="paper-rank" aria-hidden="true">
          {rank}
        </span>
      )}
      <article className="paper-text">
        <h3 className="paper-title">
          <a href={routes.paper.href({ id: paper.id })} lang={foreign(title)}>
            {title}
          </a>
        </h3>
        {by && <p className="paper-byline">{by}</p>}
        <p className="paper-summary" lang={foreign(summary)}>
          {summary}
        </p>
        <PaperFacts paper={paper} day={rank === undefined ? paper.firstListedOn : null} />
        <PaperLinks paper={paper} />
      </article>
      {thumbnailUrl && (
        <img className="paper-picture" src={thumbnailUrl} alt="" {...thumbnail} loading="lazy" />
      )}
    </li>
  )
}

/** One paper in a line: for the end of a long day. */
export function PaperBrief({ paper, rank }: { paper: ListedPaper; rank: number }) {
  const { card } = useWords().reading
  const title = titleOf(paper)
  return (
    <li className="brief">
      <span className="brief-rank" aria-hidden="true">
        {rank}
      </span>
      <a href={routes.paper.href({ id: paper.id })} lang={useForeign()(title)}>
        {title}
      </a>
      <span className="brief-upvotes">{card.upvotes(paper.signals.upvotes)}</span>
    </li>
  )
}

/** @param day where the list does not say it */
export function PaperFacts({ paper, day }: { paper: ListedPaper; day: string | null }) {
  const { signals, topics } = paper
  const { forms, reading } = useWords()
  const topicName = useTopicName()
  return (
    <ul className="paper-facts">
      {isWithdrawn(paper) && <li className="paper-withdrawn">{reading.card.withdrawn}</li>}
      <li className="paper-upvotes">
        <span aria-hidden="true">▲ </span>
        {reading.card.upvotes(signals.upvotes)}
      </li>
      {signals.comments > 0 && <li>{reading.card.comments(signals.comments)}</li>}
      {day && (
        <li>
          <a href={routes.digest.href({ day })}>{forms.shortDay(day)}</a>
        </li>
      )}
      {bestTopics(topics).map((slug) => (
        <li key={slug}>
          <a href={routes.topic.href({ slug })}>{topicName(slug)}</a>
        </li>
      ))}
    </ul>
  )
}

/** Readers know it by this name; other sites are told by their address. */
function siteName(url: string): string {
  const host = new URL(url).hostname.replace(/^www\./, '')
  return host === 'huggingface.co' ? 'Hugging Face' : host
}

/** Where else to read about a paper. */
export function PaperLinks({ paper }: { paper: ListedPaper }) {
  const { page, arxiv, pdf } = paperLinks(paper)
  const { stars } = paper.signals
  const { card } = useWords().reading
  const links = [
    { name: siteName(page), href: page === arxiv ? null : page },
    { name: 'arXiv', href: arxiv },
    { name: 'PDF', href: pdf },
    { name: stars === null ? card.code : card.codeWithStars(stars), href: webUrl(paper.codeUrl) },
    { name: card.project, href: webUrl(paper.projectUrl) },
  ]
  return (
    <ul className="paper-links">
      {links.map(
        ({ name, href }) =>
          href && (
            <li key={name}>
              <a href={href}>{name}</a>
            </li>
          ),
      )}
    </ul>
  )
}
