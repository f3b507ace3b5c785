import { Fragment } from 'react'
import { citationMeta } from '../../papers/citation.ts'
import type { ReadablePaper } from '../../papers/find-papers.ts'
import { paperLinks } from '../../papers/paper.ts'
import { readable } from '../../papers/latex.ts'
import { summaryOf, titleOf } from '../../papers/summary.ts'
import type { UpvotePoint } from '../../papers/upvote-history.ts'
import { isWithdrawn } from '../../papers/withdrawn.ts'
import { routes } from '../../routes.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import type { SimilarPaper } from '../../papers/paper-vectors.ts'
import { MarkButtons, MarkButtonsForm, type Marking } from '../marks/mark-buttons.tsx'
import { LetterPage } from '../page/layout.tsx'
import { PaperLinks } from '../page/paper-card.tsx'
import { bestTopics, webUrl } from '../page/paper-parts.ts'
import { Own, useForeign, useTopicName, useWords } from '../page/speech.tsx'
import { SmallCoupon } from '../subscribe/coupon.tsx'
import { Cite } from './cite.tsx'
import { UpvoteChart } from './upvotes.tsx'

const maxAuthors = 24
const maxTopics = 8

type PaperPageProps = {
  paper: ReadablePaper
  url: string
  upvotes: readonly UpvotePoint[]
  /** The nearest first. */
  similar: readonly SimilarPaper[]
  /** Where it is somebody's own page, on which they may mark it. */
  marking?: Marking
}

/** One paper with all that is known of it. */
export function PaperDocument({ paper, url, upvotes, similar, marking }: PaperPageProps) {
  const { signals } = paper
  const { reading } = useWords()
  const { card, paper: words } = reading
  const foreign = useForeign()
  const abstract = readable(paper.abstract)
  return (
    <LetterPage
      kicker={<PaperKicker paper={paper} />}
      title={titleOf(paper)}
      isArticle
      {...(marking ? { isPrivate: true } : cardOf(paper, url))}
    >
      {marking && <OwnMarks marking={marking} id={paper.id} />}
      <Authors paper={paper} />
      {isWithdrawn(paper) && <p className="problem-summary">{words.isWithdrawn}</p>}
      {paper.summary && (
        <p className="lede" lang={foreign(paper.summary)}>
          {summaryOf(paper)}
        </p>
      )}
      <ul className="paper-facts">
        <li className="paper-upvotes">
          <span aria-hidden="true">▲ </span>
          {card.upvotes(signals.upvotes)}
        </li>
        {paper.pageUrl && (
          <li>
            <a href={paperLinks(paper).page}>
              {signals.comments > 0 ? card.comments(signals.comments) : words.discuss}
            </a>
          </li>
        )}
      </ul>
      <PaperLinks paper={paper} />
      <Figure url={paper.figureUrl} />
      {paper.abstract && (
        <>
          <h2 className="section-title">{words.abstract}</h2>
          <p className="abstract" lang={foreign(abstract)}>
            {abstract}
          </p>
        </>
      )}
      <Details paper={paper} />
      <UpvoteChart upvotes={upvotes} />
      <Cite paper={paper} />
      <SimilarPapers papers={similar} token={marking?.token} />
      {!marking && <SmallCoupon topics={bestTopics(paper.topics)} />}
    </LetterPage>
  )
}

/** What other sites may show of it. */
function cardOf(paper: ReadablePaper, url: string) {
  return {
    description: summaryOf(paper),
    url,
    imageUrl: webUrl(paper.thumbnailUrl),
    meta: citationMeta(paper),
  }
}

function OwnMarks({ marking, id }: { marking: Marking; id: string }) {
  return (
    <>
      <MarkButtonsForm token={marking.token} />
      <MarkButtons {...marking} paper={id} />
    </>
  )
}

/**
 * A picture of the paper's own. Its size is not known before it is there, so its place has a fixed one: nothing moves. What it
 * shows, nobody has said.
 */
