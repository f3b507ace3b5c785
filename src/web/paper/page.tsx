import { paperLinks } from '../../papers/paper.ts'
import { readable } from '../../papers/latex.ts'
import { summaryOf, titleOf } from '../../papers/summary.ts'
import { isWithdrawn } from '../../papers/withdrawn.ts'
import { routes } from '../../routes.ts'
import { topicName } from '../../topics/catalogue.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { LetterPage } from '../page/layout.tsx'
import { PaperLinks } from '../page/paper-card.tsx'
import { bestTopics, webUrl } from '../page/paper-parts.ts'
import { count, nameDay } from '../page/wording.ts'

const maxAuthors = 24
const maxTopics = 8

type PaperPageProps = { paper: ListedPaper & { listedOn: string[] }; url: string }

/** One paper with all that is known of it. */
export function PaperDocument({ paper, url }: PaperPageProps) {
  const { signals } = paper
  return (
    <LetterPage
      kicker={<PaperKicker paper={paper} />}
      title={titleOf(paper)}
      description={summaryOf(paper)}
      url={url}
      isArticle
      imageUrl={webUrl(paper.thumbnailUrl)}
    >
      <Authors paper={paper} />
      {isWithdrawn(paper) && <p className="problem-summary">This paper has been withdrawn.</p>}
      {paper.summary && <p className="lede">{summaryOf(paper)}</p>}
      <ul className="paper-facts">
        <li className="paper-upvotes">
          <span aria-hidden="true">▲ </span>
          {count(signals.upvotes, 'upvote')}
        </li>
        {paper.pageUrl && (
          <li>
            <a href={paperLinks(paper).page}>
              {signals.comments > 0 ? count(signals.comments, 'comment') : 'Discuss'}
            </a>
          </li>
        )}
      </ul>
      <PaperLinks paper={paper} />
      {paper.abstract && (
        <>
          <h2 className="section-title">Abstract</h2>
          <p className="abstract">{readable(paper.abstract)}</p>
        </>
      )}
      <Details paper={paper} />
      <p className="form-note">
        Papers like this, in your inbox: <SubscribeLink paper={paper} />.
      </p>
    </LetterPage>
  )
}

function PaperKicker({ paper }: { paper: ListedPaper }) {
  const [slug] = bestTopics(paper.topics)
  if (!slug) return 'Paper'
  return <a href={routes.topic.href({ slug })}>{topicName(slug)}</a>
}

/** Some have hundreds of authors: the first few are shown, the others unfold. */
function Authors({ paper: { authors, organization } }: { paper: ListedPaper }) {
  const more = authors.slice(maxAuthors)
  if (authors.length === 0 && !organization) return null
  return (
    <div className="authors">
      {organization && <p className="authors-organization">{organization}</p>}
      {authors.length > 0 && <p>{authors.slice(0, maxAuthors).join(', ')}</p>}
      {more.length > 0 && (
        <details>
          <summary>and {count(more.length, 'other')}</summary>
          <p>{more.join(', ')}</p>
        </details>
      )}
    </div>
  )
}

function Details({ paper }: { paper: PaperPageProps['paper'] }) {
  const topics = bestTopics(paper.topics, maxTopics)
  return (
    <dl className="terms terms-wide">
      {paper.publishedOn && (
        <div>
          <dt>Published</dt>
          <dd>{nameDay(paper.publishedOn)}</dd>
        </div>
      )}
      {paper.listedOn.length > 0 && (
        <div>
          <dt>Listed</dt>
          <dd>
            <LinkList
              links={paper.listedOn.map((day) => ({ name: nameDay(day), href: routes.digest.href({ day }) }))}
            />
          </dd>
        </div>
      )}
      {topics.length > 0 && (
        <div>
          <dt>Topics</dt>
          <dd>
            <LinkList
              links={topics.map((slug) => ({ name: topicName(slug), href: routes.topic.href({ slug }) }))}
            />
          </dd>
        </div>
      )}
      {paper.keywords.length > 0 && (
        <div>
          <dt>Keywords</dt>
          <dd>{paper.keywords.join(', ')}</dd>
        </div>
      )}
    </dl>
  )
}

function LinkList({ links }: { links: { name: string; href: string }[] }) {
  return (
    <ul className="link-list">
      {links.map(({ name, href }) => (
        <li key={href}>
          <a href={href}>{name}</a>
        </li>
      ))}
    </ul>
  )
}

function SubscribeLink({ paper: { topics } }: { paper: ListedPaper }) {
  const chosen = bestTopics(topics).map((slug) => `topics=${slug}`)
  if (chosen.length === 0) return <a href={routes.subscribe.href()}>subscribe</a>
  return <a href={`${routes.subscribe.href()}?${chosen.join('&')}`}>subscribe to its topics</a>
}
