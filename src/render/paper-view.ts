import type { CardSize, PaperText } from '../../emails/paper-card.tsx'
import { catalogue } from '../../emails/locales/catalogue.ts'
import { memoize, memoizeBy } from '../memoize.ts'
import { paperLinks, type Candidate } from '../papers/paper.ts'
import { summaryOf, titleOf } from '../papers/summary.ts'
import type { Language, Reason } from '../store/schema.ts'
import { findTopic, topicName } from '../topics/catalogue.ts'
import { shortTitle } from './short-title.ts'
import { encodedBytes, isolated, plainLine, shorten, type Limit } from './shorten.ts'
import { writtenLanguage } from './written-language.ts'

// Together they keep twenty of the longest cards under Gmail's clip, encoded. The characters are for reading.
const limits = {
  unknownTopic: { chars: 40, bytes: 40 },
  name: { chars: 80, bytes: 360 },
  about: { chars: 42, bytes: 200 },
  title: { chars: 200, bytes: 540 },
  byline: { chars: 90, bytes: 140 },
  keyword: { chars: 60, bytes: 100 },
  // The longest that came in 580 days have 110, 247 and 105 characters.
  codeUrlBytes: 160,
  projectUrlBytes: 270,
  figureUrlBytes: 160,
}
/** A small card has one line on a wide screen, and two on a phone. */
const summaryLimits: Record<CardSize, Limit> = {
  lead: { chars: 135, bytes: 400 },
  medium: { chars: 100, bytes: 260 },
  small: { chars: 40, bytes: 200 },
}
const summaryBesidePicture: Limit = { chars: 100, bytes: 300 }

/** A paper as its card says it, to everyone who gets it for this reason in this language. */
export function paperCard(
  { candidate, reason }: { candidate: Candidate; reason: Reason },
  language: Language,
  size: CardSize,
): PaperText {
  const words = catalogue[language]
  const page = paperLinks(candidate).page
  const title = shorten(titleOf(candidate), limits.title)
  const whole = summaryOf(candidate)
  const figureUrl = size === 'lead' ? figureOf(candidate) : null
  const summary = shorten(
    size === 'small' ? gistOf(whole) : whole,
    figureUrl === null ? summaryLimits[size] : summaryBesidePicture,
  )
  const foreign = (text: string) => {
    const own = writtenLanguage(text)
    return own === words.tag ? null : own
  }
  return {
    size,
    language,
    titleLanguage: foreign(title),
    summaryLanguage: foreign(summary),
    ...entry(candidate, language),
    title: title || words.paper.untitled,
    url: page,
    reason: reasonWords(language, reason).own,
    byline: size === 'lead' ? byline(candidate, language) : '',
    summary,
    links: size === 'small' ? [] : moreLinks(candidate, language),
    figureUrl,
  }
}

/** A paper's own picture, if mails may show it. */
export function figureOf({ figureUrl }: Pick<Candidate, 'figureUrl'>): string | null {
  return httpsUrl(figureUrl, limits.figureUrlBytes)
}

/** How the list of papers calls it, with a line on what it is about: the rest of its title, or else its summary. */
function entry(candidate: Candidate, language: Language): Pick<PaperText, 'name' | 'about'> {
  const { name, rest } = shortTitle(plainLine(titleOf(candidate)))
  return {
    name: shorten(name, limits.name) || catalogue[language].paper.untitled,
    about: shorten(
      (/^technical report$/i.test(rest) ? '' : rest) || gistOf(summaryOf(candidate)),
      limits.about,
    ),
  }
}

/** A summary without the words that only say that a paper does something: what follows them tells it apart. */
export function gistOf(summary: string): string {
  const gist = summary.replace(opening, '')
  return gist === summary || gist.length < 20 ? summary : gist.replace(/^./su, (first) => first.toUpperCase())
}

const opening =
  /^(?:in this (?:paper|work|study|report),? )?(?:(?:we|this (?:paper|work|study|report|article)) (?:introduce|propose|present|describe|develop|release|study|investigate|explore|examine)s? (?:[^,.\s]{1,40}, (?=an? |the ))?|[^,.\s]{1,40} (?:is|introduces|presents|proposes) (?=an? ))/i

