import { existsSync, readFileSync } from 'node:fs'
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import { messageOf, UserError } from '../errors.ts'

/** A value of the settings file, and the line on which its name stands. */
export type FileEntry = { value: unknown; line: number }

/** The settings file by its names. */
export type SettingsFile = { path: string; entries: ReadonlyMap<string, FileEntry> }

/** Is read where no other file is named. */
export const defaultFile = 'paperboy.yaml'

/**
 * Reads the settings file.
 *
 * @param path as given; null for the usual one, which need not be there
 * @param known the names that it may have
 * @throws {UserError} with a line for each thing that is wrong
 */
export function readSettingsFile(path: string | null, known: readonly string[]): SettingsFile | null {
  if (path === null && !existsSync(defaultFile)) return null
  const name = path ?? defaultFile
  return { path: name, entries: parseSettings(name, readText(name), known) }
}

/** Tells what is wrong with a line of the file. */
export function lineProblem(path: string, line: number, problem: string): string {
  return `${path}, line ${line}: ${problem}`
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`)
  }
}

/** @throws {UserError} as `readSettingsFile` */
export function parseSettings(path: string, text: string, known: readonly string[]): Map<string, FileEntry> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => lines.linePos(offset).line
  const problems = document.errors.map(({ pos, message }) => lineProblem(path, lineAt(pos[0]), message))
  if (problems.length > 0) throw new UserError(problems.join('\n'))
  const entries = new Map<string, FileEntry>()
  const { contents } = document
  if (contents === null) return entries
  if (!isMap(contents))
    throw new UserError(lineProblem(path, 1, 'must be names with values, like “topics: [agents]”'))
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : ''
    const line = isScalar(key) && key.range ? lineAt(key.range[0]) : 1
    if (!known.includes(name)) {
      problems.push(
        lineProblem(path, line, `there is no setting “${name}”. Choose from: ${known.join(', ')}`),
      )
    } else {
      entries.set(name, { value: isNode(value) ? value.toJS(document) : value, line })
    }
  }
  if (problems.length > 0) throw new UserError(problems.join('\n'))
  return entries
}
