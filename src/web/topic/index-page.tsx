import { routes } from '../../routes.ts'
import { useTopics } from '../page/brand.tsx'
import { FrontPage } from '../page/layout.tsx'
import { LineChart } from '../page/line-chart.tsx'
import { useGroupName, useTopicName, useWords } from '../page/speech.tsx'
import { SmallCoupon } from '../subscribe/coupon.tsx'

type TopicsPageProps = {
  /** Papers in each week, the oldest first, by slug. */
  weeks: ReadonlyMap<string, number[]>
  url: string
}

/** Every topic, with how many papers it had lately. */
export function TopicsPage({ weeks, url }: TopicsPageProps) {
  const { reading, topics } = useWords()
  const topicName = useTopicName()
  const groupName = useGroupName()
  const words = reading.topics
  return (
    <FrontPage
      title={words.title}
      description={words.description}
      url={url}
      dateline={<p className="dateline-day">{words.title}</p>}
    >
      <main className="front">
        <section className="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            {reading.topic.all}
          </h2>
          {[...Map.groupBy(useTopics(), ({ group }) => group)].map(([group, members]) => (
            <section key={group}>
              <h3 className="topic-group-title">{groupName(group)}</h3>
              <ul className="topic-table">
                {members.map(({ slug, about }) => (
                  <li key={slug}>
                    <div>
                      <a href={routes.topic.href({ slug })}>{topicName(slug)}</a>
                      <p className="hint">{topics.about[slug] ?? about}</p>
                    </div>
                    <Trend name={topicName(slug)} weeks={weeks.get(slug) ?? []} />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </section>
        <SmallCoupon />
      </main>
    </FrontPage>
  )
}

function Trend({ name, weeks }: { name: string; weeks: readonly number[] }) {
  const { reading } = useWords()
  const total = weeks.reduce((sum, one) => sum + one, 0)
  return (
    <p className="topic-trend">
      {total > 0 && weeks.length > 1 && (
        <LineChart
          points={weeks.map((y, x) => ({ x, y }))}
          width={96}
          height={28}
          label={reading.topics.trend(name, weeks)}
        />
      )}
      <span className="index-amount">{reading.papers(total)}</span>
    </p>
  )
}
