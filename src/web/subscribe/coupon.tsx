import { routes } from '../../routes.ts'
import type { TopicCounts } from '../../papers/count-topics.ts'
import { useWords } from '../page/speech.tsx'
import { SubscribeForm } from './form.tsx'

/**
 * The form beside the day's papers.
 *
 * @param stamp when the page was rendered, which may be long ago
 */
export function SubscribeCoupon({ topicCounts, stamp }: { topicCounts: TopicCounts; stamp: string }) {
  const { coupon } = useWords().subscribing
  return (
    <section className="coupon" id="subscribe" aria-labelledby="subscribe-title">
      <h2 className="coupon-title" id="subscribe-title">
        {coupon.title}
      </h2>
      <p className="coupon-promise">{coupon.promise}</p>
      <SubscribeForm topicCounts={topicCounts} guard={{ stamp }} />
    </section>
  )
}

/** Where the form would be in the way: what it does, and a link to it. */
export function SmallCoupon({ topics = [] }: { topics?: readonly string[] }) {
  const { subscribing, topics: named } = useWords()
  const { coupon, form } = subscribing
  const query = topics.map((slug) => `topics=${slug}`).join('&')
  return (
    <section className="coupon" aria-labelledby="subscribe-title">
      <h2 className="coupon-title" id="subscribe-title">
        {topics.length > 0 ? coupon.onTopics(topics.map(named.name)) : coupon.title}
      </h2>
      <p className="coupon-promise">{coupon.promise}</p>
      <a className="button" href={routes.subscribe.href() + (query && `?${query}`)}>
        {form.subscribe}
      </a>
    </section>
  )
}
