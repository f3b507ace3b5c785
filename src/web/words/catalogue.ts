import type { Language } from '../../store/schema.ts'
import { de } from './de/words.ts'
import { en } from './en/words.ts'
import { zh } from './zh/words.ts'

/** Everything that pages say in one language, as English has it. What papers say of themselves stays as it is. */
export type PageWords = typeof en

export const pageWords: Record<Language, PageWords> = { en, de, zh }
