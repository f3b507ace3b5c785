import type { Logger } from '../logger.ts'
import type { Profile } from '../select/profile.ts'
import type { Db } from '../store/open.ts'
import { countByTopic } from '../subscribers/recipients.ts'
import { choices, findTopic } from '../topics/catalogue.ts'

const isKnown = (slug: string) => findTopic(slug) !== undefined

/** A profile without the topics that have left the catalogue: they count as not chosen, as on the preferences page. */
export function withKnownTopics<One extends Profile>(profile: One): One {
  const { topics: followed, mutedTopics } = profile
  if (followed.every(isKnown) && mutedTopics.every(isKnown)) return profile
  return { ...profile, topics: followed.filter(isKnown), mutedTopics: mutedTopics.filter(isKnown) }
}

/** Logs which topics of active subscribers have left the catalogue, and how many have each. It reads all of them: once a day. */
export async function logRetiredTopics(db: Db, logger: Pick<Logger, 'warn'>): Promise<void> {
  const retired = await countByTopic(
    db,
    choices().map(({ slug }) => slug),
  )
  if (Object.keys(retired).length === 0) return
  logger.warn(
    { topics: retired },
    'subscribers have topics that neither this version nor TOPICS has; they are kept, and left out until they are back',
  )
}
