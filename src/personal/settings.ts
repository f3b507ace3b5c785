import { UserError } from '../errors.ts'
import { parseAddress, type Address } from '../subscribers/address.ts'
import { splitList } from '../subscribers/list-text.ts'
import { preferenceFields } from '../subscribers/preference-fields.ts'
import {
  collectInput,
  defaultPreferences,
  fieldNames,
  isListField,
  parseGivenPreferences,
  type FieldName,
  type PreferenceInput,
  type Preferences,
} from '../subscribers/preferences.ts'
import { tellProblem } from '../subscribers/problems.ts'
import { knownTimeZone } from '../subscribers/time-zone.ts'
import { lineProblem, readSettingsFile, type SettingsFile } from './settings-file.ts'

/** Settings that are no preferences. In the file they have the same names. */
const ownNames = ['to', 'from', 'smtp', 'user'] as const
type OwnName = (typeof ownNames)[number]

/** What the command line gave. */
export type GivenSettings = {
  config: string | undefined
  preferences: PreferenceInput
} & { [Name in OwnName]?: string | undefined }

/** What a run is for: the file's settings, with those of the command line in their place. */
export type Settings = {
  /** Null where none was given: `digest` needs none. */
  to: Address | null
  preferences: Preferences
  from: string | undefined
  smtp: string | undefined
  user: string | undefined
  /** The file that was read. */
  file: string | null
}

/**
 * Reads the settings file, if there is one, and puts what the command line says in its place.
 *
 * @throws {UserError} with a line for each thing that is wrong, and where it stands in the file
 */
export function readSettings(given: GivenSettings): Settings {
  const file = readSettingsFile(given.config ?? null, [
    ...ownNames,
    ...fieldNames.flatMap((name) =>
      name === 'withQuietMail' || name === 'withLearning' ? [] : [preferenceFields[name].flag.name],
    ),
  ])
  const problems: string[] = []
  const own = (name: OwnName) => given[name] ?? textOf(file, name, problems)
  const to = readAddress(own('to'), file, given.to === undefined, problems)
  const [from, smtp, user] = [own('from'), own('smtp'), own('user')]
  if (given.smtp === undefined && smtp !== undefined && hasPassword(smtp)) {
    problems.push(inFile(file, 'smtp', 'holds a password: put that into SMTP_PASSWORD in the environment'))
  }
  const preferences = readPreferences(given.preferences, file, problems)
  if (problems.length > 0) throw new UserError(problems.join('\n'))
  return { to, preferences, from, smtp, user, file: file && file.path }
}

function readAddress(
  text: string | undefined,
  file: SettingsFile | null,
  isFromFile: boolean,
  problems: string[],
): Address | null {
  if (text === undefined) return null
  const checked = parseAddress(text)
  if (checked.ok) return checked.address
  const problem = tellProblem(checked.problem)
  problems.push(isFromFile ? inFile(file, 'to', problem) : `--to: ${problem}`)
  return null
}

/** Without an hour, the first run of a day sends; and a day is one of this machine's. */
function ownDefaults(): Preferences {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return { ...defaultPreferences, hour: 0, timeZone: knownTimeZone(timeZone) ?? 'UTC' }
}

function readPreferences(given: PreferenceInput, file: SettingsFile | null, problems: string[]): Preferences {
  const input = collectInput((name) => given[name] ?? preferenceText(file, name, problems))
  const parsed = parseGivenPreferences(input)
  if (parsed.ok) return { ...ownDefaults(), ...parsed.preferences }
  for (const name of fieldNames) {
    const found = parsed.problems[name]
    if (found === undefined) continue
    const problem = tellProblem(found)
    const flag = preferenceFields[name].flag.name
    problems.push(given[name] === undefined ? inFile(file, flag, problem) : `--${flag}: ${problem}`)
  }
  return ownDefaults()
}

function textOf(file: SettingsFile | null, name: string, problems: string[]): string | undefined {
  const value = file?.entries.get(name)?.value ?? undefined
  if (value === undefined || typeof value === 'string') return value
  problems.push(inFile(file, name, 'must be a text'))
  return undefined
}

function preferenceText(
  file: SettingsFile | null,
  name: FieldName,
  problems: string[],
): string[] | string | undefined {
  const flag = preferenceFields[name].flag.name
  const value = file?.entries.get(flag)?.value ?? undefined
  if (value === undefined) return undefined
  const one = scalarText(value)
  if (!isListField(name)) {
    if (one === null) problems.push(inFile(file, flag, 'must be one value, not several'))
    return one ?? undefined
  }
  if (one !== null) return splitList(one)
  const texts = Array.isArray(value) ? value.map(scalarText) : [null]
  const known = texts.filter((text) => text !== null)
  if (known.length < texts.length)
    problems.push(inFile(file, flag, 'must be a list, like [agents, robotics]'))
  return known
}

/** @returns null for lists and maps */
function scalarText(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

function hasPassword(smtp: string): boolean {
  return (URL.parse(smtp)?.password ?? '') !== ''
}

function inFile(file: SettingsFile | null, name: string, problem: string): string {
  const line = file?.entries.get(name)?.line
  return file && line !== undefined
    ? lineProblem(file.path, line, `${name}: ${problem}`)
    : `${name}: ${problem}`
}
