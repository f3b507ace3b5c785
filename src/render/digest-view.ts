import type { DigestLinks, DigestProps } from '../../emails/digest-props.ts'
import type { PaperCardProps } from '../../emails/paper-card.tsx'
import type { OwnLinks } from '../../emails/layout.tsx'
import { catalogue } from '../../emails/locales/catalogue.ts'
import type { Group } from '../../emails/locales/locale.ts'
import type { Candidate } from '../papers/paper.ts'
import { readable } from '../papers/latex.ts'
import type { Cadence, Language, Reason } from '../store/schema.ts'
import { paperCard } from './paper-view.ts'
import { calendarDay } from './calendar-day.ts'
import { memoize } from '../memoize.ts'
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
  language: Language
  consideredCount: number
  /** The papers are made up, and the mail must say so. */
  isSample: boolean
  /** Absolute URLs. `digest` is the day on the web; with `less` begins each card's own link. */
  links: DigestLinks & { less: string }
  postalAddress: string | null
}

const subjectMaxChars = 78
const preheaderMaxChars = 120

/** What decides all that is said around the papers but for a reader's own words. */
export type Setting = Omit<DigestInput, 'picks' | 'links'> & {
  links: Pick<DigestLinks, 'website' | 'digest'>
  /** Together as many as there are papers. */
  groups: Group[]
  endsWithDiscovery: boolean
}

/** What hardly two readers share. Each may be empty. */
export type OwnWords = Pick<DigestProps, 'subject' | 'preheader'> & OwnLinks

/** Everything that the digest says, for the HTML and the text alike. */
export function digestView(input: DigestInput): DigestProps {
  return {
    ...digestFrame(digestSetting(input), ownWords(input)),
    papers: input.picks.map((pick) => cardProps(pick, input)),
  }
}

export function digestSetting({ picks, links, ...same }: DigestInput): Setting {
  return {
    ...same,
    links: { website: links.website, digest: links.digest },
    groups: groupsOf(picks),
    endsWithDiscovery: picks.at(-1)?.reason.kind === 'discovery',
  }
}

export function ownWords({ picks, language, links }: DigestInput): OwnWords {
  const { unsubscribe, preferences, why } = links
  return {
    subject: digestSubject(picks, language),
    preheader: digestPreheader(picks, language),
    unsubscribe,
    preferences,
    why,
  }
}

/** What stands around the papers. */
export function digestFrame(setting: Setting, own: OwnWords): Omit<DigestProps, 'papers'> {
  const { language, cadence, consideredCount, groups, links } = setting
  const { subject, preheader, ...ownLinks } = own
  const { digest: words, reason } = catalogue[language]
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  return {
    language,
    subject,
    preheader,
    ...calendarDay(language, setting.slot, setting.timeZone),
    headline: words.headline(cadence, count),
    lede: words.lede(consideredCount),
    notice: setting.isSample ? words.sample : null,
    discoveryTitle: setting.endsWithDiscovery ? reason.discovery : null,
    closing: words.closing(count),
    totals: words.totals(count, consideredCount, groups),
    why: words.why(cadence, plainLine(new URL(links.website).host)),
    links: { ...links, ...ownLinks },
    postalAddress: setting.postalAddress && plainLine(setting.postalAddress),
  }
}

/** The reader's own in a card is `less` alone, what the card's own link begins with. */
export function cardProps(
  pick: PickedPaper,
  { language, links }: { language: Language; links: { less: string } },
): PaperCardProps {
  // Ids may hold slashes; their colon may stand as it is.
  const lessUrl = links.less + encodeURIComponent(pick.candidate.id).replaceAll('%3A', ':')
  return { ...paperCard(pick, language), lessUrl }
}

/** The first paper's title, and how many more there are: never the same twice, since a paper is mailed once. */
export function digestSubject(picks: PickedPaper[], language: Language): string {
  const { digest, paper } = catalogue[language]
  const more = picks.length - 1
  const chars = subjectMaxChars - digest.subject('', more).length
  return digest.subject(shortTitle(picks[0], chars) || paper.untitled, more)
}

/** What the subject did not say: the other titles, or what the only paper is about. */
function digestPreheader(picks: PickedPaper[], language: Language): string {
  const [first, ...others] = picks
  if (!first) return ''
  if (others.length === 0) return shorten(paperCard(first, language).summary, { chars: preheaderMaxChars })
  const titles = others.slice(0, 3).map((pick) => preheaderTitle(pick.candidate.title))
  return shortPreheader(catalogue[language].digest.preheader(titles.join(' · ')))
}

const shortPreheader = memoize(2000, (preheader: string) =>
  shorten(preheader, { chars: preheaderMaxChars, bytes: 600 }),
)

const preheaderTitle = memoize(2000, (title: string) => shorten(readable(title), { chars: 70 }))

const shortened = memoize(2000, (question: string) => {
  const space = question.indexOf(' ')
  return shorten(readable(question.slice(space + 1)), { chars: Number(question.slice(0, space)) })
})

function shortTitle(pick: PickedPaper | undefined, chars: number): string {
  return shortened(`${chars} ${pick?.candidate.title ?? ''}`)
}

const kinds = ['author', 'organization', 'topic', 'keyword', 'trending', 'discovery'] as const

/** A reader counts what is close to a keyword for it. */
function groupOf({ kind }: Reason): Group['kind'] {
  return kind === 'likeness' ? 'keyword' : kind
}

/** How many came for which kind of reason. */
function groupsOf(picks: PickedPaper[]): Group[] {
  return kinds.flatMap((kind) => {
    const count = picks.filter(({ reason }) => groupOf(reason) === kind).length
    return count > 0 ? [{ kind, count }] : []
  })
}
