import { Option, type Command } from 'commander'
import { UserError } from '../errors.ts'
import { splitList } from '../subscribers/list-text.ts'
import { preferenceFields } from '../subscribers/preference-fields.ts'
import {
  collectInput,
  fieldNames,
  isListField,
  parseGivenPreferences,
  type FieldName,
  type PreferenceInput,
  type Preferences,
} from '../subscribers/preferences.ts'
import { tellProblems } from '../subscribers/problems.ts'

/** Follows the flags in a command's help. */
export const listHelp = '\nLists are separated by commas.'

/** What commander read of the flags. */
export type PreferenceOptions = { readonly [attribute: string]: unknown }

/** Adds a flag for every preference, `without` some. */
export function addPreferenceFlags(command: Command, without: readonly FieldName[] = []): Command {
  for (const name of fieldNames) {
    if (without.includes(name)) continue
    const option = optionOf(name)
    command.addOption(option)
    if (!option.required) command.addOption(new Option(`--no-${preferenceFields[name].flag.name}`, 'never'))
  }
  return command
}

/** The texts that the flags gave, for `addSubscriber`. Lists are separated by commas. */
export function readPreferenceFlags(options: PreferenceOptions): PreferenceInput {
  return collectInput((name) => {
    const given = options[optionOf(name).attributeName()]
    if (typeof given === 'boolean') return given ? 'yes' : 'no'
    if (typeof given !== 'string') return undefined
    return isListField(name) ? splitList(given) : given
  })
}

/** @throws {UserError} naming everything that is wrong */
export function parsePreferenceFlags(options: PreferenceOptions): Partial<Preferences> {
  const parsed = parseGivenPreferences(readPreferenceFlags(options))
  if (!parsed.ok) throw new UserError(tellProblems(parsed.problems).join('\n'))
  return parsed.preferences
}

function optionOf(name: FieldName): Option {
  const { flag } = preferenceFields[name]
  return new Option([`--${flag.name}`, ...('argument' in flag ? [flag.argument] : [])].join(' '), flag.help)
}
