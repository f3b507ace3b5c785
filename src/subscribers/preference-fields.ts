import type { z } from 'zod'
import { splitList } from './list-text.ts'
import {
  cadence,
  dayOrNull,
  hour,
  keywords,
  language,
  names,
  paperCount,
  timeZone,
  topicSlugs,
  yesOrNo,
} from './preference-schemas.ts'

/** One preference: what the table, forms, CSV files and command lines need to know of it. */
type Field<Column extends string, Schema extends z.ZodType> = {
  /** In the table `subscribers`, with its type there. */
  column: Column
  sqlType: 'text[]' | 'text' | 'boolean' | 'smallint' | 'date'
  /** The column of a CSV file: written under the first name, read under all. */
  csv: readonly [string, ...string[]]
  /** A command-line flag. Without an argument it is a yes, and `--no-…` the no. */
  flag: { name: string; argument?: string; help: string }
  /** Checks and tidies a typed value. A list is an array of texts. */
  schema: Schema
  /** From one text to what `schema` checks: for single values that are not texts. */
  read?: (text: string) => unknown
  /** From the texts that a form posted under the field's name. Undefined: the field was not on the form. */
  readForm: (texts: readonly string[] | undefined) => string[] | string | undefined
  default: z.output<Schema>
  /** A catalogue lists the values. It changes with versions and platforms, so an older value may be unknown. */
  isFromCatalogue?: true
}

function field<const Column extends string, Schema extends z.ZodType>(
  of: Field<Column, Schema>,
): Field<Column, Schema> {
  return of
}

/**
 * Every preference, in the order of CSV columns and flags. To add one: an entry here, its column in a migration (and in
 * `SubscribersTable`), and its field on the form.
 */
