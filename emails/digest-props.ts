import type { MailBrand } from './brand.ts'
import type { EditorNoteProps } from './editor-note.tsx'
import type { OwnLinks } from './layout.tsx'
import type { Language } from './locales/locale.ts'
import type { PaperCardProps } from './paper-card.tsx'

export type DigestProps = DigestFrame & {
  /** In the order in which they are read; each has at least one paper. */
  groups: PaperGroup[]
  /** Before and after the papers; mostly none. */
  topNotes: EditorNoteProps[]
  endNotes: EditorNoteProps[]
}

/** Papers that came for the same reason. */
export type PaperGroup = {
  /** "Because you follow Robotics" */
  title: string
  papers: PaperCardProps[]
}

/** What stands around the papers. */
export type DigestFrame = {
  language: Language
  brand: MailBrand
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
  /** In the first mail: what will come, when, and how to change it; else empty. */
  intro: string[]
  /** Whether a list of all papers comes before them: one or two need none. */
  hasContents: boolean
  /** "That’s all eight." */
  closing: string
  why: string
  links: DigestLinks
  postalAddress: string | null
}

/** Absolute addresses; where there is no server, they are empty. `how` is the page on how papers are chosen. */
export type DigestLinks = OwnLinks & { website: string; digest: string; how: string }
