import { routes } from '../../routes.ts'
import { useTopics } from '../page/brand.tsx'
import { FrontPage } from '../page/layout.tsx'
import { LineChart } from '../page/line-chart.tsx'
import { count } from '../page/wording.ts'
import { SmallCoupon } from '../subscribe/coupon.tsx'

type TopicsPageProps = {
  /** Papers in each week, the oldest first, by slug. */
  weeks: ReadonlyMap<string, number[]>
  url: string
}

/** Every topic, with how many papers it had lately. */
export function TopicsPage({ weeks, url }: TopicsPageProps) {
  return (
    <FrontPage
      title="Topics"
      description="The topics of trending research papers, and how many each had lately."
      url={url}
      dateline={<p className="dateline-day">Topics</p>}
    >
      <main className="front">
        <section className="papers" aria-labelledby="papers-title">
          <h2 className="papers-title" id="papers-title">
            All topics
          </h2>
          {[...Map.groupBy(useTopics(), ({ group }) => group)].map(([group, members]) => (
            <section key={group}>
              <h3 className="topic-group-title">{group}</h3>
              <ul className="topic-table">
                {members.map(({ slug, name, about }) => (
                  <li key={slug}>
                    <div>
                      <a href={routes.topic.href({ slug })}>{name}</a>
                      <p className="hint">{about}</p>
                    </div>
                    <Trend name={name} weeks={weeks.get(slug) ?? []} />
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
  const total = weeks.reduce((sum, one) => sum + one, 0)
  return (
    <p className="topic-trend">
      {total > 0 && weeks.length > 1 && (
        <LineChart
          points={weeks.map((y, x) => ({ x, y }))}
          width={96}
          height={28}
          label={`${name} in the last ${weeks.length} weeks: ${weeks.join(', ')} papers`}
        />
      )}
      <span className="index-amount">{count(total, 'paper')}</span>
    </p>
  )
}
