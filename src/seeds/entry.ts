import { z } from 'zod'
import { nameKey } from '../select/names.ts'
import { cleanLine, cleanPhrases } from '../sources/clean.ts'
import { maxNameLength } from '../subscribers/preference-schemas.ts'

/** A paper as a reader's list has it. What the list does not say is null or empty. */
export const SeedEntry = z.object({
  /** The line that it begins in, counted from 1; null where it comes from a library that the list names. */
  line: z.int().nullable(),
  /** What stands there, shortened, so that a reader knows which one is meant. */
  label: z.string(),
  /** As papers are known: of arXiv, or by a DOI. */
  id: z.string().nullable(),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  keywords: z.array(z.string()),
})
export type SeedEntry = z.infer<typeof SeedEntry>

/** A library or a list of works elsewhere, by a number that was checked. */
export const Lookup = z.object({
  kind: z.enum(['orcid', 'zotero users', 'zotero groups']),
  /** "0000-0002-1825-0097", or a number of Zotero's. */
  number: z.string(),
  line: z.int(),
})
export type Lookup = z.infer<typeof Lookup>

export const problemReasons = [
  'not understood',
  'unreadable',
  'broken entry',
  'nothing to know it by',
  'wrong check digit',
  'a Zotero page by name',
  'too many',
  'too many libraries',
  'unknown to arXiv',
  'unknown DOI',
  'unknown ORCID',
  'unknown library',
  'private library',
  'no papers there',
  'no answer',
  'no known words',
  'no room',
] as const

/** Why something of a list could not be used. */
export const SeedProblem = z.object({
  line: z.int().nullable(),
  label: z.string(),
  reason: z.enum(problemReasons),
  /** How many further ones it is so for. */
  more: z.int().optional(),
})
export type SeedProblem = z.infer<typeof SeedProblem>

/** What a list says. */
export type SeedList = { entries: SeedEntry[]; lookups: Lookup[]; problems: SeedProblem[] }

/** Of one list; a reader has no more seeds than these. */
export const mostEntries = 200
const mostAuthors = 30
const mostKeywords = 20

/** Cuts what an entry says to what is used of it, on single lines. */
export function toEntry(said: SeedEntry): SeedEntry {
  return {
    ...said,
    label: cleanLine(said.label, 80),
    title: cleanLine(said.title, 300),
    abstract: cleanLine(said.abstract, 3000),
    authors: cleanPhrases(said.authors, { count: mostAuthors, length: maxNameLength }).filter(
      (name) => nameKey(name) !== '',
    ),
    keywords: cleanPhrases(said.keywords, { count: mostKeywords, length: 60 }),
  }
}

/** "Lovelace, Ada" is "Ada Lovelace". */
export function inNaturalOrder(name: string): string {
  const [last = '', ...first] = name.split(',').map((part) => part.trim())
  return [...first.toReversed(), last].filter((part) => part !== '').join(' ')
}

/** Gathers what a list says. */
export type Collected = {
  add: (entry: SeedEntry) => void
  /** Whether there is no room for further entries: they are counted alone. */
  isFull: () => boolean
  /** Counts an entry that nobody needs to read, as there is no room. */
  skip: () => void
  problem: (problem: SeedProblem) => void
  list: () => SeedList
}

/** Collects what a list says, as far as there is room. */
export function collect(): Collected {
  const entries: SeedEntry[] = []
  const problems: SeedProblem[] = []
  const seen = new Set<string>()
  let moreEntries = 0
  let moreProblems = 0
  return {
    add: (said) => {
      if (said.id !== null && seen.has(said.id)) return
      if (said.id !== null) seen.add(said.id)
      if (entries.length < mostEntries) entries.push(toEntry(said))
      else moreEntries += 1
    },
    isFull: () => entries.length >= mostEntries,
    skip: () => {
      moreEntries += 1
    },
    problem: (problem) => {
      if (problems.length < mostEntries) problems.push({ ...problem, label: cleanLine(problem.label, 80) })
      else moreProblems += 1
    },
    list: () => {
      const last = problems.at(-1)
      if (moreProblems > 0 && last) problems[problems.length - 1] = { ...last, more: moreProblems }
      if (moreEntries > 0) problems.push({ line: null, label: '', reason: 'too many', more: moreEntries })
      return { entries, lookups: [], problems }
    },
  }
}
