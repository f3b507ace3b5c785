import { z } from 'zod'
import type { Cadence, Language } from '../store/schema.ts'
import { findTopic, topicName } from '../topics/catalogue.ts'
import { knownTimeZone } from './time-zone.ts'

export const maxKeywords = 20
export const maxKeywordLength = 60
export const maxPapersLimit = 20
/** Authors, organisations and mutes: the lists grow by a click in a mail, so there is room. */
export const maxNames = 50
export const maxNameLength = 80
export const cadences = ['daily', 'weekdays', 'weekly'] as const satisfies readonly Cadence[]
export const languages = ['en', 'de', 'zh'] as const satisfies readonly Language[]

/** A whole number from `min` to `max`, written as text. */
const numberBetween = (min: number, max: number, problem: string) =>
  z
    .string()
    .regex(/^\d{1,3}$/, problem)
    .transform(Number)
    .refine((value) => value >= min && value <= max, problem)

const topicSlugs = z.array(
  z
    .string()
    .toLowerCase()
    .refine((slug) => findTopic(slug) !== undefined, {
      error: (issue) => `There is no topic “${shorten(String(issue.input))}”.`,
    }),
)

const names = z
  .array(z.string().max(maxNameLength, `A name can have ${maxNameLength} characters at most.`))
  .max(maxNames, `There can be ${maxNames} of them at most.`)

/** What a subscriber chose, from the texts that forms, command lines and CSV files hold. */
const Preferences = z.object({
  topics: topicSlugs,
  keywords: z
    .array(z.string().max(maxKeywordLength, `A keyword can have ${maxKeywordLength} characters at most.`))
    .max(maxKeywords, `There can be ${maxKeywords} keywords at most.`),
  authors: names,
  organizations: names,
  mutedTopics: topicSlugs,
  mutedKeywords: names,
  /** Of people and organisations alike. */
  mutedAuthors: names,
  /** Whether the last place may go to what is popular outside of the topics. */
  withDiscovery: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['yes', 'no'], 'Say yes or no.'))
    .transform((answer) => answer === 'yes'),
  cadence: z.enum(cadences, 'Choose daily, weekdays or weekly.'),
  hour: numberBetween(0, 23, 'Choose an hour from 0 to 23.'),
  timeZone: z.string().transform((name, context) => {
    const known = knownTimeZone(name)
    if (!known) context.addIssue(`There is no time zone “${shorten(name)}”. Choose one like Europe/Berlin.`)
    return known ?? z.NEVER
  }),
  maxPapers: numberBetween(1, maxPapersLimit, `Choose from 1 to ${maxPapersLimit} papers.`),
  /** Of the mails. */
  language: z.enum(languages, 'Choose en, de or zh.'),
  /** The first day on which mail comes again, or null. */
  pausedUntil: z.iso.date('Write a day, like 2026-05-31.').nullable(),
})
export type Preferences = z.infer<typeof Preferences>
const GivenPreferences = Preferences.partial()
const Field = Preferences.keyof()

export const defaultPreferences: Readonly<Preferences> = {
  topics: [],
  keywords: [],
  authors: [],
  organizations: [],
  mutedTopics: [],
  mutedKeywords: [],
  mutedAuthors: [],
  withDiscovery: true,
  cadence: 'daily',
  hour: 7,
  timeZone: 'UTC',
  maxPapers: 8,
  language: 'en',
  pausedUntil: null,
}

/** Preferences as they were typed. What is left out or empty was not given. */
export type PreferenceInput = { [Field in keyof Preferences]?: PreferenceText<Field> | undefined }
type PreferenceText<Field extends keyof Preferences> = Preferences[Field] extends string[] ? string[] : string

/** What is wrong, in words, by field. */
export type PreferenceProblems = { [Field in keyof Preferences]?: string }

export type Parsed<Value> = { ok: true; preferences: Value } | { ok: false; problems: PreferenceProblems }

/** Reads a whole set of preferences; what was not given takes its default. */
export function parsePreferences(input: PreferenceInput): Parsed<Preferences> {
  const parsed = parseGivenPreferences(input)
  return parsed.ok ? { ok: true, preferences: { ...defaultPreferences, ...parsed.preferences } } : parsed
}

/** Reads only what was given, for a change to a subscriber who keeps the rest. */
export function parseGivenPreferences(input: PreferenceInput): Parsed<Partial<Preferences>> {
  const parsed = GivenPreferences.safeParse(tidy(input))
  const problems: PreferenceProblems = {}
  if (parsed.success) {
    const { topics = [], mutedTopics = [] } = parsed.data
    const both = topics.find((topic) => mutedTopics.includes(topic))
    if (!both) return { ok: true, preferences: dropUndefined(parsed.data) }
    return { ok: false, problems: { mutedTopics: `${topicName(both)} cannot be both chosen and muted.` } }
  }
  for (const issue of parsed.error.issues) {
    const field = Field.parse(issue.path[0])
    problems[field] ??= issue.message
  }
  return { ok: false, problems }
}

/** The preferences as a form shows them. */
export function toInput(preferences: Preferences): PreferenceInput {
  return {
    ...preferences,
    withDiscovery: preferences.withDiscovery ? 'yes' : 'no',
    hour: String(preferences.hour),
    maxPapers: String(preferences.maxPapers),
    pausedUntil: preferences.pausedUntil ?? '',
  }
}

/** What was given anew over what there was before. */
export function overlay(before: PreferenceInput, given: PreferenceInput): PreferenceInput {
  return { ...before, ...dropUndefined(given) }
}

/** The parts of a text that lists several: by commas on forms and command lines, by ; or | inside a CSV cell. */
export function splitList(text: string): string[] {
  return text
    .split(/[,;|\n]/)
    .map(oneLine)
    .filter((part) => part !== '')
}

function tidy(input: PreferenceInput): PreferenceInput {
  return dropUndefined({
    topics: input.topics && distinct(input.topics),
    keywords: phrases(input.keywords),
    authors: phrases(input.authors),
    organizations: phrases(input.organizations),
    mutedTopics: input.mutedTopics && distinct(input.mutedTopics),
    mutedKeywords: phrases(input.mutedKeywords),
    mutedAuthors: phrases(input.mutedAuthors),
    withDiscovery: given(input.withDiscovery),
    cadence: given(input.cadence),
    hour: given(input.hour),
    timeZone: given(input.timeZone),
    maxPapers: given(input.maxPapers),
    language: given(input.language),
    pausedUntil: given(input.pausedUntil),
  })
}

/** Without what separates them on forms and in CSV cells, so that a list that is written out is read the same. */
function phrases(texts: string[] | undefined): string[] | undefined {
  return texts && distinct(texts.map((text) => oneLine(text.normalize('NFC').replace(/[,;|]/g, ' '))))
}

function given(text: string | undefined): string | undefined {
  return text?.trim() || undefined
}

/** Without empty ones, and without those that differ only in case. */
function distinct(values: string[]): string[] {
  const byKey = new Map<string, string>()
  for (const value of values) {
    const key = value.toLowerCase()
    if (key !== '' && !byKey.has(key)) byKey.set(key, value)
  }
  return [...byKey.values()]
}

/** Keywords end up in mails: no line breaks, and nothing that cannot be seen. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function dropUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> }
}
