import type { Cues } from './lexicon/cues.ts'
import { languageCues } from './lexicon/language.ts'
import { machineCues } from './lexicon/machines.ts'
import { mediaCues } from './lexicon/media.ts'

/** Cues by topic slug. They compare by stem, so that one form of a phrase is enough. */
export const lexicon: Readonly<Record<string, Cues>> = { ...languageCues, ...machineCues, ...mediaCues }
