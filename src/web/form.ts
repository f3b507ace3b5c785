import type { Context } from 'hono'
import { splitList, type PreferenceInput } from '../subscribers/preferences.ts'

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

/** What `PreferenceFields` posts. */
export function readPreferenceForm(form: Form): PreferenceInput {
  const keywords = textOf(form, 'keywords')
  return {
    // Boxes that are not ticked are not posted.
    topics: form.get('topics') ?? [],
    keywords: keywords === undefined ? undefined : splitList(keywords),
    ...readRefinements(form),
    cadence: textOf(form, 'cadence'),
    hour: textOf(form, 'hour'),
    timeZone: textOf(form, 'timeZone'),
    maxPapers: textOf(form, 'maxPapers'),
    language: textOf(form, 'language'),
  }
}

/** What `RefineFields` posts. Other forms leave it all out. */
function readRefinements(form: Form): PreferenceInput {
  const list = (name: string) => {
    const text = textOf(form, name)
    return text === undefined ? undefined : splitList(text)
  }
  return {
    authors: list('authors'),
    organizations: list('organizations'),
    // An empty one is always posted, to tell a form without ticks from one without the field.
    mutedTopics: form.get('mutedTopics'),
    mutedKeywords: list('mutedKeywords'),
    mutedAuthors: list('mutedAuthors'),
    // The box comes after a hidden "no", and only if it is ticked.
    withDiscovery: form.get('withDiscovery')?.at(-1),
    pausedUntil: textOf(form, 'pausedUntil'),
  }
}
