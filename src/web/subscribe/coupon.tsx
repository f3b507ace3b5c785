import { topicName } from '../../topics/catalogue.ts'
import { routes } from '../../routes.ts'
import type { TopicCounts } from '../../papers/count-topics.ts'
import { joinNames } from '../page/wording.ts'
import { SubscribeForm } from './form.tsx'

/**
 * The form beside the day's papers.
 *
 * @param stamp when the page was rendered, which may be long ago
 */
export function SubscribeCoupon({ topicCounts, stamp }: { topicCounts: TopicCounts; stamp: string }) {
  return (
    <section className="coupon" id="subscribe" aria-labelledby="subscribe-title">
      <h2 className="coupon-title" id="subscribe-title">
        Get trending papers in your inbox
      </h2>
      <p className="coupon-promise">A daily email with the papers on your topics.</p>
      <SubscribeForm topicCounts={topicCounts} guard={{ stamp }} />
    </section>
  )
}

/** Where the form would be in the way: what it does, and a link to it. */
export function SmallCoupon({ topics = [] }: { topics?: readonly string[] }) {
  const query = topics.map((slug) => `topics=${slug}`).join('&')
  return (
    <section className="coupon" aria-labelledby="subscribe-title">
      <h2 className="coupon-title" id="subscribe-title">
        {topics.length > 0
          ? `${joinNames(topics.map(topicName))}, in your inbox`
          : 'Get trending papers in your inbox'}
      </h2>
      <p className="coupon-promise">A daily email with the papers on your topics.</p>
      <a className="button" href={routes.subscribe.href() + (query && `?${query}`)}>
        Subscribe
      </a>
    </section>
  )
}
