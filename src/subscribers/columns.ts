import { preferenceFields } from './preference-fields.ts'
import { fieldNames, knownPreferences, type FieldName, type Preferences } from './preferences.ts'

/** Preferences as the table names them. */
export type PreferenceColumns = {
  [Name in FieldName as (typeof preferenceFields)[Name]['column']]: Preferences[Name]
}

/** Preferences, or some of them, as the table names them. */
export function preferenceColumns(all: Preferences): PreferenceColumns
export function preferenceColumns(some: Partial<Preferences>): Partial<PreferenceColumns>
export function preferenceColumns(some: Partial<Preferences>): Partial<PreferenceColumns> {
  const given = fieldNames.filter((name) => some[name] !== undefined)
  return Object.fromEntries(given.map((name) => [preferenceFields[name].column, some[name]]))
}

/** The way back, as far as what is stored is still valid. */
export function preferencesOf(row: PreferenceColumns): Preferences {
  return knownPreferences(storedPreferences(row)).preferences
}

/** The way back, to the letter: a topic may be retired by now, or a time zone dropped by the platform. */
export function storedPreferences(row: PreferenceColumns): Preferences {
  // The mapped type of the columns says the same, but not to the compiler.
  return Object.fromEntries(
    fieldNames.map((name) => [name, row[preferenceFields[name].column]]),
  ) as Preferences
}
