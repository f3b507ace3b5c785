import { topicIn } from '../../../render/paper-view.ts'
import { narrowTopics, topics as whole, type Group } from '../../../topics/catalogue.ts'

/** What the catalogue says of topics. */
export const topics = {
  name: (slug: string) => topicIn('en', slug),
  /** The headings of our topics; an operator's own heading is said as it is. */
  groups: {
    'Language models': 'Language models',
    'Agents and tools': 'Agents and tools',
    'Vision and media': 'Vision and media',
    'Robots and worlds': 'Robots and worlds',
    Foundations: 'Foundations',
    'Society and science': 'Society and science',
    'Further topics': 'Further topics',
  } satisfies Record<Group, string>,
  /** What belongs to a topic of ours, by slug. */
  about: Object.fromEntries([...whole, ...narrowTopics].map(({ slug, about }) => [slug, about])),
}
