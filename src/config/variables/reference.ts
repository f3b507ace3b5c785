import { z } from 'zod'

/** What reads a variable: the parts of `paperboy start`, and `paperboy daily`, which has no parts. */
export type Reader = (typeof everyPart)[number] | 'daily'

export const everyPart = ['web', 'worker', 'scheduler', 'bounces'] as const

/** What docs/configuration.md, .env.example and README say of a variable beside what its schema knows. */
export type Reference = {
  /** In Markdown; links are relative to docs/. */
  description: string
  /** What its value looks like; limits of numbers and choices come from the schema. */
  format?: string
  /** What holds where it is not set and the schema has no default, in Markdown. */
  unset?: string
  /** Whose behaviour it changes. */
  readBy: readonly Reader[]
  /** A value that is accepted; null for keys and passwords, which nobody should copy. */
  example: string | null
}

/** Where the variables are described. A description belongs to one schema: `register` comes last. */
export const references = z.registry<Reference>()
