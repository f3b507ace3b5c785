import type { LearnedTopic, MarkEffect } from '../../editions/mark-effects.ts'
import type { LearnedWords } from '../../marks/learned-words.ts'
import type { Pick } from '../../select/select.ts'
import type { TitledMark } from '../marks/list-page.tsx'

/** What is believed of a subscriber. */
export type ProfileView = {
  picks: Pick[]
  pausedUntil: string | null
  /** Opinions, the newest first. */
  marks: readonly TitledMark[]
  /** With what is saved. */
  allMarks: readonly TitledMark[]
  /** How many marks and seeds are learned from. */
  counted: number
  leftOut: readonly string[]
  /** By paper. */
  terms: ReadonlyMap<string, readonly string[]>
  effects: ReadonlyMap<string, MarkEffect>
  /** Null where nothing is learned, or learning is turned off. */
  learned: {
    confidence: number
    words: { up: LearnedWords[]; down: LearnedWords[] }
    topics: { up: LearnedTopic[]; down: LearnedTopic[] }
  } | null
}
