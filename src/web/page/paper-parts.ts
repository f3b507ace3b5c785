import { acceptedTopics, type TopicScores } from '../../papers/paper.ts'
import { findTopic } from '../../topics/catalogue.ts'

const maxTopics = 3

/** The topics that a paper is most about, best first. */
export function bestTopics(topics: TopicScores, limit = maxTopics): string[] {
  return acceptedTopics(topics)
    .filter((slug) => findTopic(slug))
    .slice(0, limit)
}

/** @returns null for what is no address on the web, such as `javascript:` */
export function webUrl(text: string | null): string | null {
  const url = text === null ? null : URL.parse(text)
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : null
}