function Figure({ url }: { url: string | null }) {
  const { figure } = useWords().reading.paper
  const src = webUrl(url)
  // The page's policy lets only safe pictures load.
  if (!src?.startsWith('https:')) return null
  return (
    <figure className="paper-figure">
      <img src={src} alt={figure} width={704} height={396} loading="lazy" decoding="async" />
    </figure>
  )
}

function PaperKicker({ paper }: { paper: ListedPaper }) {
  const [slug] = bestTopics(paper.topics)
  const topicName = useTopicName()
  const { reading } = useWords()
  if (!slug) return reading.paper.kicker
  return <a href={routes.topic.href({ slug })}>{topicName(slug)}</a>
}

/** Some have hundreds of authors: the first few are shown, the others unfold. */
function Authors({ paper: { authors, organization } }: { paper: ListedPaper }) {
  const more = authors.slice(maxAuthors)
  const { reading } = useWords()
  if (authors.length === 0 && !organization) return null
  return (
    <div className="authors">
      {organization && (
        <p className="authors-organization">
          <a href={routes.organization.href({ name: organization })}>{organization}</a>
        </p>
      )}
      {authors.length > 0 && <AuthorLinks names={authors.slice(0, maxAuthors)} />}
      {more.length > 0 && (
        <details>
          <summary>{reading.paper.andOthers(more.length)}</summary>
          <AuthorLinks names={more} />
        </details>
      )}
    </div>
  )
}

/** Each leads to the papers that have the same name among their authors. */
function AuthorLinks({ names }: { names: readonly string[] }) {
  return (
    <p>
      {names.map((name, index) => (
        <Fragment key={index}>
          {index > 0 && ', '}
          <a href={routes.author.href({ name })}>{name}</a>
        </Fragment>
      ))}
    </p>
  )
}

function Details({ paper }: { paper: PaperPageProps['paper'] }) {
  const topics = bestTopics(paper.topics, maxTopics)
  const { forms, reading } = useWords()
  const topicName = useTopicName()
  const words = reading.paper
  return (
    <dl className="terms terms-wide">
      {paper.comment && (
        <div>
          <dt>{words.note}</dt>
          <dd>
            <Own>{readable(paper.comment)}</Own>
          </dd>
        </div>
      )}
      {paper.publishedOn && (
        <div>
          <dt>{words.published}</dt>
          <dd>{forms.day(paper.publishedOn)}</dd>
        </div>
      )}
      {paper.listedOn.length > 0 && (
        <div>
          <dt>{words.listed}</dt>
          <dd>
            <LinkList
              links={paper.listedOn.map((day) => ({
                name: forms.day(day),
                href: routes.digest.href({ day }),
              }))}
            />
          </dd>
        </div>
      )}
      {topics.length > 0 && (
        <div>
          <dt>{words.topics}</dt>
          <dd>
            <LinkList
              links={topics.map((slug) => ({ name: topicName(slug), href: routes.topic.href({ slug }) }))}
            />
          </dd>
        </div>
      )}
      {paper.keywords.length > 0 && (
        <div>
          <dt>{words.keywords}</dt>
          <dd>
            <Own>{paper.keywords.join(', ')}</Own>
          </dd>
        </div>
      )}
    </dl>
  )
}

type SimilarProps = { papers: readonly SimilarPaper[]; token: string | undefined }

function SimilarPapers({ papers, token }: SimilarProps) {
  const { forms, reading } = useWords()
  const foreign = useForeign()
  if (papers.length === 0) return null
  return (
    <>
      <h2 className="section-title">{reading.paper.similar}</h2>
      <ul className="similar">
        {papers.map(({ id, title, firstListedOn }) => (
          <li key={id}>
            <a
              href={
                token === undefined ? routes.paper.href({ id }) : routes.ownPaper.href({ token, paper: id })
              }
              lang={foreign(title)}
            >
              {readable(title)}
            </a>{' '}
            <span className="hint">{forms.day(firstListedOn)}</span>
          </li>
        ))}
      </ul>
    </>
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
