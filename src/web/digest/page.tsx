import { routes } from '../../routes.ts'
import { topics, type Topic } from '../../topics/catalogue.ts'
import type { DigestView, RankedPaper } from '../../papers/digest-view.ts'
import { hasTopic } from '../../papers/paper.ts'
import type { Note } from '../../store/schema.ts'
import type { TopicCounts } from '../../papers/count-topics.ts'
import { EditorNotes } from '../page/editor-note.tsx'
import { FrontPage, LetterPage, ReadLatest } from '../page/layout.tsx'
import { PaperBrief, PaperCard } from '../page/paper-card.tsx'
import { SubscribeCoupon } from '../subscribe/coupon.tsx'
import { count, nameDay, nameDayShortly } from '../page/wording.ts'

// A day has up to a hundred papers. What comes after these is told in a line each, so that the page stays light.
const maxCards = 24

type DigestPageProps = {
  digest: DigestView
  isLatest: boolean
  /** Only its papers are shown. */
  topic: Topic | null
  /** The page's own address, absolute. */
  url: string
  topicCounts: TopicCounts
  /** When it was rendered, for the form. */
  stamp: string
  /** The days that the front page goes on with, newest first. */
  earlier: DigestView[]
  /** The editor's of that day, to all readers or those of the topic. */
  notes: Note[]
}

/** A day's papers, with the form to have them brought. */
export function DigestPage(props: DigestPageProps) {
  const { digest, isLatest, topic, url, topicCounts, stamp, earlier, notes } = props
  const day = nameDay(digest.day)
  const papers = papersOnTopic(digest.papers, topic)
  const about = topic ? `${topic.name} on ` : ''
  return (
    <FrontPage
      title={isLatest && !topic ? null : `${about}${day}`}
      description={`${count(papers.length, 'trending research paper')} of ${day}, and a newsletter with those that match your topics.`}
      url={url}
      {...(topic && { feed: topicFeed(topic) })}
      dateline={<Dateline digest={digest} topic={topic} shown={papers.length} />}
    >
      <main className="front">
        <SubscribeCoupon topicCounts={topicCounts} stamp={stamp} />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {headline(digest, isLatest, topic)}
          </h2>
          {digest.isSample && <SampleNotice />}
          <EditorNotes notes={notes.filter(({ place }) => place === 'top')} />
          <TopicIndex digest={digest} isLatest={isLatest} topic={topic} />
          {papers.length > 0 ? <DayList papers={papers} /> : topic && <NoneOnTopic topic={topic} />}
          <EditorNotes notes={notes.filter(({ place }) => place === 'end')} />
          {earlier.map((one) => (
            <EarlierDay key={one.day} digest={one} topic={topic} />
          ))}
          {topic && papers.length > 0 && (
            <p className="papers-more">
              <a href={routes.topic.href({ slug: topic.slug })}>{topic.name} on all days →</a>
            </p>
          )}
        </section>
      </main>
    </FrontPage>
  )
}

/** @param topic null for all */
export function papersOnTopic(papers: RankedPaper[], topic: Topic | null): RankedPaper[] {
  return topic ? papers.filter((paper) => hasTopic(paper.topics, topic.slug)) : papers
}

export function topicFeed({ name, slug }: Topic): { title: string; href: string } {
  return { title: `Papers about ${name}`, href: routes.topicFeed.href({ slug }) }
}

function headline(digest: DigestView, isLatest: boolean, topic: Topic | null): string {
  if (isLatest) return topic ? `The latest about ${topic.name}` : 'The latest papers'
  return topic ? `${topic.name} on ${nameDay(digest.day)}` : `Papers of ${nameDay(digest.day)}`
}

function DayList({ papers }: { papers: RankedPaper[] }) {
  const brief = papers.slice(maxCards)
  return (
    <>
      <ol className="paper-list">
        {papers.slice(0, maxCards).map((paper) => (
          <PaperCard key={paper.id} paper={paper} rank={paper.rank} />
        ))}
      </ol>
      {brief.length > 0 && (
        <>
          <h3 className="briefs-title">In brief</h3>
          <ol className="briefs">
            {brief.map((paper) => (
              <PaperBrief key={paper.id} paper={paper} rank={paper.rank} />
            ))}
          </ol>
        </>
      )}
    </>
  )
}

