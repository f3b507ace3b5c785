import { parseFeed, type AtomFeed, type JsonFeed, type RdfFeed, type RssFeed } from 'feedsmith'
import { htmlToText, titleText } from './html-text.ts'
import { findDoi } from './identity.ts'

/** One entry of a feed, of whatever format. Nothing is cleaned yet, but HTML is text already. */
export type FeedItem = {
  id: string | null
  /** Absolute where they can be: resolved against `xml:base`, or the address that the feed came from. */
  links: string[]
  /** Text, without markup. */
  title: string
  /** The longest of what it offers, as text. */
  body: string
  authors: string[]
  tags: string[]
  doi: string | null
  /** The instant, as the feed writes it, or null. */
  publishedAt: string | null
  /** What arXiv's own feeds add. */
  arxiv: { comment: string | null; primaryCategory: string | null }
}

/** An entry that was parsed, but not read: converting its HTML may take long. */
export type PendingItem = {
  id: string | null
  /** The instant, as the feed writes it, or null. */
  publishedAt: string | null
  read: () => FeedItem
}

/** A feed whose entries are still to be read. */
export type ParsedFeed = {
  items: PendingItem[]
  /** When the feed says that it was made, or null. */
  updatedAt: string | null
  /** How many results a search has in all, where the feed is a page of them. */
  total: number | null
}

const rootElement =
  /^\uFEFF?\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE\s+(?:rss|feed|rdf)\b[^>]*>\s*)*<(?:rss|feed|rdf:RDF)[\s>]/is

