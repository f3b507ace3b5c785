import type { DigestProps, PaperGroup } from '../digest-props.ts'
import type { EditorNoteProps } from '../editor-note.tsx'
import type { CardSize } from '../paper-card.tsx'
import { paperboyBrand } from '../brand.ts'
import { catalogue } from '../locales/catalogue.ts'
import type { Cadence, Language } from '../locales/locale.ts'
import { previewLinks, previewPostalAddress } from './action-preview.ts'
import { firstWords, previewPapers, type PreviewCard } from './papers.ts'

type Variant = {
  language?: Language
  cadence?: Cadence
  papers?: PreviewCard[]
  isSample?: boolean
  isFirst?: boolean
  topNotes?: EditorNoteProps[]
  endNotes?: EditorNoteProps[]
}

const at = new Date('2026-05-20T05:00:00Z')

/** A digest as readers get it, for looking at the template. */
export function digestPreview(variant: Variant = {}): DigestProps {
  const { language = 'en', cadence = 'daily', isSample = false, isFirst = false } = variant
  const words = catalogue[language]
  const papers = variant.papers ?? previewPapers(language)
  const names = papers.map(({ name }) => name)
  return {
    language,
    brand: paperboyBrand,
    subject: words.digest.subject(names.slice(0, 2), Math.max(0, names.length - 2)),
    preheader: words.digest.preheader(names.slice(2, 5).join(' · ')),
    weekday: words.weekday(at, 'Europe/Berlin'),
    date: words.date(at, 'Europe/Berlin'),
    headline: words.digest.headline(cadence, papers.length),
    lede: words.digest.lede(143),
    notice: isSample ? words.digest.sample(paperboyBrand.name) : null,
    intro: isFirst ? words.digest.intro(cadence) : [],
    hasContents: papers.length > 2,
    groups: groupsOf(papers),
    topNotes: variant.topNotes ?? [],
    endNotes: variant.endNotes ?? [],
    closing: words.digest.closing(papers.length),
    why: words.digest.why(cadence, 'papers.example.org'),
    links: previewLinks,
    postalAddress: previewPostalAddress,
  }
}

function groupsOf(papers: PreviewCard[]): PaperGroup[] {
  const mediums = papers[0]?.figureUrl ? 1 : 2
  const sized = papers.map((paper, rank) => atSize(paper, sizeAt(rank, mediums)))
  return [...Map.groupBy(sized, ({ group }) => group)].map(([title, group]) => ({ title, papers: group }))
}

/** What the product leaves out at this size. */
function atSize(paper: PreviewCard, size: CardSize): PreviewCard {
  if (size === 'lead') return { ...paper, size }
  const smaller = { ...paper, size, byline: '', figureUrl: null }
  return size === 'medium' ? smaller : { ...smaller, links: [], summary: firstWords(paper.summary, 40) }
}

function sizeAt(rank: number, mediums: number): CardSize {
  return rank === 0 ? 'lead' : rank <= mediums ? 'medium' : 'small'
}