export const preferenceFields = {
  topics: field({
    column: 'topics',
    sqlType: 'text[]',
    csv: ['topics'],
    flag: { name: 'topics', argument: '<slugs>', help: 'separated by commas, like agents,robotics' },
    schema: topicSlugs,
    readForm: boxes,
    default: [],
    isFromCatalogue: true,
  }),
  keywords: field({
    column: 'keywords',
    sqlType: 'text[]',
    csv: ['keywords'],
    flag: { name: 'keywords', argument: '<phrases>', help: 'found side by side, in any inflection' },
    schema: keywords,
    readForm: commaList,
    default: [],
  }),
  authors: field({
    column: 'authors',
    sqlType: 'text[]',
    csv: ['authors'],
    flag: { name: 'authors', argument: '<names>', help: 'people whose papers always match' },
    schema: names,
    readForm: commaList,
    default: [],
  }),
  organizations: field({
    column: 'organizations',
    sqlType: 'text[]',
    csv: ['organizations'],
    flag: { name: 'organizations', argument: '<names>', help: 'whose papers always match' },
    schema: names,
    readForm: commaList,
    default: [],
  }),
  mutedTopics: field({
    column: 'muted_topics',
    sqlType: 'text[]',
    csv: ['muted_topics'],
    flag: { name: 'mute-topics', argument: '<slugs>', help: 'topics that never come' },
    schema: topicSlugs,
    readForm: boxesWithHiddenEmpty,
    default: [],
    isFromCatalogue: true,
  }),
  mutedKeywords: field({
    column: 'muted_keywords',
    sqlType: 'text[]',
    csv: ['muted_keywords'],
    flag: { name: 'mute-keywords', argument: '<phrases>', help: 'phrases that never come' },
    schema: names,
    readForm: commaList,
    default: [],
  }),
  /** Of people and organisations alike. */
  mutedAuthors: field({
    column: 'muted_authors',
    sqlType: 'text[]',
    csv: ['muted_authors'],
    flag: { name: 'mute-authors', argument: '<names>', help: 'people and organisations that never come' },
    schema: names,
    readForm: commaList,
    default: [],
  }),
  /** Whether the last place may go to what is popular outside the topics. The column has an older name. */
  withDiscovery: field({
    column: 'with_outside',
    sqlType: 'boolean',
    csv: ['discovery', 'outside'],
    flag: { name: 'discovery', help: 'the last place may go to what is popular outside the topics' },
    schema: yesOrNo,
    read: (text) => ({ yes: true, no: false })[text.toLowerCase()] ?? text,
    readForm: lastText,
    default: false,
  }),
  /** Whether a line comes once a week, when nothing matched. */
  withQuietMail: field({
    column: 'with_quiet_mail',
    sqlType: 'boolean',
    csv: ['quiet_mail'],
    flag: { name: 'quiet-mail', help: 'a line once a week, when nothing matched' },
    schema: yesOrNo,
    read: (text) => ({ yes: true, no: false })[text.toLowerCase()] ?? text,
    readForm: lastText,
    default: false,
  }),
  /** Whether the papers that they mark change what comes. */
  withLearning: field({
    column: 'with_learning',
    sqlType: 'boolean',
    csv: ['learning'],
    flag: { name: 'learning', help: 'papers that they mark change what comes' },
    schema: yesOrNo,
    read: (text) => ({ yes: true, no: false })[text.toLowerCase()] ?? text,
    readForm: lastText,
    default: true,
  }),
  cadence: field({
    column: 'cadence',
    sqlType: 'text',
    csv: ['cadence'],
    flag: { name: 'cadence', argument: '<daily|weekdays|weekly>', help: 'how often' },
    schema: cadence,
    read: (text) => text.toLowerCase(),
    readForm: lastText,
    default: 'daily',
  }),
  hour: field({
    column: 'hour',
    sqlType: 'smallint',
    csv: ['hour'],
    flag: { name: 'hour', argument: '<0-23>', help: 'when to mail, in their time zone' },
    schema: hour,
    read: wholeNumber,
    readForm: lastText,
    default: 7,
  }),
  timeZone: field({
    column: 'time_zone',
    sqlType: 'text',
    csv: ['time_zone'],
    flag: { name: 'time-zone', argument: '<zone>', help: 'like Europe/Berlin' },
    schema: timeZone,
    readForm: lastText,
    default: 'UTC',
    isFromCatalogue: true,
  }),
  maxPapers: field({
    column: 'max_papers',
    sqlType: 'smallint',
    csv: ['max'],
    flag: { name: 'max', argument: '<1-20>', help: 'how many papers at most' },
    schema: paperCount,
    read: wholeNumber,
    readForm: lastText,
    default: 8,
  }),
  /** Of the mails. */
  language: field({
    column: 'language',
    sqlType: 'text',
    csv: ['language'],
    flag: { name: 'language', argument: '<en|de|zh>', help: 'of the mails' },
    schema: language,
    read: (text) => text.toLowerCase(),
    readForm: lastText,
    default: 'en',
    isFromCatalogue: true,
  }),
  /** The first day on which mail comes again, or null. */
  pausedUntil: field({
    column: 'paused_until',
    sqlType: 'date',
    csv: ['paused_until'],
    flag: { name: 'paused-until', argument: '<day>', help: 'the first day on which mail comes again' },
    schema: dayOrNull,
    readForm: lastText,
    default: null,
  }),
}

/** Boxes that are not ticked are not posted, so none means none. */
function boxes(texts: readonly string[] | undefined): string[] {
  return [...(texts ?? [])]
}

/** An empty text is posted along, to tell a form without ticks from one without the field. */
function boxesWithHiddenEmpty(texts: readonly string[] | undefined): string[] | undefined {
  return texts && [...texts]
}

function commaList(texts: readonly string[] | undefined): string[] | undefined {
  return texts && splitList(texts[0] ?? '')
}

/** A box comes after a hidden "no", and only if it is ticked. */
function lastText(texts: readonly string[] | undefined): string | undefined {
  return texts?.at(-1)
}

function wholeNumber(text: string): unknown {
  return /^\d{1,3}$/.test(text) ? Number(text) : text
}
