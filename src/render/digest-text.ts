import type { DigestFrame, DigestProps } from '../../emails/digest-props.ts'
import type { EditorNoteProps } from '../../emails/editor-note.tsx'
import type { PaperText } from '../../emails/paper-card.tsx'
import { catalogue } from '../../emails/locales/catalogue.ts'
import { noteLines } from './editor-note.ts'
import { address, wrap } from './wrap.ts'

// Short, so that no telephone breaks them; and each `=` takes three bytes on its way.
const thinRule = '-'.repeat(24)
const thickRule = '='.repeat(24)

/**
 * The digest for those who read plain text: what the HTML says, with one address for each paper.
 *
 * Each reader's own addresses stand on lines of their own, so that the text around them is the same for everyone.
 */
export function digestText(view: DigestProps): string {
  const contents = view.hasContents ? view.groups.flatMap(({ papers }) => papers.map(contentsText)) : []
  const groups = view.groups.flatMap(({ title, papers }) => [groupText(title), ...papers.map(cardText)])
  return [
    textHead(view),
    ...view.topNotes.map(noteText),
    ...contents,
    textBetween,
    ...groups,
    ...view.endNotes.map(noteText),
    textTail(view),
  ].join('')
}

export function textHead(view: DigestFrame): string {
  const parts = [
    masthead(view),
    `${wrap(view.headline)}\n${wrap(view.lede)}`,
    ...(view.notice ? [wrap(view.notice)] : []),
    ...(view.intro.length > 0
      ? [[...view.intro.map(wrap), ...present(view.links.preferences)].join('\n')]
      : []),
    '',
  ]
  return parts.join('\n\n')
}

/** A note, before or after the papers. */
export function noteText(note: EditorNoteProps): string {
  return `${thinRule}\n${noteLines(note)}\n${thinRule}\n\n`
}

/** A paper's line in the list before the papers. */
export function contentsText({ name }: PaperText): string {
  return `${wrap(`* ${name}`)}\n`
}

/** Between the list and the papers. */
export const textBetween = '\n'

/** Above the papers that came for one reason. */
export function groupText(title: string): string {
  return `${thinRule}\n${wrap(title)}\n\n`
}

/** One paper. As in the HTML, it does not know its place. */
export function cardText(paper: PaperText): string {
  const lines = [
    ...(paper.reason ? [wrap(paper.reason)] : []),
    wrap(paper.title),
    ...(paper.byline ? [wrap(paper.byline)] : []),
    ...(paper.summary ? [wrap(paper.summary)] : []),
    paper.url,
  ]
  return `${lines.join('\n')}\n\n`
}

export function textTail(view: DigestFrame): string {
  return `${closing(view)}\n\n${footer(view)}\n`
}

function masthead({ language, brand, weekday, date }: DigestFrame): string {
  return `${brand.name.toUpperCase()}\n${catalogue[language].aroundDate(weekday).join(date)}\n${thickRule}`
}

function closing({ language, closing: last, links }: DigestFrame): string {
  const { digest, foot } = catalogue[language]
  return [
    thickRule,
    wrap(last),
    '',
    ...present(links.digest && `${digest.fullList}\n${links.digest}`),
    ...present(links.how && address(foot.how, links.how)),
    ...present(links.website && address(foot.website, links.website)),
  ].join('\n')
}

function footer({ language, brand, why, links, postalAddress }: DigestFrame): string {
  const { foot } = catalogue[language]
  return [
    thinRule,
    wrap(why),
    ...(links.unsubscribe === ''
      ? []
      : [
          '',
          ownAddress(foot.preferences, links.preferences),
          ownAddress(foot.unsubscribe, links.unsubscribe),
          ownAddress(foot.why, links.why),
        ]),
    ...(brand.footer ? ['', wrap(brand.footer)] : []),
    ...(postalAddress ? ['', wrap(postalAddress)] : []),
  ].join('\n')
}

function present(line: string): string[] {
  return line === '' ? [] : [line]
}

function ownAddress(label: string, url: string): string {
  return `${label}\n${url}`
}
