import type { DigestFrame, DigestProps } from '../../emails/digest-props.ts'
import type { CardSize, PaperCardProps } from '../../emails/paper-card.tsx'
import { catalogue } from '../../emails/locales/catalogue.ts'
import type { Language, NotePlace } from '../store/schema.ts'
import { groupPicks } from './digest-groups.ts'
import { noteView } from './editor-note.ts'
import type { CardLinks, DigestContent, DigestInput, PickedPaper } from './digest-input.ts'
import { announce } from './digest-subject.ts'
import { paperCard } from './paper-view.ts'
import { calendarDay } from './calendar-day.ts'
import { plainLine } from './shorten.ts'

/** What is said around the papers depends on this, and no more on who reads it. */
export type FrameInput = Omit<DigestInput, keyof DigestContent> &
  Pick<DigestContent, 'isSample'> &
  Pick<DigestProps, 'subject' | 'preheader'> & {
    /** Of papers. */
    count: number
  }

/** With fewer papers, a list of them would only repeat them. */
const papersWithContents = 3

/** Everything that the digest says, for the HTML and the text alike. */
export function digestView(input: DigestInput): DigestProps {
  return {
    ...digestFrame(frameInput(input)),
    groups: groupPicks(input.picks, input.language).map(({ title, papers }) => ({
      title,
      papers: papers.map((one) => cardProps(one, input)),
    })),
    topNotes: notesAt('top', input),
    endNotes: notesAt('end', input),
  }
}

function notesAt(place: NotePlace, { notes, language }: DigestInput): DigestProps['topNotes'] {
  return notes.filter((note) => note.place === place).map((note) => noteView(note, language))
}

export function frameInput(input: DigestInput): FrameInput {
  return { ...input, ...announce(input), count: input.picks.length }
}

/** What stands around the papers. */
export function digestFrame(input: FrameInput): DigestFrame {
  const { language, cadence, consideredCount, count, own, postalAddress } = input
  const { unsubscribe, preferences, why, website, digest, how } = input.links
  const { digest: words } = catalogue[language]
  return {
    language,
    brand: input.brand,
    subject: input.subject,
    preheader: input.preheader,
    ...calendarDay(language, input.slot, input.timeZone),
    headline: words.headline(cadence, count),
    lede: words.lede(consideredCount),
    notice: input.isSample ? words.sample(input.brand.name) : null,
    intro: input.isFirst ? (own ? words.introOwn : words.intro(cadence)) : [],
    hasContents: count >= papersWithContents,
    closing: words.closing(count),
    why: own
      ? words.whyOwn({ file: own.file && plainLine(own.file) })
      : words.why(cadence, plainLine(new URL(website).host)),
    links: { website, digest, how, unsubscribe, preferences, why },
    postalAddress: postalAddress && plainLine(postalAddress),
  }
}

/** The reader's own in a card is `links` alone, what the card's own links begin with. */
export function cardProps(
  { size, ...pick }: PickedPaper & { size: CardSize },
  { language, links }: { language: Language; links: CardLinks },
): PaperCardProps {
  // Ids may hold slashes; their colon may stand as it is.
  const id = encodeURIComponent(pick.candidate.id).replaceAll('%3A', ':')
  const url = (start: string) => start && start + id
  return { ...paperCard(pick, language, size), moreUrl: url(links.more), lessUrl: url(links.less) }
}
