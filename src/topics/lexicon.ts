import { languageCues } from './lexicon/language.ts'
import { machineCues } from './lexicon/machines.ts'
import { mediaCues } from './lexicon/media.ts'

/** Phrases that speak for a topic, written down from knowledge of the field; commas between them. */
export type Cues = {
  /** Enough by themselves in a title or among keywords. */
  strong: string
  /** Supporting: common in the topic's papers, but also elsewhere. */
  weak: string
}

/** Cues by topic slug. They compare by stem, so that one form of a phrase is enough. */
export const lexicon: Readonly<Record<string, Cues>> = { ...languageCues, ...machineCues, ...mediaCues }
