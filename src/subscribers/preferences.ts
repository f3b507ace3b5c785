import type { z } from 'zod'
import { preferenceFields } from './preference-fields.ts'
import { readProblem, type Problem } from './problems.ts'

type Fields = typeof preferenceFields
export type FieldName = keyof Fields

/** What a subscriber chose. */
export type Preferences = { [Name in FieldName]: z.output<Fields[Name]['schema']> }

/** Preferences as texts, of forms, command lines and CSV files. What is left out or empty was not given. */
export type PreferenceInput = { [Name in FieldName]?: PreferenceText<Name> | undefined }
type PreferenceText<Name extends FieldName> = Preferences[Name] extends string[] ? string[] : string

/** What is wrong, by field. */
export type PreferenceProblems = { [Name in FieldName]?: Problem }

export type Parsed<Value> = { ok: true; preferences: Value } | { ok: false; problems: PreferenceProblems }

/** A value that was given or stored, and cannot be kept. */
export type LeftOut = { field: FieldName; value: string; why: string }

export const fieldNames = Object.keys(preferenceFields) as FieldName[]

export const defaultPreferences: Readonly<Preferences> = mapFields((name) => preferenceFields[name].default)

/** Reads a whole set of preferences; what was not given takes its default. */
export function parsePreferences(input: PreferenceInput): Parsed<Preferences> {
  const parsed = parseGivenPreferences(input)
  return parsed.ok ? { ok: true, preferences: { ...defaultPreferences, ...parsed.preferences } } : parsed
}

/** Reads only what was given, for a change to a subscriber who keeps the rest. */
export function parseGivenPreferences(input: PreferenceInput): Parsed<Partial<Preferences>> {
  return check(readTexts(input))
}

/**
 * Reads what was given in a list of people. A topic, time zone or language that is not known (any more) is left out
 * instead of refused, so that nobody is lost for it.
 */
export function parseListedPreferences(
  input: PreferenceInput,
): Parsed<Partial<Preferences>> & { leftOut: LeftOut[] } {
  const values = readTexts(input)
  const leftOut: LeftOut[] = []
  for (const name of fieldNames) {
    if (!preferenceFields[name].isFromCatalogue || values[name] === undefined) continue
    const known = keepKnown(name, values[name])
    leftOut.push(...known.leftOut)
    // A list of which nothing is left says nothing.
    const isEmptied = Array.isArray(known.value) && known.value.length === 0 && known.leftOut.length > 0
    values[name] = isEmptied ? undefined : known.value
  }
  leftOut.push(...dropMuted(values))
  return { ...check(values), leftOut }
}

/** Checks and tidies a whole set of typed preferences. */
export function checkPreferences(preferences: Preferences): Parsed<Preferences> {
  const checked = check(preferences)
  return checked.ok ? { ok: true, preferences: { ...preferences, ...checked.preferences } } : checked
}

/**
 * Stored preferences as far as they are still valid: a topic may be retired, a time zone dropped by the platform. What
 * is not takes its default, and a muted topic counts as not chosen.
 */
export function knownPreferences(stored: Preferences): { preferences: Preferences; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = []
  const preferences = mapFields((name) => {
    const known = keepKnown(name, stored[name])
    leftOut.push(...known.leftOut)
    return known.value === undefined ? preferenceFields[name].default : known.value
  })
  leftOut.push(...dropMuted(preferences))
  return { preferences, leftOut }
}

/** The preferences as a form or a CSV file shows them. */
export function toInput(preferences: Preferences): PreferenceInput {
  return collectInput((name) => textOf(preferences[name]))
}

/** Collects the text of every field, undefined where it was not given. */
export function collectInput(read: (name: FieldName) => string[] | string | undefined): PreferenceInput {
  return Object.fromEntries(fieldNames.map((name) => [name, read(name)]))
}

/** Whether a field is a list of texts, and not one text. */
export function isListField(name: FieldName): boolean {
  return Array.isArray(preferenceFields[name].default)
}

/** What was given anew over what there was before. */
export function overlay(before: PreferenceInput, given: PreferenceInput): PreferenceInput {
  return collectInput((name) => given[name] ?? before[name])
}

type Values = { [Name in FieldName]?: unknown }

function readTexts(input: PreferenceInput): Values {
  const values: Values = {}
  for (const name of fieldNames) {
    const given = input[name]
    if (given === undefined || Array.isArray(given)) values[name] = given
    else if (given.trim() !== '') values[name] = (preferenceFields[name].read ?? String)(given.trim())
  }
  return values
}

function check(values: Values): Parsed<Partial<Preferences>> {
  const problems: PreferenceProblems = {}
  const checked: Values = {}
  for (const name of fieldNames) {
    if (values[name] === undefined) continue
    const parsed = preferenceFields[name].schema.safeParse(values[name])
    if (parsed.success) checked[name] = parsed.data
    else problems[name] = readProblem(parsed.error.issues[0]?.message)
  }
  // Each value has passed the schema of its name.
  const preferences = checked as Partial<Preferences>
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  const both = preferences.topics?.find((topic) => preferences.mutedTopics?.includes(topic))
  if (!both) return { ok: true, preferences }
  return { ok: false, problems: { mutedTopics: { code: 'chosen and muted', about: both } } }
}

/** The part of a value that its schema takes: of a list the items that it takes together, undefined where none is. */
function keepKnown(name: FieldName, value: unknown): { value: unknown; leftOut: LeftOut[] } {
  const { schema } = preferenceFields[name]
  if (schema.safeParse(value).success) return { value, leftOut: [] }
  const leaveOut = (one: unknown): LeftOut => ({
    field: name,
    value: String(one),
    why: 'not known (any more)',
  })
  if (!Array.isArray(value)) return { value: undefined, leftOut: [leaveOut(value)] }
  const kept: unknown[] = []
  const leftOut: LeftOut[] = []
  for (const one of value) {
    if (schema.safeParse([...kept, one]).success) kept.push(one)
    else leftOut.push(leaveOut(one))
  }
  return { value: kept, leftOut }
}

/** Takes muted topics out of the chosen ones. An import may have given one list to someone who had the other. */
function dropMuted(values: Values): LeftOut[] {
  const { topics, mutedTopics } = values
  if (!Array.isArray(topics) || !Array.isArray(mutedTopics)) return []
  const [both, chosen] = [true, false].map((is) =>
    topics.filter((topic) => mutedTopics.includes(topic) === is),
  )
  values.topics = chosen
  return (both ?? []).map((topic) => ({ field: 'topics', value: String(topic), why: 'muted as well' }))
}

function textOf(value: Preferences[FieldName]): string[] | string {
  if (Array.isArray(value)) return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value ?? '')
}

function mapFields(valueOf: (name: FieldName) => unknown): Preferences {
  // The caller gives each name a value of its own field.
  return Object.fromEntries(fieldNames.map((name) => [name, valueOf(name)])) as Preferences
}
