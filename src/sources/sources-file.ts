import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { messageOf, UserError } from '../errors.ts'
import { arxiv } from './arxiv.ts'
import { feed } from './feed.ts'
import { huggingface } from './huggingface.ts'
import type { PlannedSource, SourceKind } from './kind.ts'
import { middleRank } from './source.ts'

/** Every kind of source, by the name that the operator's file calls it. */
const kinds: Record<string, SourceKind> = {
  huggingface,
  arxiv,
  feed,
}

const defaultEntries: unknown[] = [{ kind: 'huggingface' }]

const Kind = z.looseObject({ kind: z.string() })
const Name = z.looseObject({ name: z.string() })

/**
 * Reads the operator's file of sources, or gives the default without one.
 *
 * @throws {UserError} naming the file, each wrong entry and what is wrong with it
 */
export function readSourcesFile(path: string | null): PlannedSource[] {
  const entries = path === null ? defaultEntries : parseFile(path)
  const problems: string[] = []
  const planned = new Map<string, PlannedSource>()
  for (const [at, entry] of entries.entries()) {
    const read = readEntry(entry)
    if (Array.isArray(read)) problems.push(...read.map((problem) => `${nameEntry(entry, at)}: ${problem}`))
    else if (planned.has(read.name)) {
      problems.push(
        `${nameEntry(entry, at)}: an earlier entry is named “${read.name}” too; choose another name`,
      )
    } else planned.set(read.name, { ...read, rank: (read.rank ?? middleRank) + at })
  }
  if (entries.length === 0) problems.push('it lists no source')
  if (problems.length > 0)
    throw new UserError(problems.map((problem) => `SOURCES: ${path}: ${problem}`).join('\n'))
  return [...planned.values()]
}

function parseFile(path: string): unknown[] {
  const content = readText(path)
  try {
    const parsed: unknown = JSON.parse(content)
    if (Array.isArray(parsed)) return parsed
  } catch (error) {
    throw new UserError(`SOURCES: ${path} is not JSON: ${messageOf(error)}`)
  }
  throw new UserError(`SOURCES: ${path} must contain a list: [{ "kind": "huggingface" }, …]`)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UserError(`SOURCES: ${path} cannot be read: ${messageOf(error)}`)
  }
}

/** @returns what the entry asks for, or what is wrong with it */
function readEntry(entry: unknown): PlannedSource | string[] {
  const parsed = Kind.safeParse(entry)
  const kind = parsed.success ? kinds[parsed.data.kind] : undefined
  if (!kind) return [`kind: must be one of ${Object.keys(kinds).join(', ')}`]
  const read = kind(entry)
  if (read.success) return read.data
  return read.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  )
}

function nameEntry(entry: unknown, at: number): string {
  const named = Name.safeParse(entry)
  return `entry ${at + 1}${named.success ? ` (“${named.data.name}”)` : ''}`
}