/** A day that the front page goes on with, where the latest has only a few papers so far. */
function EarlierDay({ digest, topic }: { digest: DigestView; topic: Topic | null }) {
  const papers = papersOnTopic(digest.papers, topic)
  if (papers.length === 0) return null
  return (
    <>
      <h3 className="briefs-title">
        <a href={routes.digest.href({ day: digest.day })}>{nameDay(digest.day)}</a>
      </h3>
      <DayList papers={papers} />
    </>
  )
}

function NoneOnTopic({ topic }: { topic: Topic }) {
  return (
    <p className="papers-empty">
      Nothing about {topic.name} that day. See{' '}
      <a href={routes.topic.href({ slug: topic.slug })}>other days</a>.
    </p>
  )
}

/** What is inside, by topic: each leads to the same day with that topic alone. */
function TopicIndex({ digest, isLatest, topic }: Pick<DigestPageProps, 'digest' | 'isLatest' | 'topic'>) {
  const base = isLatest ? routes.home.href() : routes.digest.href({ day: digest.day })
  const found = topics
    .map((one) => ({
      ...one,
      amount: digest.papers.filter((paper) => hasTopic(paper.topics, one.slug)).length,
    }))
    .filter(({ slug, amount }) => amount > 0 || slug === topic?.slug)
    .sort((a, b) => b.amount - a.amount)
  return (
    <nav className="topic-index" aria-label="Topics of this day">
      <ul>
        <li>
          <a href={`${base}#papers`} aria-current={topic ? undefined : 'page'}>
            All <span>{digest.papers.length}</span>
          </a>
        </li>
        {found.map(({ slug, name, amount }) => (
          <li key={slug}>
            <a href={`${base}?topic=${slug}#papers`} aria-current={slug === topic?.slug ? 'page' : undefined}>
              {name} <span>{amount}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Before the first digest has been fetched. */
export function NothingYetPage({ url, stamp }: { url: string; stamp: string }) {
  return (
    <FrontPage
      title={null}
      description="A newsletter of trending research papers that match your topics."
      url={url}
      dateline={<p className="dateline-day">The first edition</p>}
    >
      <main className="front">
        <SubscribeCoupon topicCounts={new Map()} stamp={stamp} />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            No papers yet
          </h2>
          <p className="papers-empty">
            No papers have been fetched yet. They appear here as soon as the first day’s list is in; look
            again in a few minutes.
          </p>
        </section>
      </main>
    </FrontPage>
  )
}

/** For a day in the calendar that has no papers here. */
export function NoDigestPage({ day, notes }: { day: string; notes: Note[] }) {
  return (
    <LetterPage kicker={nameDay(day)} title="No papers on that day" isPrivate>
      <p>
        There is no list of papers for this day: a weekend, a day to come, or one from before this paper
        began.
      </p>
      <EditorNotes notes={notes} />
      <ReadLatest />
    </LetterPage>
  )
}

type DatelineProps = { digest: DigestView; topic: Topic | null; shown: number }

function Dateline({ digest, topic, shown }: DatelineProps) {
  const filter = topic ? `?topic=${topic.slug}` : ''
  return (
    <>
      <p className="dateline-day">
        <time dateTime={digest.day}>{nameDay(digest.day)}</time>
      </p>
      <p className="dateline-count">{count(shown, 'paper')}</p>
      <nav className="dateline-days" aria-label="Other days">
        {digest.previousDay && (
          <a href={routes.digest.href({ day: digest.previousDay }) + filter} rel="prev">
            ← {nameDayShortly(digest.previousDay)}
          </a>
        )}
        {digest.nextDay && (
          <a href={routes.digest.href({ day: digest.nextDay }) + filter} rel="next">
            {nameDayShortly(digest.nextDay)} →
          </a>
        )}
      </nav>
    </>
  )
}

function SampleNotice() {
  return (
    <p className="sample-notice" role="note">
      <strong>Sample edition.</strong> These papers are made up, to show how a day looks. Real ones take their
      place as soon as the first list is fetched.
    </p>
  )
}
