import type { PaperText } from '../../emails/paper-card.tsx'
import { catalogue } from '../../emails/locales/catalogue.ts'
import { acceptedTopics, paperLinks, type Candidate } from '../papers/paper.ts'
import { summaryOf, titleOf } from '../papers/summary.ts'
import type { Language, Reason } from '../store/schema.ts'
import { findTopic, topicName } from '../topics/catalogue.ts'
import { encodedBytes, isolated, plainLine, shorten } from './shorten.ts'
import { writtenLanguage } from './written-language.ts'

// Together they keep twenty of the longest cards under Gmail's clip, encoded. The characters are for reading.
const limits = {
  unknownTopic: { chars: 40, bytes: 40 },
  title: { chars: 200, bytes: 540 },
  byline: { chars: 90, bytes: 140 },
  summary: { chars: 260, bytes: 470 },
  keyword: { chars: 60, bytes: 100 },
  // The longest that came in 580 days have 110, 247 and 77 characters.
  codeUrlBytes: 160,
  projectUrlBytes: 270,
  thumbnailUrlBytes: 120,
}
const topicsShown = 3

/** A paper as its card says it, to everyone who gets it for this reason in this language. */
export function paperCard(
  { candidate, reason }: { candidate: Candidate; reason: Reason },
  language: Language,
): PaperText {
  const words = catalogue[language]
  const links = paperLinks(candidate)
  const title = shorten(titleOf(candidate), limits.title)
  const summary = shorten(summaryOf(candidate), limits.summary)
  const foreign = (text: string) => {
    const own = writtenLanguage(text)
    return own === words.tag ? null : own
  }
  return {
    language,
    titleLanguage: foreign(title),
    summaryLanguage: foreign(summary),
    title: title || words.paper.untitled,
    url: links.page,
    reason: reason.kind === 'discovery' ? words.reason.upvoted : reasonPhrase(reason, language),
    byline: shorten(byline(candidate, language), limits.byline),
    summary,
    details: details(candidate, language),
    links: [
      ...labelled('arXiv', links.arxiv),
      ...labelled('PDF', links.pdf),
      ...labelled(words.paper.code, webUrl(candidate.codeUrl, limits.codeUrlBytes)),
      ...labelled(words.paper.project, webUrl(candidate.projectUrl, limits.projectUrlBytes)),
      // The title leads to the page already.
    ].filter(({ url }) => url !== links.page),
    thumbnailUrl: webUrl(candidate.thumbnailUrl, limits.thumbnailUrlBytes),
  }
}

/** Why a paper was picked, as a phrase. */
export function reasonPhrase(reason: Reason, language: Language = 'en'): string {
  const words = catalogue[language].reason
  switch (reason.kind) {
    case 'topic':
      return words.topic(shownTopic(language, reason.topic))
    case 'keyword': {
      const keyword = isolated(shorten(reason.keyword, limits.keyword))
      // A paper's other form of a keyword, so that nobody looks for words that do not stand there.
      return reason.matched === undefined
        ? words.keyword(keyword)
        : words.keywordMatched(keyword, isolated(shorten(reason.matched, limits.keyword)))
    }
    case 'likeness':
      return words.likeness(isolated(shorten(reason.keyword, limits.keyword)))
    case 'author':
      return words.author(isolated(shorten(reason.author, limits.keyword)))
    case 'organization':
      return words.organization(isolated(shorten(reason.organization, limits.keyword)))
    case 'trending':
    case 'discovery':
      return words[reason.kind]
  }
}

/** "DeepMind", or "Ada Lovelace, Alan Turing and 3 others". */
function byline({ organization, authors }: Candidate, language: Language): string {
  // One of control characters alone is no name.
  const team = plainLine(organization ?? '')
  if (team !== '') return team
  const { list, paper } = catalogue[language]
  const named = authors.slice(0, 3).map(plainLine)
  if (authors.length < 4) return list(named.filter((name) => name !== ''))
  return paper.andOthers(named.slice(0, 2).join(', '), authors.length - 2)
}

function details({ signals, topics, firstListedOn }: Candidate, language: Language): string[] {
  const { paper, shortDay } = catalogue[language]
  const names = acceptedTopics(topics)
    .slice(0, topicsShown)
    .map((slug) => shownTopic(language, slug))
  return [
    ...(signals.upvotes > 0 ? [paper.upvotes(signals.upvotes)] : []),
    ...(signals.comments > 0 ? [paper.comments(signals.comments)] : []),
    paper.listed(shortDay(firstListedOn)),
    ...(names.length > 0 ? [names.join(', ')] : []),
  ].map(unbroken)
}

/** So that a line breaks between details and topics, not inside of one. */
function unbroken(detail: string): string {
  return detail.replace(/(?<!,) /g, '\u00a0')
}

/** A topic's name in a language. */
export function topicIn(language: Language, slug: string): string {
  return catalogue[language].paper.topic(slug) ?? topicName(slug)
}

/** Our own names are never cut. A slug that the catalogue does not know may be anything. */
function shownTopic(language: Language, slug: string): string {
  return findTopic(slug) ? topicIn(language, slug) : shorten(slug, limits.unknownTopic)
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
