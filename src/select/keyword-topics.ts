import { acceptedScore, type TopicScores } from '../papers/paper.ts'
import { classify } from '../topics/classify.ts'
import type { TopicAgreement } from './likeness.ts'
import { plainWords } from './keyword-terms.ts'
import { nearFloor } from './relevance.ts'

/** What a paper counts that nearly has a topic. */
const nearly = 0.6
/** What every paper counts for a keyword without a topic. */
const neither = 0.5

/**
 * Tells of papers whether they have the topic that a keyword belongs to, as the classifier knows it: "audio codec" is Speech and
 * audio. A paper that says "code generation" once and is about something else mostly lacks it.
 */
export function topicAgreement(keyword: string, papers: readonly { topics: TopicScores }[]): TopicAgreement {
  // Most keywords are said and nearly said by no paper of an edition: nobody asks for their topics.
  let kept: string[] | undefined
  return (paper) => {
    const own = (kept ??= topicsOf(plainWords(keyword)))
    if (own.length === 0) return neither
    const best = Math.max(...own.map((slug) => papers[paper]?.topics[slug] ?? 0))
    return best >= acceptedScore ? 1 : best >= nearFloor ? nearly : 0
  }
}

function topicsOf(words: string): string[] {
  const scores = classify({
    title: words,
    abstract: words,
    keywords: [words],
    summary: null,
    organization: null,
  })
  return Object.keys(scores).filter((slug) => (scores[slug] ?? 0) >= acceptedScore)
}
