import { routes } from '../../routes.ts'
import { wholeTopics, type Topic } from '../../topics/catalogue.ts'
import type { DigestView, RankedPaper } from '../../papers/digest-view.ts'
import { hasTopic } from '../../papers/paper.ts'
import type { Note } from '../../store/schema.ts'
import type { TopicCounts } from '../../papers/count-topics.ts'
import { EditorNotes } from '../page/editor-note.tsx'
import { FrontPage, LetterPage, ReadLatest } from '../page/layout.tsx'
import { PaperBrief, PaperCard } from '../page/paper-card.tsx'
import { SubscribeCoupon } from '../subscribe/coupon.tsx'
import { useTopicName, useWords } from '../page/speech.tsx'
import type { PageWords } from '../words/catalogue.ts'

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
  const { forms, reading } = useWords()
  const topicName = useTopicName()
  const words = reading.digest
  const day = forms.day(digest.day)
  const papers = papersOnTopic(digest.papers, topic)
  const about = topic && topicName(topic.slug)
  return (
    <FrontPage
      title={about ? words.title(about, day) : isLatest ? null : day}
      description={words.description(papers.length, day)}
      url={url}
      {...(topic && about && { feed: topicFeed(words, topic.slug, about) })}
      dateline={<Dateline digest={digest} topic={topic} shown={papers.length} />}
    >
      <main className="front">
        <SubscribeCoupon topicCounts={topicCounts} stamp={stamp} />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {headline(words, day, isLatest, about)}
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
              <a href={routes.topic.href({ slug: topic.slug })}>{words.onAllDays(topicName(topic.slug))}</a>
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

export function topicFeed(
  words: PageWords['reading']['digest'],
  slug: string,
  topic: string,
): { title: string; href: string } {
  return { title: words.topicFeed(topic), href: routes.topicFeed.href({ slug }) }
}

function headline(
  words: PageWords['reading']['digest'],
  day: string,
  isLatest: boolean,
  topic: string | null,
): string {
  if (isLatest) return topic ? words.latestOnTopic(topic) : words.latest
  return topic ? words.title(topic, day) : words.papersOf(day)
}

function DayList({ papers }: { papers: RankedPaper[] }) {
  const brief = papers.slice(maxCards)
  const { reading } = useWords()
  return (
    <>
      <ol className="paper-list">
        {papers.slice(0, maxCards).map((paper) => (
          <PaperCard key={paper.id} paper={paper} rank={paper.rank} />
        ))}
      </ol>
      {brief.length > 0 && (
        <>
          <h3 className="briefs-title">{reading.digest.inBrief}</h3>
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
  const { forms } = useWords()
  if (papers.length === 0) return null
  return (
    <>
      <h3 className="briefs-title">
        <a href={routes.digest.href({ day: digest.day })}>{forms.day(digest.day)}</a>
      </h3>
      <DayList papers={papers} />
    </>
  )
}

function NoneOnTopic({ topic }: { topic: Topic }) {
  const { reading } = useWords()
  const name = useTopicName()(topic.slug)
  const linked = (text: string) => <a href={routes.topic.href({ slug: topic.slug })}>{text}</a>
  return <p className="papers-empty">{reading.digest.noneOnTopic(name, linked)}</p>
}

/** What is inside, by topic: each leads to the same day with that topic alone. */
function TopicIndex({ digest, isLatest, topic }: Pick<DigestPageProps, 'digest' | 'isLatest' | 'topic'>) {
  const words = useWords().reading.digest
  const topicName = useTopicName()
  const base = isLatest ? routes.home.href() : routes.digest.href({ day: digest.day })
  const found = wholeTopics()
    .map((one) => ({
      ...one,
      amount: digest.papers.filter((paper) => hasTopic(paper.topics, one.slug)).length,
    }))
    .filter(({ slug, amount }) => amount > 0 || slug === topic?.slug)
    .sort((a, b) => b.amount - a.amount)
  return (
    <nav className="topic-index" aria-label={words.topicsOfDay}>
      <ul>
        <li>
          <a href={`${base}#papers`} aria-current={topic ? undefined : 'page'}>
            {words.all} <span>{digest.papers.length}</span>
          </a>
        </li>
        {found.map(({ slug, amount }) => (
          <li key={slug}>
            <a href={`${base}?topic=${slug}#papers`} aria-current={slug === topic?.slug ? 'page' : undefined}>
              {topicName(slug)} <span>{amount}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Before the first digest has been fetched. */
export function NothingYetPage({ url, stamp }: { url: string; stamp: string }) {
  const words = useWords().reading.digest.nothingYet
  return (
    <FrontPage
      title={null}
      description={words.description}
      url={url}
      dateline={<p className="dateline-day">{words.dateline}</p>}
    >
      <main className="front">
        <SubscribeCoupon topicCounts={new Map()} stamp={stamp} />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {words.title}
          </h2>
          <p className="papers-empty">{words.text}</p>
        </section>
      </main>
    </FrontPage>
  )
}

/** For a day in the calendar that has no papers here. */
export function NoDigestPage({ day, notes }: { day: string; notes: Note[] }) {
  const { forms, reading } = useWords()
  const { title, text } = reading.digest.noDigest
  return (
    <LetterPage kicker={forms.day(day)} title={title} isPrivate>
      <p>{text}</p>
      <EditorNotes notes={notes} />
      <ReadLatest />
    </LetterPage>
  )
}

type DatelineProps = { digest: DigestView; topic: Topic | null; shown: number }

function Dateline({ digest, topic, shown }: DatelineProps) {
  const { forms, reading } = useWords()
  const filter = topic ? `?topic=${topic.slug}` : ''
  return (
    <>
      <p className="dateline-day">
        <time dateTime={digest.day}>{forms.day(digest.day)}</time>
      </p>
      <p className="dateline-count">{reading.papers(shown)}</p>
      <nav className="dateline-days" aria-label={reading.digest.otherDays}>
        {digest.previousDay && (
          <a href={routes.digest.href({ day: digest.previousDay }) + filter} rel="prev">
            ← {forms.shortDay(digest.previousDay)}
          </a>
        )}
        {digest.nextDay && (
          <a href={routes.digest.href({ day: digest.nextDay }) + filter} rel="next">
            {forms.shortDay(digest.nextDay)} →
          </a>
        )}
      </nav>
    </>
  )
}

function SampleNotice() {
  const { title, text } = useWords().reading.digest.sample
  return (
    <p className="sample-notice" role="note">
      <strong>{title}</strong> {text}
    </p>
  )
}
