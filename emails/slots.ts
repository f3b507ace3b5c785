import type { ComponentType } from 'react'
import { DigestFooter } from './digest-footer.tsx'
import type { DigestFrame } from './digest-props.ts'
import { EditorNote, type EditorNoteProps } from './editor-note.tsx'
import { Layout, type LayoutProps } from './layout.tsx'
import {
  ContentsRow,
  GroupHead,
  PaperCard,
  type GroupHeadProps,
  type PaperCardProps,
  type PaperText,
} from './paper-card.tsx'

/** The components that an operator may replace, each by a file of its name. */
export type Slots = {
  /** The frame of every mail to a reader: head, masthead, content, footer. */
  Layout: ComponentType<LayoutProps>
  /** The small print of a digest. It must have the link to unsubscribe. */
  DigestFooter: ComponentType<DigestFrame>
  /** A paper in the list before the papers: rows of a table with one column. */
  ContentsRow: ComponentType<PaperText>
  /** Why the papers below it are here: rows of a table with three columns. */
  GroupHead: ComponentType<GroupHeadProps>
  /** A paper, likewise. It must have the links `moreUrl` and `lessUrl`, once each. */
  PaperCard: ComponentType<PaperCardProps>
  EditorNote: ComponentType<EditorNoteProps>
}

/** Those in use: templates take them from here when they render. */
export const slots: Slots = { Layout, DigestFooter, ContentsRow, GroupHead, PaperCard, EditorNote }

export const slotFiles: Readonly<Record<string, keyof Slots>> = {
  'layout.tsx': 'Layout',
  'digest-footer.tsx': 'DigestFooter',
  'contents-row.tsx': 'ContentsRow',
  'group-head.tsx': 'GroupHead',
  'paper-card.tsx': 'PaperCard',
  'editor-note.tsx': 'EditorNote',
}

const shipped: Slots = { ...slots }

/** Puts an operator's components in place of ours, for the whole process; what is left out is ours again. */
export function replaceSlots(own: Partial<Slots>): void {
  Object.assign(slots, shipped, own)
}
