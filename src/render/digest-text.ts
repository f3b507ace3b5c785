import type { DigestProps } from '../../emails/digest.tsx'
import type { PaperCardProps } from '../../emails/paper-card.tsx'
import { address, lineWidth, wrap } from './wrap.ts'

const thinRule = '-'.repeat(lineWidth)
const thickRule = '='.repeat(lineWidth)

/**
 * The digest for those who read plain text: everything that the HTML says, with every address written out.
 *
 * Cards are made once for many readers. Head and tail are made for each message anew, so they must stay cheap.
 */
export function digestText(view: DigestProps): string {
  return [textHead(view), ...view.papers.map(cardText), textTail(view)].join('\n\n')
}

/** Depends on what stands around the papers, and not on them. */
export function textHead(view: Omit<DigestProps, 'papers'>): string {
  return [
    masthead(view),
    `${wrap(view.headline)}\n${wrap(view.lede)}`,
    ...(view.notice ? [wrap(view.notice)] : []),
  ].join('\n\n')
}

export function textTail(view: Omit<DigestProps, 'papers'>): string {
  return `${closing(view)}\n\n${footer(view)}\n`
}

/** One paper. As in the HTML, it does not know its place. */
export function cardText(paper: PaperCardProps): string {
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
    address('Read', paper.url),
    ...paper.links.map(({ label, url }) => address(label, url)),
    // On a line of its own in every case, so that the text around it is the same for everyone.
    `Less like this\n${paper.lessUrl}`,
  ]
  return lines.join('\n')
}

function masthead({ weekday, date }: Pick<DigestProps, 'weekday' | 'date'>): string {
  return `PAPERBOY${`${weekday}, ${date}`.padStart(lineWidth - 'PAPERBOY'.length)}\n${thickRule}`
}

function closing({
  closing: words,
  totals,
  links,
}: Pick<DigestProps, 'closing' | 'totals' | 'links'>): string {
  return [
    thickRule,
    '',
    wrap(words),
    wrap(totals),
    '',
    address('Full list', links.digest),
    address('Website', links.website),
  ].join('\n')
}

function footer({ why, links, postalAddress }: Pick<DigestProps, 'why' | 'links' | 'postalAddress'>): string {
  return [
    thinRule,
    '',
    wrap(why),
    '',
    address('Preferences', links.preferences),
    address('Unsubscribe', links.unsubscribe),
    address('Why this', links.why),
    ...(postalAddress ? ['', wrap(postalAddress)] : []),
  ].join('\n')
}
