import type { DigestLinks, DigestProps } from '../../emails/digest.tsx'
import type { PaperCardProps } from '../../emails/paper-card.tsx'
import type { Candidate } from '../paper.ts'
import type { Cadence, Reason } from '../store/schema.ts'
import { paperCard } from './paper-view.ts'
import { cadencePhrases, calendarDay, grouped, list, numberInWords, papersCount } from './phrases.ts'
import { remember } from './remember.ts'
import { plainLine, shorten } from './shorten.ts'

/** One paper of a selection, with everything that the card shows. */
export type PickedPaper = { candidate: Candidate; reason: Reason }

export type DigestInput = {
  /** Best first; at least one. */
  picks: PickedPaper[]
  slot: Date
  /** The subscriber's, an IANA name: the date is theirs. */
  timeZone: string
  cadence: Cadence
  consideredCount: number
  /** The papers are made up, and the mail must say so. */
  isSample: boolean
  /** Absolute URLs. `digest` is the day on the web; with `less` begins each card's own link. */
  links: DigestLinks & { less: string }
  postalAddress: string | null
}

const subjectMaxChars = 78
const preheaderMaxChars = 120

/** Everything that the digest says, for the HTML and the text alike. */
export function digestView(input: DigestInput): DigestProps {
  return { ...digestFrame(input), papers: input.picks.map((pick) => cardProps(pick, input.links.less)) }
}

/** What stands around the papers. It is made for each message anew, so what is slow in here keeps its answers. */
export function digestFrame(input: DigestInput): Omit<DigestProps, 'papers'> {
  const count = input.picks.length
  return {
    subject: digestSubject(input.picks),
    preheader: digestPreheader(input.picks),
    ...calendarDay(input.slot, input.timeZone),
    headline: `${input.cadence === 'weekly' ? 'The week' : 'Today'} in ${numberInWords(count)} ${count === 1 ? 'paper' : 'papers'}`,
    lede: `Picked for you from ${papersCount(input.consideredCount)}.`,
    notice: input.isSample
      ? 'These papers are made up. This is a sample, to show what Paperboy sends.'
      : null,
    closing: count === 1 ? 'That’s the one.' : `That’s all ${numberInWords(count)}.`,
    totals: totals(input),
    why: why(input),
    links: input.links,
    postalAddress: input.postalAddress && plain(input.postalAddress),
  }
}

/** @param less what the card's own link begins with, the only thing in it that is the reader's own */
export function cardProps(pick: PickedPaper, less: string): PaperCardProps {
  // Ids may hold slashes; their colon may stand as it is.
  return {
    ...paperCard(pick),
    lessUrl: less + encodeURIComponent(pick.candidate.id).replaceAll('%3A', ':'),
  }
}

/** The first paper's title, and how many more there are: never the same twice, since a paper is mailed once. */
export function digestSubject(picks: PickedPaper[]): string {
  const more = picks.length - 1
  const rest = more > 0 ? ` and ${more} more ${more === 1 ? 'paper' : 'papers'}` : ''
  const title = shortTitle(picks[0], subjectMaxChars - rest.length)
  return `${title || 'A paper without a title'}${rest}`
}

/** What the subject did not say: the other titles, or what the only paper is about. */
function digestPreheader(picks: PickedPaper[]): string {
  const [first, ...others] = picks
  if (!first) return ''
  if (others.length === 0) return shorten(paperCard(first).summary, { chars: preheaderMaxChars })
  const titles = others.slice(0, 3).map((pick) => shortTitle(pick, 70))
  return shorten(`Also: ${titles.join(' · ')}`, { chars: preheaderMaxChars, bytes: 600 })
}

const shortened = remember(4000, (question) => {
  const space = question.indexOf(' ')
  return shorten(question.slice(space + 1), { chars: Number(question.slice(0, space)) })
})

function shortTitle(pick: PickedPaper | undefined, chars: number): string {
  return shortened(`${chars} ${pick?.candidate.title ?? ''}`)
}

const kinds = ['author', 'organization', 'topic', 'keyword', 'trending', 'outside'] as const
const reasonPhrases: Record<Reason['kind'], string> = {
  author: 'by people you follow',
  organization: 'from organisations you follow',
  topic: 'from topics you follow',
  keyword: 'for your keywords',
  trending: 'trending today',
  outside: 'from outside your topics',
}

function totals({ picks, consideredCount }: DigestInput): string {
  const share = `${papersCount(picks.length)} out of ${grouped(consideredCount)}`
  const groups = kinds.flatMap((kind) => {
    const count = picks.filter(({ reason }) => reason.kind === kind).length
    return count > 0 ? [{ count, phrase: reasonPhrases[kind] }] : []
  })
  const [only, second] = groups
  if (only && !second) return `${share}, ${only.count > 1 ? 'all ' : ''}${only.phrase}.`
  return `${share}: ${list(groups.map(({ count, phrase }) => `${count} ${phrase}`))}.`
}

function why({ cadence, links }: DigestInput): string {
  const site = hostOf(links.website)
  return `You get this mail ${cadencePhrases[cadence]} because you subscribed to Paperboy at ${site}.`
}

const plain = remember(100, plainLine)
const hostOf = remember(100, (url) => plainLine(new URL(url).host))
