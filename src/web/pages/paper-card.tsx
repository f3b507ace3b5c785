import { byline, paperLinks, type TopicScores } from '../../paper.ts'
import { topicName } from '../../topics/catalogue.ts'
import type { ListedPaper } from '../digest-query.ts'
import { count, opening } from './words.ts'

const maxTopics = 3
const thumbnail = { width: 160, height: 86 }

/** One paper in a day's list. Its texts are strangers': React escapes them, and `webUrl` lets only http(s) through. */
export function PaperCard({ paper, rank }: { paper: ListedPaper; rank: number }) {
  const links = paperLinks(paper.id)
  const by = byline(paper)
  const thumbnailUrl = webUrl(paper.thumbnailUrl)
  return (
    <li className="paper">
      <span className="paper-rank" aria-hidden="true">
        {rank}
      </span>
      <article className="paper-text">
        <h3 className="paper-title">
          <a href={links.page}>{paper.title}</a>
        </h3>
        {by && <p className="paper-byline">{by}</p>}
        <p className="paper-summary">{paper.summary ?? opening(paper.abstract)}</p>
        <PaperFacts paper={paper} />
        <PaperLinks paper={paper} />
      </article>
      {thumbnailUrl && (
        <img className="paper-picture" src={thumbnailUrl} alt="" {...thumbnail} loading="lazy" />
      )}
    </li>
  )
}

function PaperFacts({ paper: { signals, topics } }: { paper: ListedPaper }) {
  return (
    <ul className="paper-facts">
      <li className="paper-upvotes">
        <span aria-hidden="true">▲ </span>
        {count(signals.upvotes, 'upvote')}
      </li>
      {signals.comments > 0 && <li>{count(signals.comments, 'comment')}</li>}
      {bestTopics(topics).map((slug) => (
        <li className="paper-topic" key={slug}>
          {topicName(slug)}
        </li>
      ))}
    </ul>
  )
}

function PaperLinks({ paper }: { paper: ListedPaper }) {
  const { arxiv, pdf } = paperLinks(paper.id)
  const { stars } = paper.signals
  const links = [
    { name: 'arXiv', href: arxiv },
    { name: 'PDF', href: pdf },
    { name: stars === null ? 'Code' : `Code (${count(stars, 'star')})`, href: webUrl(paper.codeUrl) },
    { name: 'Project', href: webUrl(paper.projectUrl) },
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

function bestTopics(topics: TopicScores): string[] {
  const best = Object.entries(topics).sort(([, a], [, b]) => b - a)
  return best.slice(0, maxTopics).map(([slug]) => slug)
}

/** @returns null for what is no address on the web, such as `javascript:` */
function webUrl(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text)
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : null
}
