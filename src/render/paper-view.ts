import type { PaperText } from '../../emails/paper-card.tsx'
import { byline, paperLinks, type Candidate } from '../paper.ts'
import type { Reason } from '../store/schema.ts'
import { topicName } from '../topics/catalogue.ts'
import { counted } from './phrases.ts'
import { encodedBytes, firstSentence, plainLine, shorten } from './shorten.ts'

// Together they keep twenty of the longest cards under Gmail's clip, encoded. The characters are for reading.
const limits = {
  title: { chars: 200, bytes: 540 },
  byline: { chars: 90, bytes: 140 },
  summary: { chars: 260, bytes: 470 },
  keyword: { chars: 60, bytes: 100 },
  topic: { chars: 40, bytes: 40 },
  // The longest that came in 580 days have 110, 247 and 77 characters.
  codeUrlBytes: 160,
  projectUrlBytes: 270,
  thumbnailUrlBytes: 120,
}
const topicsShown = 3

/** A paper as its card says it. Depends on the paper and the reason alone, so that one card serves many people. */
export function paperCard({ candidate, reason }: { candidate: Candidate; reason: Reason }): PaperText {
  const links = paperLinks(candidate)
  const authors = candidate.authors.map(plainLine)
  const organization = candidate.organization && plainLine(candidate.organization)
  return {
    title: shorten(candidate.title, limits.title) || 'Untitled',
    url: links.page,
    reason: reasonPhrase(reason),
    byline: shorten(byline({ authors, organization }), limits.byline),
    summary: shorten(candidate.summary || firstSentence(candidate.abstract), limits.summary),
    details: details(candidate),
    links: [
      ...labelled('arXiv', links.arxiv),
      ...labelled('PDF', links.pdf),
      ...labelled('Code', webUrl(candidate.codeUrl, limits.codeUrlBytes)),
      ...labelled('Project', webUrl(candidate.projectUrl, limits.projectUrlBytes)),
    ],
    thumbnailUrl: webUrl(candidate.thumbnailUrl, limits.thumbnailUrlBytes),
  }
}

/** Why a paper was picked, as a phrase. */
export function reasonPhrase(reason: Reason): string {
  switch (reason.kind) {
    case 'topic':
      return `Because you follow ${shorten(topicName(reason.topic), limits.topic)}`
    case 'keyword':
      return `Matches your keyword “${shorten(reason.keyword, limits.keyword)}”${saidPhrase(reason.said)}`
    case 'author':
      return `Because you follow ${shorten(reason.author, limits.keyword)}`
    case 'organization':
      return `Because you follow ${shorten(reason.organization, limits.keyword)}`
    case 'trending':
      return 'Trending today'
    case 'outside':
      return 'Popular outside your topics'
  }
}

/** A paper's other form of a keyword, so that nobody looks for words that do not stand there. */
function saidPhrase(said: string | undefined): string {
  return said === undefined ? '' : ` as “${shorten(said, limits.keyword)}”`
}

function details({ signals, topics }: Candidate): string[] {
  const strongest = Object.entries(topics)
    .sort(([slugA, scoreA], [slugB, scoreB]) => scoreB - scoreA || (slugA < slugB ? -1 : 1))
    .slice(0, topicsShown)
  const names = strongest.map(([slug]) => shorten(topicName(slug), limits.topic))
  return [
    ...(signals.upvotes > 0 ? [counted(signals.upvotes, 'upvote')] : []),
    ...(signals.comments > 0 ? [counted(signals.comments, 'comment')] : []),
    ...(names.length > 0 ? [names.join(', ')] : []),
  ]
}

function labelled(label: string, url: string | null): PaperText['links'] {
  return url ? [{ label, url }] : []
}

/** Sources send anything as an address. What is no web address, or too long to mail, is left out. */
function webUrl(value: string | null, maxBytes: number): string | null {
  if (!value || !URL.canParse(value)) return null
  const { protocol, href } = new URL(value)
  return /^https?:$/.test(protocol) && encodedBytes(href) <= maxBytes ? href : null
}
