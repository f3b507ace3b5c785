import { topicIn } from '../../../render/paper-view.ts'
import { choices, type Topic } from '../../../topics/catalogue.ts'

/** What the catalogue says of topics. */
export const topics = {
  name: (slug: string) => topicIn('en', slug),
  groups: {
    'Language models': 'Language models',
    'Agents and tools': 'Agents and tools',
    'Vision and media': 'Vision and media',
    'Robots and worlds': 'Robots and worlds',
    Foundations: 'Foundations',
    'Society and science': 'Society and science',
  } satisfies Record<Topic['group'], string>,
  /** What belongs to a topic, by slug. */
  about: Object.fromEntries(choices.map(({ slug, about }) => [slug, about])),
}
