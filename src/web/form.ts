import type { Context } from 'hono'
import { preferenceFields } from '../subscribers/preference-fields.ts'
import { collectInput, type PreferenceInput } from '../subscribers/preferences.ts'

/** A posted form: for each field its texts, in order. Files are not among them. */
export type Form = ReadonlyMap<string, string[]>

/** Reads a urlencoded or multipart body. Any other is a form in which nothing was filled in. */
export async function readForm(c: Context): Promise<Form> {
  const type = c.req.header('Content-Type') ?? ''
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return new Map()
  // The body is read first, so that only a malformed one is taken for an empty form, not one that is too long.
  const body = await c.req.arrayBuffer()
  const data = await new Response(body, { headers: { 'Content-Type': type } }).formData().catch(() => null)
  const form = new Map<string, string[]>()
  for (const [name, value] of data ?? []) {
    if (typeof value === 'string') form.set(name, [...(form.get(name) ?? []), value])
  }
  return form
}

/** The first text of a field, or undefined where it is not there. */
export function textOf(form: Form, name: string): string | undefined {
  return form.get(name)?.[0]
}

/** What `PreferenceFields` and `RefineFields` post. Fields that are not on the form are left out. */
export function readPreferenceForm(form: Form): PreferenceInput {
  return collectInput((name) => preferenceFields[name].readForm(form.get(name)))
}
