import { routes } from '../../routes.ts'
import type { DigestView } from '../digest-query.ts'
import { FrontPage, LetterPage } from './layout.tsx'
import { PaperCard } from './paper-card.tsx'
import { SubscribeForm } from './subscribe-form.tsx'
import { count, nameDay, nameDayShortly } from './words.ts'

/** A day's papers, with the form to have them brought. */
export function DigestPage({ digest, isLatest = false }: { digest: DigestView; isLatest?: boolean }) {
  const day = nameDay(digest.day)
  return (
    <FrontPage
      title={isLatest ? 'Paperboy: trending research papers' : `${day} · Paperboy`}
      description={`${count(digest.papers.length, 'trending research paper')} of ${day}, and a newsletter with those that match your topics.`}
      dateline={<Dateline digest={digest} />}
    >
      <main className="front">
        <SubscribeCoupon />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {isLatest ? 'The latest papers' : `Papers of ${day}`}
          </h2>
          {digest.isSample && <SampleNotice />}
          <ol className="paper-list">
            {digest.papers.map((paper, index) => (
              <PaperCard key={paper.id} paper={paper} rank={index + 1} />
            ))}
          </ol>
        </section>
      </main>
    </FrontPage>
  )
}

/** Before the first digest has been fetched. */
export function NothingYetPage() {
  return (
    <FrontPage
      title="Paperboy: trending research papers"
      description="A newsletter of trending research papers that match your topics."
      dateline={<p className="dateline-day">The first edition</p>}
    >
      <main className="front">
        <SubscribeCoupon />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            The presses are warming up
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
export function NoDigestPage({ day }: { day: string }) {
  return (
    <LetterPage kicker={nameDay(day)} title="Nothing was printed that day" isPrivate>
      <p>
        There is no list of papers for this day: a weekend, a day to come, or one from before this paper
        began.
      </p>
      <p>
        <a className="button" href={routes.home.href()}>
          Read the latest papers
        </a>
      </p>
    </LetterPage>
  )
}

function Dateline({ digest }: { digest: DigestView }) {
  return (
    <>
      <p className="dateline-day">
        <time dateTime={digest.day}>{nameDay(digest.day)}</time>
      </p>
      <p className="dateline-count">{count(digest.papers.length, 'paper')}</p>
      <nav className="dateline-days" aria-label="Other days">
        {digest.previousDay && (
          <a href={routes.digest.href({ day: digest.previousDay })} rel="prev">
            ← {nameDayShortly(digest.previousDay)}
          </a>
        )}
        {digest.nextDay && (
          <a href={routes.digest.href({ day: digest.nextDay })} rel="next">
            {nameDayShortly(digest.nextDay)} →
          </a>
        )}
      </nav>
    </>
  )
}

function SubscribeCoupon() {
  return (
    <section className="coupon" id="subscribe" aria-labelledby="subscribe-title">
      <h2 className="coupon-title" id="subscribe-title">
        Get trending papers in your inbox
      </h2>
      <p className="coupon-promise">
        The papers that match your topics, at your hour. When nothing matches, nothing comes.{' '}
        <a className="coupon-skip" href="#papers">
          Read today’s first ↓
        </a>
      </p>
      <SubscribeForm />
    </section>
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
