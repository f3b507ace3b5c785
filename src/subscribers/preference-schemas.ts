import { z } from 'zod'
import type { Cadence, Language } from '../store/schema.ts'
import { findTopic } from '../topics/catalogue.ts'
import { distinct, tidyPhrases } from './list-text.ts'
import { knownTimeZone } from './time-zone.ts'

export const maxKeywords = 20
export const maxKeywordLength = 60
export const maxPapersLimit = 20
/** Authors, organisations and mutes: the lists grow by a click in a mail, so there is room. */
export const maxNames = 50
export const maxNameLength = 80
export const cadences = ['daily', 'weekdays', 'weekly'] as const satisfies readonly Cadence[]
export const languages = ['en', 'de', 'zh'] as const satisfies readonly Language[]

// Each schema checks a typed value and tidies it. To tidy a value again changes nothing.

export const topicSlugs = z
  .array(z.string().trim().toLowerCase())
  .transform(distinct)
  .pipe(
    z.array(
      z.string().refine((slug) => findTopic(slug) !== undefined, {
        error: (issue) => `There is no topic “${shorten(String(issue.input))}”.`,
      }),
    ),
  )

export const keywords = z
  .array(z.string())
  .transform(tidyPhrases)
  .pipe(
    z
      .array(z.string().max(maxKeywordLength, `A keyword can have ${maxKeywordLength} characters at most.`))
      .max(maxKeywords, `There can be ${maxKeywords} keywords at most.`),
  )

export const names = z
  .array(z.string())
  .transform(tidyPhrases)
  .pipe(
    z
      .array(z.string().max(maxNameLength, `A name can have ${maxNameLength} characters at most.`))
      .max(maxNames, `There can be ${maxNames} of them at most.`),
  )

export const yesOrNo = z.boolean('Say yes or no.')
export const cadence = z.enum(cadences, 'Choose daily, weekdays or weekly.')
export const language = z.enum(languages, 'Choose en, de or zh.')
export const hour = numberBetween(0, 23, 'Choose an hour from 0 to 23.')
export const paperCount = numberBetween(1, maxPapersLimit, `Choose from 1 to ${maxPapersLimit} papers.`)
export const dayOrNull = z.iso.date('Write a day, like 2026-05-31.').nullable()

export const timeZone = z.string().transform((name, context) => {
  const known = knownTimeZone(name)
  if (!known) context.addIssue(`There is no time zone “${shorten(name)}”. Choose one like Europe/Berlin.`)
  return known ?? z.NEVER
})

function numberBetween(min: number, max: number, problem: string) {
  return z.number(problem).int(problem).min(min, problem).max(max, problem)
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
