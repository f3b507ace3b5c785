import { z } from 'zod'
import type { Cadence, Language } from '../store/schema.ts'
import { findTopic } from '../topics/catalogue.ts'
import { distinct, tidyPhrases } from './list-text.ts'
import { problemMessage } from './problems.ts'
import { knownTimeZone } from './time-zone.ts'

export const maxKeywords = 20
export const maxKeywordLength = 60
export const maxPapersLimit = 20
/** Authors, organisations and mutes: the lists grow by a click in a mail, so there is room. */
export const maxNames = 50
export const maxNameLength = 80
export const cadences = ['daily', 'weekdays', 'weekly'] as const satisfies readonly Cadence[]
export const languages = ['en', 'de', 'zh'] as const satisfies readonly Language[]

// Each schema checks a typed value and tidies it. To tidy a value again changes nothing. Messages name problems.

export const topicSlugs = z
  .array(z.string().trim().toLowerCase())
  .transform(distinct)
  .pipe(
    z.array(
      z.string().refine((slug) => findTopic(slug) !== undefined, {
        error: (issue) => problemMessage('unknown topic', shorten(String(issue.input))),
      }),
    ),
  )

/** A list that is longer by far is refused before each of its parts is tidied. */
const manyTimes = 10

export const keywords = z
  .array(z.string())
  .max(manyTimes * maxKeywords, problemMessage('too many keywords', maxKeywords))
  .transform(tidyPhrases)
  .pipe(
    z
      .array(z.string().max(maxKeywordLength, problemMessage('keyword too long', maxKeywordLength)))
      .max(maxKeywords, problemMessage('too many keywords', maxKeywords)),
  )

export const names = z
  .array(z.string())
  .max(manyTimes * maxNames, problemMessage('too many names', maxNames))
  .transform(tidyPhrases)
  .pipe(
    z
      .array(z.string().max(maxNameLength, problemMessage('name too long', maxNameLength)))
      .max(maxNames, problemMessage('too many names', maxNames)),
  )

export const yesOrNo = z.boolean(problemMessage('not yes or no'))
export const cadence = z.enum(cadences, problemMessage('unknown cadence'))
export const language = z.enum(languages, problemMessage('unknown language'))
export const hour = numberBetween(0, 23, problemMessage('not an hour'))
export const paperCount = numberBetween(
  1,
  maxPapersLimit,
  problemMessage('not a number of papers', maxPapersLimit),
)
export const dayOrNull = z.iso.date(problemMessage('not a day')).nullable()

export const timeZone = z.string().transform((name, context) => {
  const known = knownTimeZone(name)
  if (!known) context.addIssue(problemMessage('unknown time zone', shorten(name)))
  return known ?? z.NEVER
})

function numberBetween(min: number, max: number, problem: string) {
  return z.number(problem).int(problem).min(min, problem).max(max, problem)
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
