import { UserError } from '../errors.ts'
import { standingColumnOf, type StandingColumn } from './opt-out-words.ts'
import { preferenceFields } from './preference-fields.ts'
import { fieldNames, type FieldName } from './preferences.ts'

/** What a column of a CSV file is for. */
export type ColumnRole =
  | { kind: 'email' }
  | { kind: 'preference'; field: FieldName }
  | { kind: 'standing'; of: StandingColumn }
  | { kind: 'createdAt' }
  | { kind: 'ignored' }

/** A column: its place in the row, its name normalised, and as the file writes it. */
export type Column = { index: number; name: string; title: string; role: ColumnRole }

export type ListFormat = 'Paperboy' | 'listmonk' | 'Mailchimp' | 'Ghost' | 'Substack'

export type CsvColumns = {
  /** The program that wrote the file, or null where its columns do not tell. */
  format: ListFormat | null
  columns: Column[]
  /** How many cells a row has at most. */
  width: number
}

/** Columns that a format always has, and others of which it has at least two. */
const formats: { format: ListFormat; always: string[]; twoOf?: string[] }[] = [
  { format: 'Paperboy', always: ['email', 'status', 'topics', 'cadence', 'hour', 'time_zone', 'max'] },
  { format: 'listmonk', always: ['uuid', 'email', 'name', 'status'] },
  {
    format: 'Mailchimp',
    always: ['email_address'],
    twoOf: ['member_rating', 'optin_time', 'confirm_time', 'last_changed', 'leid', 'euid'],
  },
  {
    format: 'Ghost',
    always: ['email', 'subscribed_to_emails'],
    twoOf: ['id', 'note', 'complimentary_plan', 'stripe_customer_id', 'deleted_at', 'labels', 'tiers'],
  },
  {
    format: 'Substack',
    always: ['email'],
    twoOf: [
      'active_subscription',
      'expiry',
      'email_disabled',
      'digest_enabled',
      'first_payment_at',
      'stripe_plan',
      'subscription_source_free',
      'emails_received_6mo',
      'emails_opened_6mo',
    ],
  },
]

/**
 * Reads the first line of a list. Columns that a known program writes and that mean nothing here are ignored; in other
 * files the operator must say so.
 *
 * @throws {UserError} when no column holds addresses, one comes twice, or one is not known and they are not to be ignored
 */
export function readColumns(
  header: readonly string[],
  { ignoreColumns }: { ignoreColumns?: boolean | undefined },
): CsvColumns {
  const titles = header.slice(0, header.findLastIndex((title) => title !== '') + 1)
  const names = titles.map(normalise)
  const format = formatOf(names)
  const emailIndex = findEmail(names)
  if (emailIndex === -1)
    throw new UserError(
      `The first line must name the columns, and one must be called email. It reads: ${titles.join(',').slice(0, 200)}`,
    )
  const columns = names.map((name, index) => {
    const role: ColumnRole = index === emailIndex ? { kind: 'email' } : roleOf(name)
    return { index, name, title: titles[index] ?? '', role }
  })
  refuseTwins(columns)
  const unknown = columns.filter(({ role }) => role.kind === 'ignored')
  if (unknown.length > 0 && !format && !ignoreColumns) throw new UserError(describeUnknown(unknown))
  return { format, columns, width: titles.length }
}

/** The columns that are not read, as the file names them. */
export function ignoredTitles({ columns }: CsvColumns): string[] {
  return columns.filter(({ role }) => role.kind === 'ignored').map(titleOf)
}

/** Lower case without accents, words with _ between: `E-Mail Address` and `EmailAddress` become alike. */
function normalise(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '')
}

function formatOf(names: readonly string[]): ListFormat | null {
  const found = formats.find(
    ({ always, twoOf }) =>
      always.every((name) => names.includes(name)) &&
      (!twoOf || twoOf.filter((name) => names.includes(name)).length >= 2),
  )
  return found?.format ?? null
}

const emailNames = [
  'email',
  'email_address',
  'e_mail',
  'e_mail_address',
  'mail',
  'e_mail_adresse',
  'email_adresse',
  'subscriber',
]

function findEmail(names: readonly string[]): number {
  const name = emailNames.find((one) => names.includes(one))
  return name === undefined ? -1 : names.indexOf(name)
}

const preferenceOf = new Map<string, FieldName>(
  fieldNames.flatMap((field) => preferenceFields[field].csv.map((name) => [name, field] as const)),
)
const createdNames = [
  'confirm_time',
  'optin_time',
  'created_at',
  'subscribed_at',
  'signup_date',
  'start_date',
]

function roleOf(name: string): ColumnRole {
  const field = preferenceOf.get(name)
  if (field) return { kind: 'preference', field }
  if (createdNames.includes(name)) return { kind: 'createdAt' }
  const standing = standingColumnOf(name)
  return standing ? { kind: 'standing', of: standing } : { kind: 'ignored' }
}

function refuseTwins(columns: readonly Column[]): void {
  const seen = new Set<string>()
  for (const { name, title, role } of columns) {
    if (role.kind === 'ignored') continue
    if (seen.has(name))
      throw new UserError(`The column ${title} comes twice. Which one counts cannot be told.`)
    seen.add(name)
  }
}

function describeUnknown(unknown: readonly Column[]): string {
  const named = unknown.map((column) => {
    const meant = [...preferenceOf.keys()].find((known) => letters(known) === letters(column.name))
    return meant ? `${titleOf(column)} (is it ${meant}?)` : titleOf(column)
  })
  return (
    `Nothing was imported. These columns are not known: ${named.join(', ')}. ` +
    'Rename or remove them, or leave them out with --ignore-columns.'
  )
}

function titleOf({ title, index }: Column): string {
  return title === '' ? `column ${index + 1}, which has no name` : title.slice(0, 60)
}

function letters(name: string): string {
  return name.replaceAll('_', '').replace(/s$/, '')
}
