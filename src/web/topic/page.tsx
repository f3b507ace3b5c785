import { routes } from '../../routes.ts'
import type { Topic } from '../../topics/catalogue.ts'
import { topicFeed } from '../digest/page.tsx'
import { FrontPage } from '../page/layout.tsx'
import { AllTopics, pageHref, Pager, PaperList } from '../page/paper-list.tsx'
import { count } from '../page/wording.ts'
import type { PaperPage } from '../../papers/find-papers.ts'
import { SmallCoupon } from '../subscribe/coupon.tsx'

type TopicPageProps = { topic: Topic; found: PaperPage; url: string }

/** All papers of a topic, the newest first. */
export function TopicPage({ topic, found, url }: TopicPageProps) {
  const feed = topicFeed(topic)
  const page = found.page > 1 ? `, page ${found.page}` : ''
  return (
    <FrontPage
      title={`${topic.name}${page}: trending papers`}
      description={`Trending research papers about ${topic.name}. ${topic.about}.`}
      url={url}
      feed={feed}
      dateline={<TopicDateline topic={topic} found={found} />}
    >
      <main className="front">
        <SmallCoupon topics={[topic.slug]} />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {topic.name}
          </h2>
          <p className="papers-about">
            {topic.about}. <a href={feed.href}>Atom feed</a>
          </p>
          {found.papers.length > 0 ? (
            <PaperList found={found} />
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
      <AllTopics current={topic.slug} />
    </FrontPage>
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
