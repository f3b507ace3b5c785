import type { DigestProps } from '../../emails/digest-props.ts'
import type { PaperCardProps } from '../../emails/paper-card.tsx'
import { catalogue } from '../../emails/locales/catalogue.ts'
import { address, wrap } from './wrap.ts'

// Short, so that no telephone breaks them; and each `=` takes three bytes on its way.
const thinRule = '-'.repeat(24)
const thickRule = '='.repeat(24)

/**
 * The digest for those who read plain text: everything that the HTML says, with every address written out.
 *
 * Each reader's own addresses stand on lines of their own, so that the text around them is the same for everyone.
 */
export function digestText(view: DigestProps): string {
  const cards = view.papers.map(cardText)
  const last = cards.pop() ?? ''
  return [textHead(view), ...cards, textBeforeLast(view) + last, textTail(view)].join('\n\n')
}

/** Depends on what stands around the papers, and not on them. */
export function textHead(view: Omit<DigestProps, 'papers'>): string {
  return [
    masthead(view),
    `${wrap(view.headline)}\n${wrap(view.lede)}`,
    ...(view.notice ? [wrap(view.notice)] : []),
  ].join('\n\n')
}

/** What sets the last paper apart from the others; may be empty. */
export function textBeforeLast({ discoveryTitle }: Pick<DigestProps, 'discoveryTitle'>): string {
  return discoveryTitle ? `${thickRule}\n\n${wrap(discoveryTitle)}\n\n` : ''
}

export function textTail(view: Omit<DigestProps, 'papers'>): string {
  return `${closing(view)}\n\n${footer(view)}\n`
}

/** One paper. As in the HTML, it does not know its place. */
export function cardText(paper: PaperCardProps): string {
  const words = catalogue[paper.language].paper
  const lines = [
    thinRule,
    '',
    wrap(paper.reason),
    '',
    wrap(paper.title),
    ...(paper.byline ? [wrap(paper.byline)] : []),
    ...(paper.summary ? ['', wrap(paper.summary)] : []),
    '',
    ...(paper.details.length > 0 ? [wrap(paper.details.join(' · '))] : []),
    address(words.read, paper.url),
    ...paper.links.map(({ label, url }) => address(label, url)),
    ownAddress(words.less, paper.lessUrl),
  ]
  return lines.join('\n')
}

function masthead({ language, weekday, date }: Pick<DigestProps, 'language' | 'weekday' | 'date'>): string {
  return `PAPERBOY\n${weekday}${catalogue[language].afterWeekday}${date}\n${thickRule}`
}

function closing(view: Pick<DigestProps, 'language' | 'closing' | 'totals' | 'links'>): string {
  const { digest, foot } = catalogue[view.language]
  return [
    thickRule,
    '',
    wrap(view.closing),
    wrap(view.totals),
    '',
    `${digest.fullList}\n${view.links.digest}`,
    address(foot.website, view.links.website),
  ].join('\n')
}

type Foot = Pick<DigestProps, 'language' | 'why' | 'links' | 'postalAddress'>

function footer({ language, why, links, postalAddress }: Foot): string {
  const { foot } = catalogue[language]
  return [
    thinRule,
    '',
    wrap(why),
    '',
    ownAddress(foot.preferences, links.preferences),
    ownAddress(foot.unsubscribe, links.unsubscribe),
    ownAddress(foot.why, links.why),
    ...(postalAddress ? ['', wrap(postalAddress)] : []),
  ].join('\n')
}

function ownAddress(label: string, url: string): string {
  return `${label}\n${url}`
}
