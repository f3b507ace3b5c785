import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { createElement } from 'react'
import { preferenceFields } from '../subscribers/preference-fields.ts'
import { collectInput, type PreferenceInput } from '../subscribers/preferences.ts'
import { TooLargePage } from './page/error-pages.tsx'
import { sendFixedPage } from './respond.tsx'

/** A posted form: for each field its texts, in order. Files are not among them. */
export type Form = ReadonlyMap<string, string[]>

/** More than any form of ours has, with every topic ticked. */
const maxFields = 500

/**
 * Reads a urlencoded or multipart body. Any other is a form in which nothing was filled in.
 *
 * @throws {HTTPException} 413 where there are too many fields
 */
export async function readForm(c: Context): Promise<Form> {
  return formOf(await readEntries(c))
}

/**
 * As `readForm`, with the bytes of the file of one field: null where none was chosen.
 *
 * @throws {HTTPException} 413 where there are too many fields
 */
export async function readUpload(c: Context, name: string): Promise<{ form: Form; file: Uint8Array | null }> {
  const entries = await readEntries(c)
  const chosen = entries.find(([field, value]) => field === name && typeof value !== 'string')?.[1]
  const isChosen = chosen !== undefined && typeof chosen !== 'string' && chosen.size > 0
  return { form: formOf(entries), file: isChosen ? new Uint8Array(await chosen.arrayBuffer()) : null }
}

type Entries = [name: string, value: string | Blob][]

async function readEntries(c: Context): Promise<Entries> {
  const type = c.req.header('Content-Type') ?? ''
  const isUrlencoded = /^application\/x-www-form-urlencoded\b/i.test(type)
  if (!isUrlencoded && !/^multipart\/form-data\b/i.test(type)) return []
  // The body is read first, so that only a malformed one is taken for an empty form, not one that is too long.
  const body = await c.req.arrayBuffer()
  // Counted before they are parsed: each costs as much as a hundred bytes.
  const bytes = Buffer.from(body)
  const boundary = /boundary\s*=\s*"?([^\s";]{1,200})/i.exec(type)?.[1]
  const separator = isUrlencoded ? '&' : boundary === undefined ? null : `--${boundary}`
  if (separator !== null && count(bytes, separator) > maxFields + 1) throw tooManyFields(c)
  const data = await new Response(body, { headers: { 'Content-Type': type } }).formData().catch(() => null)
  const entries = [...(data ?? [])]
  if (entries.length > maxFields) throw tooManyFields(c)
  return entries
}

function formOf(entries: Entries): Form {
  const texts = entries.flatMap(([name, value]) => (typeof value === 'string' ? [{ name, value }] : []))
  const fields = Map.groupBy(texts, ({ name }) => name)
  return new Map([...fields].map(([name, own]) => [name, own.map(({ value }) => value)]))
}

function count(bytes: Buffer, separator: string): number {
  let found = 0
  for (let at = bytes.indexOf(separator); at !== -1; at = bytes.indexOf(separator, at + 1)) found += 1
  return found
}

function tooManyFields(c: Context): HTTPException {
  return new HTTPException(413, { res: sendFixedPage(c, createElement(TooLargePage), 413) })
}

/** The first text of a field, or undefined where it is not there. */
export function textOf(form: Form, name: string): string | undefined {
  return form.get(name)?.[0]
}

/** What `PreferenceFields` and `RefineFields` post. Fields that are not on the form are left out. */
export function readPreferenceForm(form: Form): PreferenceInput {
  return collectInput((name) => preferenceFields[name].readForm(form.get(name)))
}
