import { de } from './de.ts'
import { en } from './en.ts'
import type { Language, Words } from './locale.ts'
import { zh } from './zh.ts'

export const catalogue: Record<Language, Words> = { en, de, zh }
