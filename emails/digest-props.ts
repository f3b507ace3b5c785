import type { OwnLinks } from './layout.tsx'
import type { Language } from './locales/locale.ts'
import type { PaperCardProps } from './paper-card.tsx'

export type DigestProps = {
  language: Language
  subject: string
  preheader: string
  weekday: string
  /** "20 May 2026" */
  date: string
  /** "Today in eight papers" */
  headline: string
  /** How many papers were considered. */
  lede: string
  /** For the digest of made-up papers. */
  notice: string | null
  papers: PaperCardProps[]
  /** Over the last paper, where that is from outside of the reader's topics. */
  discoveryTitle: string | null
  /** "That’s all eight." */
  closing: string
  totals: string
  why: string
  links: DigestLinks
  postalAddress: string | null
}

/** Absolute addresses. */
export type DigestLinks = OwnLinks & { website: string; digest: string }
