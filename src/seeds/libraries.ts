import { z } from 'zod'
import { versionlessArxivId } from '../sources/arxiv-id.ts'
import type { Get, Reading } from '../sources/http.ts'
import { arxivOrDoi } from '../sources/identity.ts'
import { readJson } from '../sources/read-json.ts'
import type { Origin } from '../sources/read-worker.ts'
import { SourceError } from '../sources/source-error.ts'
import { mostEntries, toEntry, type Lookup, type SeedEntry, type SeedProblem } from './entry.ts'

/** Where libraries are, without a trailing slash, and how they are asked. */
export type LibraryAccess = { orcidUrl: string; zoteroUrl: string; http: Get }

type Found = { entries: SeedEntry[] } | { reason: SeedProblem['reason'] }

/** The papers of a library that anyone may read, its first two hundred; or why there are none. */
export async function readLibrary(
  access: LibraryAccess,
  { kind, number }: Lookup,
  signal: AbortSignal | undefined,
): Promise<Found> {
  try {
    const entries =
      kind === 'orcid'
        ? await ask(access.http, `${access.orcidUrl}/v3.0/${number}/works`, asOrcidWorks, signal)
        : await readZotero(access, kind === 'zotero users' ? `users/${number}` : `groups/${number}`, signal)
    return entries.length === 0 ? { reason: 'no papers there' } : { entries: entries.slice(0, mostEntries) }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    const isGone = error.status === 404 || error.status === 410
    if (kind === 'orcid') return { reason: isGone ? 'unknown ORCID' : 'no answer' }
    return {
      reason:
        error.status === 403 || error.status === 401
          ? 'private library'
          : isGone
            ? 'unknown library'
            : 'no answer',
    }
  }
}

const pageSize = 100

/** Someone's library, or what they publish of it where it is private; or a group's. */
async function readZotero(
  access: LibraryAccess,
  library: string,
  signal: AbortSignal | undefined,
): Promise<SeedEntry[]> {
  try {
    return await readItems(access, `${library}/items/top`, signal)
  } catch (error) {
    const isPrivate = error instanceof SourceError && error.status === 403 && library.startsWith('users/')
    const published = isPrivate
      ? await readItems(access, `${library}/publications/items`, signal).catch(() => [])
      : []
    if (published.length === 0) throw error
    return published
  }
}

async function readItems(
  { zoteroUrl, http }: LibraryAccess,
  path: string,
  signal: AbortSignal | undefined,
): Promise<SeedEntry[]> {
  const page = (start: number) =>
    ask(http, `${zoteroUrl}/${path}?format=json&limit=${pageSize}&start=${start}`, asZoteroItems, signal)
  const first = await page(0)
  const rest = first.count === pageSize ? await page(pageSize) : { entries: [] }
  return [...first.entries, ...rest.entries]
}

async function ask<T>(
  http: Get,
  url: string,
  reading: Reading<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const answer = await http(new URL(url), reading, { signal })
  if (answer.kind === 'unchanged') throw new SourceError('it answered 304 to no tag', { isTransient: false })
  return answer.body
}

const asOrcidWorks: Reading<SeedEntry[]> = {
  accept: 'application/json',
  module: import.meta.url,
  read: readOrcidWorks,
}

const text = z.string().catch('')
const Work = z.object({
  title: z.object({ title: z.object({ value: text }) }),
  url: z.object({ value: text }).nullish().catch(null),
  'external-ids': z
    .object({
      'external-id': z.array(z.object({ 'external-id-type': text, 'external-id-value': text })).catch([]),
    })
    .nullish()
    .catch(null),
})
const Works = z.object({ group: z.array(z.object({ 'work-summary': z.array(z.unknown()) })).max(20_000) })

/** Runs in a thread of its own. Each group is one work, as several tell of it; the first does. */
export function readOrcidWorks(body: string, origin: Origin): SeedEntry[] {
  const works = Works.safeParse(readJson(body, origin))
  if (!works.success) throw new SourceError('it sent no list of works', { isTransient: false })
  return works.data.group.slice(0, mostEntries).flatMap((group) => {
    const work = Work.safeParse(group['work-summary'][0]).data
    const title = work?.title.title.value.trim()
    if (!work || !title) return []
    const external = (work['external-ids']?.['external-id'] ?? []).slice(0, 20)
    const values = external.map((one) => one['external-id-value'].slice(0, 500))
    const ofArxiv = external.find((one) => one['external-id-type'] === 'arxiv')?.['external-id-value'] ?? ''
    const id = idOf([...values, work.url?.value.slice(0, 500) ?? ''], ofArxiv)
    return [toEntry({ line: null, label: title, id, title, abstract: '', authors: [], keywords: [] })]
  })
}

type ZoteroPage = { entries: SeedEntry[]; count: number }

const asZoteroItems: Reading<ZoteroPage> = {
  accept: 'application/json',
  module: import.meta.url,
  read: readZoteroItems,
}

const Item = z.object({
  data: z.object({
    itemType: z.string(),
    title: text,
    abstractNote: text,
    DOI: text,
    url: text,
    extra: text,
    archiveID: text,
    creators: z.array(z.object({ creatorType: text, firstName: text, lastName: text, name: text })).catch([]),
    tags: z.array(z.object({ tag: text })).catch([]),
  }),
})
const noPapers = new Set(['attachment', 'note', 'annotation'])

/** Runs in a thread of its own. */
export function readZoteroItems(body: string, origin: Origin): ZoteroPage {
  const items = readJson(body, origin)
  if (!Array.isArray(items)) throw new SourceError('it sent no list of items', { isTransient: false })
  const entries = items.slice(0, pageSize).flatMap((value) => {
    const item = Item.safeParse(value).data?.data
    const title = item?.title.trim()
    if (!item || !title || noPapers.has(item.itemType)) return []
    const id = idOf(
      [item.DOI, item.url, item.extra, item.archiveID].map((said) => said.slice(0, 2000)),
      '',
    )
    const authors = item.creators.slice(0, 100).filter(({ creatorType }) => creatorType === 'author')
    const names = authors.map(({ firstName, lastName, name }) => name || `${firstName} ${lastName}`.trim())
    const keywords = item.tags.slice(0, 50).map(({ tag }) => tag)
    const said = { id, title, abstract: item.abstractNote, authors: names, keywords }
    return [toEntry({ line: null, label: title, ...said })]
  })
  return { entries, count: items.length }
}

function idOf(texts: readonly string[], ofArxiv: string): string | null {
  const arxivId = versionlessArxivId(ofArxiv.trim())
  return arxivId ? `arxiv:${arxivId}` : arxivOrDoi(texts)
}
