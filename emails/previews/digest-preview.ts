import type { DigestProps } from '../digest-props.ts'
import type { PaperCardProps } from '../paper-card.tsx'
import { catalogue } from '../locales/catalogue.ts'
import type { Cadence, Language } from '../locales/locale.ts'
import { previewLinks, previewPostalAddress } from './action-preview.ts'
import { previewGroups, previewPapers } from './papers.ts'

type Variant = { language?: Language; cadence?: Cadence; papers?: PaperCardProps[]; isSample?: boolean }

const at = new Date('2026-05-20T05:00:00Z')

/** A digest as readers get it, for looking at the template. */
export function digestPreview(variant: Variant = {}): DigestProps {
  const { language = 'en', cadence = 'daily', isSample = false } = variant
  const words = catalogue[language]
  const papers = variant.papers ?? previewPapers(language)
  const [first, ...others] = papers.map(({ title }) => title)
  const groups = variant.papers ? [{ kind: 'topic' as const, count: papers.length }] : previewGroups
  return {
    language,
    subject: words.digest.subject(first ?? '', others.length),
    preheader: words.digest.preheader(others.slice(0, 3).join(' · ')),
    weekday: words.weekday(at, 'Europe/Berlin'),
    date: words.date(at, 'Europe/Berlin'),
    headline: words.digest.headline(cadence, papers.length),
    lede: words.digest.lede(143),
    notice: isSample ? words.digest.sample : null,
    papers,
    discoveryTitle: papers.at(-1)?.reason === words.reason.upvoted ? words.reason.discovery : null,
    closing: words.digest.closing(papers.length),
    totals: words.digest.totals(papers.length, 143, groups),
    why: words.digest.why(cadence, 'papers.example.org'),
    links: previewLinks,
    postalAddress: previewPostalAddress,
  }
}
