import type { DigestFrame, DigestLinks, DigestProps } from '../../emails/digest-props.ts'
import type { CardSize, PaperCardProps } from '../../emails/paper-card.tsx'
import type { OwnLinks } from '../../emails/layout.tsx'
import { catalogue } from '../../emails/locales/catalogue.ts'
import type { Language, NotePlace } from '../store/schema.ts'
import { groupPicks } from './digest-groups.ts'
import { noteView } from './editor-note.ts'
import type { CardLinks, DigestInput, PickedPaper } from './digest-input.ts'
import { announce } from './digest-subject.ts'
import { paperCard } from './paper-view.ts'
import { calendarDay } from './calendar-day.ts'
import { plainLine } from './shorten.ts'

/** What decides all that is said around the papers but for a reader's own words. */
export type Setting = Omit<DigestInput, 'picks' | 'notes' | 'links'> & {
  links: Pick<DigestLinks, 'website' | 'digest' | 'how'>
  /** Of papers. */
  count: number
}

/** What hardly two readers share. Each may be empty. */
export type OwnWords = Pick<DigestProps, 'subject' | 'preheader'> & OwnLinks

/** With fewer papers, a list of them would only repeat them. */
const papersWithContents = 3

/** Everything that the digest says, for the HTML and the text alike. */
export function digestView(input: DigestInput): DigestProps {
  return {
    ...digestFrame(digestSetting(input), ownWords(input)),
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

export function digestSetting({ picks, notes: _notes, links, ...same }: DigestInput): Setting {
  const { website, digest, how } = links
  return { ...same, links: { website, digest, how }, count: picks.length }
}

export function ownWords(input: DigestInput): OwnWords {
  const { unsubscribe, preferences, why } = input.links
  return { ...announce(input), unsubscribe, preferences, why }
}

/** What stands around the papers. */
export function digestFrame(setting: Setting, own: OwnWords): DigestFrame {
  const { language, cadence, consideredCount, count, links } = setting
  const { subject, preheader, ...ownLinks } = own
  const { digest: words } = catalogue[language]
  return {
    language,
    brand: setting.brand,
    subject,
    preheader,
    ...calendarDay(language, setting.slot, setting.timeZone),
    headline: words.headline(cadence, count),
    lede: words.lede(consideredCount),
    notice: setting.isSample ? words.sample(setting.brand.name) : null,
    intro: setting.isFirst ? (setting.own ? words.introOwn : words.intro(cadence)) : [],
    hasContents: count >= papersWithContents,
    closing: words.closing(count),
    why: setting.own
      ? words.whyOwn({ file: setting.own.file && plainLine(setting.own.file) })
      : words.why(cadence, plainLine(new URL(links.website).host)),
    links: { ...links, ...ownLinks },
    postalAddress: setting.postalAddress && plainLine(setting.postalAddress),
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