function moreLinks(candidate: Candidate, language: Language): PaperText['links'] {
  const { paper } = catalogue[language]
  const { page, arxiv, pdf } = paperLinks(candidate)
  const code = labelled(paper.code, webUrl(candidate.codeUrl, limits.codeUrlBytes))
  return [
    ...labelled('arXiv', arxiv),
    ...labelled('PDF', pdf),
    // One of the two leads to the other, and a phone's line has room for one.
    ...(code.length > 0
      ? code
      : labelled(paper.project, webUrl(candidate.projectUrl, limits.projectUrlBytes))),
    // The title leads to the page already.
  ].filter(({ url }) => url !== page)
}

/** What a group of papers is called after, and what a paper in it says besides, where that is more. */
export type ReasonWords = { group: string; own: string | null }

/** Equal for reasons of which the same is said: the kind, and its own fields in one order. No text in the database has a NUL. */
export function reasonKey(reason: Reason): string {
  return Object.values(reason).join('\0')
}

export function reasonWords(language: Language, reason: Reason): ReasonWords {
  // Most reasons are topics, and to make a key of the others costs more than to look it up.
  return reason.kind === 'topic' ? topicWords[language](reason.topic) : otherWords(language, reason)
}

const topicWords = { en: topicWordsIn('en'), de: topicWordsIn('de'), zh: topicWordsIn('zh') }

function topicWordsIn(language: Language) {
  return memoize(1000, (topic: string) => makeReasonWords(language, { kind: 'topic', topic }))
}

const otherWords = memoizeBy(
  2000,
  (language: Language, reason: Reason) => `${language} ${reasonKey(reason)}`,
  makeReasonWords,
)

function makeReasonWords(language: Language, reason: Reason): ReasonWords {
  const words = catalogue[language].reason
  if (reason.kind === 'discovery') return { group: words.discovery, own: words.upvoted }
  const own = reasonPhrase(reason, language)
  if (reason.kind !== 'keyword') return { group: own, own: null }
  const group = reasonPhrase({ kind: 'keyword', keyword: reason.keyword }, language)
  return { group, own: own === group ? null : own }
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
    case 'marked':
      return words.marked(isolated(shorten(reason.title, limits.keyword)))
    case 'seed':
      return words.seed(isolated(shorten(reason.title, limits.keyword)))
    case 'trending':
    case 'discovery':
      return words[reason.kind]
  }
}

/** "DeepMind (212 upvotes)", or "Ada Lovelace, Alan Turing and 3 others". */
function byline(candidate: Candidate, language: Language): string {
  const { paper } = catalogue[language]
  const makers = isolated(shorten(makersOf(candidate, language), limits.byline))
  const { upvotes } = candidate.signals
  if (upvotes === 0) return makers
  const counted = paper.upvotes(upvotes)
  return makers === '' ? counted : paper.withUpvotes(makers, counted.replaceAll(' ', '\u00a0'))
}

/** Who made a paper: its organisation, or the first of its authors. */
export function makersOf(
  { organization, authors }: Pick<Candidate, 'organization' | 'authors'>,
  language: Language,
): string {
  // One of control characters alone is no name.
  const team = plainLine(organization ?? '')
  if (team !== '') return team
  const { list, paper } = catalogue[language]
  const named = authors.slice(0, 3).map(plainLine)
  if (authors.length < 4) return list(named.filter((name) => name !== ''))
  return paper.andOthers(named.slice(0, 2).join(', '), authors.length - 2)
}

/** A topic's name in a language. */
export function topicIn(language: Language, slug: string): string {
  const own = language === 'en' ? undefined : findTopic(slug)?.names?.[language]
  return catalogue[language].paper.topic(slug) ?? own ?? topicName(slug)
}

/** Our own names are never cut. A slug that the catalogue does not know may be anything. */
function shownTopic(language: Language, slug: string): string {
  return findTopic(slug) ? topicIn(language, slug) : shorten(slug, limits.unknownTopic)
}

function labelled(label: string, url: string | null): PaperText['links'] {
  return url ? [{ label, url }] : []
}

/** Mail clients warn of pictures from other addresses, or do not load them. */
function httpsUrl(value: string | null, maxBytes: number): string | null {
  const url = webUrl(value, maxBytes)
  return url?.startsWith('https:') ? url : null
}

/** Sources send anything as an address. What is no web address, or too long to mail, is left out. */
function webUrl(value: string | null, maxBytes: number): string | null {
  if (!value || !URL.canParse(value)) return null
  const { protocol, href } = new URL(value)
  return /^https?:$/.test(protocol) && encodedBytes(href) <= maxBytes ? href : null
}
