import { routes } from '../../routes.ts'
import type { Topic } from '../../topics/catalogue.ts'
import { topicFeed } from '../digest/page.tsx'
import { FrontPage } from '../page/layout.tsx'
import { AllTopics, pageHref, Pager, PaperList } from '../page/paper-list.tsx'
import { useGroupName, useTopicName, useWords } from '../page/speech.tsx'
import type { PaperPage } from '../../papers/find-papers.ts'
import { SmallCoupon } from '../subscribe/coupon.tsx'

type TopicPageProps = { topic: Topic; found: PaperPage; url: string }

/** All papers of a topic, the newest first. */
export function TopicPage({ topic, found, url }: TopicPageProps) {
  const { reading, topics } = useWords()
  const words = reading.topic
  const name = useTopicName()(topic.slug)
  const about = topics.about[topic.slug] ?? topic.about
  const feed = topicFeed(reading.digest, topic.slug, name)
  return (
    <FrontPage
      title={words.title(name, found.page)}
      description={words.description(name, about)}
      url={url}
      feed={feed}
      dateline={<TopicDateline topic={topic} found={found} />}
    >
      <main className="front">
        <SmallCoupon topics={[topic.slug]} />
        <section className="papers" id="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {name}
          </h2>
          <p className="papers-about">
            {words.about(about, (text) => (
              <a href={feed.href}>{text}</a>
            ))}
          </p>
          {found.papers.length > 0 ? (
            <PaperList found={found} />
          ) : (
            <p className="papers-empty">
              {found.page > 1 ? words.noneThisFarBack(name) : words.noneYet(name)}
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
  const { reading } = useWords()
  return (
    <>
      <p className="dateline-day">{useGroupName()(topic.group)}</p>
      <p className="dateline-count">{reading.papers(found.total)}</p>
      <p className="dateline-days">
        {found.pages > 1 && <span>{reading.pager.of(found.page, found.pages)}</span>}
      </p>
    </>
  )
}