/** Whether a document is a feed, whatever its server calls it: by its root element, or JSON Feed's own version. */
export function isFeed(text: string): boolean {
  const head = text.slice(0, 5000)
  return (
    rootElement.test(head) || (/^\uFEFF?\s*\{/.test(head) && head.includes('https://jsonfeed.org/version/'))
  )
}

/**
 * RSS, Atom, RDF or JSON Feed. Entities that a document declares itself stay the text that they are: no bomb goes off,
 * and no file is read.
 *
 * @param url where it came from
 */
export function parseItems(text: string, url: string): ParsedFeed {
  const parsed = parseFeed(text)
  switch (parsed.format) {
    case 'atom':
      return readAtom(parsed.feed, url)
    case 'rss':
      return readRss(parsed.feed, url)
    case 'rdf':
      return readRdf(parsed.feed, url)
    case 'json':
      return readJson(parsed.feed, url)
  }
}

function readAtom(feed: AtomFeed.Feed<string>, url: string): ParsedFeed {
  const readEntry = (entry: AtomFeed.Entry<string>): Unread => {
    // RFC 4287: an entry without authors has its feed's.
    const names = given(
      [entry.authors, feed.authors].find((authors) => authors?.length)?.map(({ name }) => name) ?? [],
    )
    const base = resolve(entry.xml?.base, resolve(feed.xml?.base, url))
    return {
      // The alternate is the page itself; others may be about anything.
      links: (entry.links ?? [])
        .toSorted((a, b) => rankLink(a.rel) - rankLink(b.rel))
        .map(({ href }) => resolve(href, base)),
      title: atomTitle(entry.title),
      body: longest(atomText(entry.content), atomText(entry.summary)),
      authors: names.length > 0 ? names : given(entry.dc?.creators ?? []),
      tags: given((entry.categories ?? []).map(({ term }) => term)),
      doi: doiOf(entry.dc?.identifiers, entry.links?.find(({ title }) => title === 'doi')?.href),
      arxiv: {
        comment: entry.arxiv?.comment ?? null,
        primaryCategory: entry.arxiv?.primaryCategory?.term ?? null,
      },
    }
  }
  const items = (feed.entries ?? []).map((entry) =>
    pending(entry.id, entry.published ?? entry.updated, () => readEntry(entry)),
  )
  return { items, updatedAt: feed.updated ?? null, total: feed.opensearch?.totalResults ?? null }
}

type Unread = Omit<FeedItem, 'id' | 'publishedAt'>

function pending(
  givenId: string | undefined,
  published: string | undefined,
  read: () => Unread,
): PendingItem {
  const id = givenId ?? null
  const publishedAt = published ?? null
  return { id, publishedAt, read: () => ({ ...read(), id, publishedAt }) }
}

const noArxiv = { comment: null, primaryCategory: null }

function rankLink(rel: string | undefined): number {
  return rel === undefined || rel === 'alternate' ? 0 : 1
}

function readRss(feed: RssFeed.Feed<string>, url: string): ParsedFeed {
  const readEntry = (item: RssFeed.Item<string>): Unread => {
    const creators = [item.dc?.creators, (item.authors ?? []).map(({ name }) => name), feed.dc?.creators]
    const base = resolve(item.xml?.base, resolve(feed.xml?.base, url))
    return {
      links: given([item.link && resolve(item.link, base), permalinkOf(item.guid)]),
      title: titleText(item.title ?? ''),
      body: longest(htmlToText(item.content?.encoded ?? ''), htmlToText(item.description ?? '')),
      authors: given(creators.find((names) => names?.length) ?? []),
      tags: given((item.categories ?? []).map(({ name }) => name)),
      doi: doiOf(item.prism?.doi, item.dc?.identifiers),
      arxiv: noArxiv,
    }
  }
  const items = (feed.items ?? []).map((item) =>
    pending(item.guid?.value, item.pubDate ?? item.dc?.dates?.[0], () => readEntry(item)),
  )
  return { items, updatedAt: feed.pubDate ?? feed.lastBuildDate ?? null, total: null }
}

function readRdf(feed: RdfFeed.Feed<string>, url: string): ParsedFeed {
  const readEntry = (item: RdfFeed.Item<string>): Unread => ({
    links: given([
      item.link && resolve(item.link, resolve(item.xml?.base, resolve(feed.xml?.base, url))),
      item.rdf?.about,
    ]),
    title: titleText(item.title ?? ''),
    body: longest(htmlToText(item.content?.encoded ?? ''), htmlToText(item.description ?? '')),
    authors: given([item.dc?.creators, feed.dc?.creators].find((names) => names?.length) ?? []),
    tags: given(item.dc?.subjects ?? []),
    doi: doiOf(item.dc?.identifiers),
    arxiv: noArxiv,
  })
  const items = (feed.items ?? []).map((item) =>
    pending(item.rdf?.about, item.dc?.dates?.[0], () => readEntry(item)),
  )
  return { items, updatedAt: feed.dc?.dates?.[0] ?? null, total: null }
}

function readJson(feed: JsonFeed.Feed<string>, url: string): ParsedFeed {
  const readEntry = (item: JsonFeed.Item<string>): Unread => ({
    links: given([item.url, item.external_url]).map((link) => resolve(link, url)),
    title: item.title ?? '',
    body: longest(htmlToText(item.content_html ?? ''), item.content_text ?? '', item.summary ?? ''),
    authors: given((item.authors ?? feed.authors ?? []).map(({ name }) => name)),
    tags: given(item.tags ?? []),
    doi: null,
    arxiv: noArxiv,
  })
  const items = (feed.items ?? []).map((item) =>
    pending(item.id, item.date_published ?? item.date_modified, () => readEntry(item)),
  )
  return { items, updatedAt: null, total: null }
}

function given(values: readonly (string | undefined)[]): string[] {
  return values.flatMap((value) => (value?.trim() ? [value] : []))
}

/** An address as it is meant: relative ones start from the base. What is no address stays as it is. */
function resolve(link: string | undefined, base: string): string {
  if (link === undefined) return base
  return URL.parse(link.trim(), base)?.href ?? link
}

/** A guid is an address only where it is a whole one: "R-17" is not a page of the site. */
function permalinkOf(guid: RssFeed.Guid | undefined): string | undefined {
  return guid?.isPermaLink !== false && /^https?:/i.test(guid?.value ?? '') ? guid?.value : undefined
}

function atomTitle(title: { value?: string; type?: string } | undefined): string {
  return title?.type === 'html' ? titleText(title.value ?? '') : atomText(title)
}

/** Without a type it is text, in which "<" is less than. */
function atomText(text: { value?: string; type?: string } | undefined): string {
  const value = text?.value ?? ''
  return text?.type === 'html' || text?.type === 'xhtml' ? htmlToText(value) : value
}

function longest(...texts: string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '')
}

/** The first DOI that one of the texts names. */
function doiOf(...texts: (string | string[] | undefined)[]): string | null {
  for (const text of texts.flat()) {
    const doi = findDoi(text ?? '')
    if (doi) return doi
  }
  return null
}
