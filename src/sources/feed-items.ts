import { parseFeed, type AtomFeed, type JsonFeed, type RdfFeed, type RssFeed } from 'feedsmith'
import { htmlToText } from './html-text.ts'
import type { Reading } from './http.ts'

/** One entry of a feed, of whatever format. Nothing is cleaned yet, but HTML is text already. */
export type FeedItem = {
  id: string | null
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

export type Feed = {
  items: FeedItem[]
  /** When the feed says that it was made, or null. */
  updatedAt: string | null
  /** How many results a search has in all, where the feed is a page of them. */
  total: number | null
}

/**
 * RSS, Atom, RDF or JSON Feed. Entities that a document declares itself stay the text that they are: no bomb goes off,
 * and no file is read.
 */
export const asFeed: Reading<Feed> = {
  type: /\b(xml|rss|atom|rdf|json|text\/plain)\b/i,
  name: 'feed',
  accept:
    'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.1',
  read: (text) => parseItems(text),
}

function parseItems(text: string): Feed {
  const parsed = parseFeed(text)
  switch (parsed.format) {
    case 'atom':
      return readAtom(parsed.feed)
    case 'rss':
      return readRss(parsed.feed)
    case 'rdf':
      return readRdf(parsed.feed)
    case 'json':
      return readJson(parsed.feed)
  }
}

function readAtom(feed: AtomFeed.Feed<string>): Feed {
  const items = (feed.entries ?? []).map((entry): FeedItem => {
    const names = (entry.authors ?? []).map(({ name }) => name)
    return {
      id: entry.id ?? null,
      // The alternate is the page itself; others may be about anything.
      links: (entry.links ?? [])
        .toSorted((a, b) => rankLink(a.rel) - rankLink(b.rel))
        .map(({ href }) => href ?? ''),
      title: atomText(entry.title),
      body: longest(atomText(entry.content), atomText(entry.summary)),
      authors: given(names.length > 0 ? names : (entry.dc?.creators ?? [])),
      tags: given((entry.categories ?? []).map(({ term }) => term)),
      doi: doiOf(entry.dc?.identifiers, entry.links?.find(({ title }) => title === 'doi')?.href),
      publishedAt: entry.published ?? entry.updated ?? null,
      arxiv: {
        comment: entry.arxiv?.comment ?? null,
        primaryCategory: entry.arxiv?.primaryCategory?.term ?? null,
      },
    }
  })
  return { items, updatedAt: feed.updated ?? null, total: feed.opensearch?.totalResults ?? null }
}

function rankLink(rel: string | undefined): number {
  return rel === undefined || rel === 'alternate' ? 0 : 1
}

function readRss(feed: RssFeed.Feed<string>): Feed {
  const items = (feed.items ?? []).map((item): FeedItem => {
    const creators = item.dc?.creators ?? []
    return {
      id: item.guid?.value ?? null,
      links: given([item.link, item.guid?.isPermaLink === false ? undefined : item.guid?.value]),
      title: htmlToText(item.title ?? ''),
      body: longest(htmlToText(item.content?.encoded ?? ''), htmlToText(item.description ?? '')),
      authors: given(creators.length > 0 ? creators : (item.authors ?? []).map((one) => one.name)),
      tags: given((item.categories ?? []).map(({ name }) => name)),
      doi: doiOf(item.prism?.doi, item.dc?.identifiers),
      publishedAt: item.pubDate ?? item.dc?.dates?.[0] ?? null,
      arxiv: { comment: null, primaryCategory: null },
    }
  })
  return { items, updatedAt: feed.pubDate ?? feed.lastBuildDate ?? null, total: null }
}

function readRdf(feed: RdfFeed.Feed<string>): Feed {
  const items = (feed.items ?? []).map((item): FeedItem => ({
    id: item.rdf?.about ?? null,
    links: given([item.link, item.rdf?.about]),
    title: htmlToText(item.title ?? ''),
    body: longest(htmlToText(item.content?.encoded ?? ''), htmlToText(item.description ?? '')),
    authors: given(item.dc?.creators ?? []),
    tags: given(item.dc?.subjects ?? []),
    doi: doiOf(item.dc?.identifiers),
    publishedAt: item.dc?.dates?.[0] ?? null,
    arxiv: { comment: null, primaryCategory: null },
  }))
  return { items, updatedAt: feed.dc?.dates?.[0] ?? null, total: null }
}

function readJson(feed: JsonFeed.Feed<string>): Feed {
  const items = (feed.items ?? []).map((item): FeedItem => ({
    id: item.id ?? null,
    links: given([item.url, item.external_url]),
    title: item.title ?? '',
    body: longest(htmlToText(item.content_html ?? ''), item.content_text ?? '', item.summary ?? ''),
    authors: given((item.authors ?? feed.authors ?? []).map(({ name }) => name)),
    tags: given(item.tags ?? []),
    doi: null,
    publishedAt: item.date_published ?? item.date_modified ?? null,
    arxiv: { comment: null, primaryCategory: null },
  }))
  return { items, updatedAt: null, total: null }
}

function given(values: readonly (string | undefined)[]): string[] {
  return values.flatMap((value) => (value?.trim() ? [value] : []))
}

/** Without a type it is text, in which "<" is less than. */
function atomText(text: { value?: string; type?: string } | undefined): string {
  const value = text?.value ?? ''
  return text?.type === 'html' || text?.type === 'xhtml' ? htmlToText(value) : value
}

function longest(...texts: string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '')
}

/** A DOI, lower case as they compare, from the first text that has one. */
function doiOf(...texts: (string | string[] | undefined)[]): string | null {
  for (const text of texts.flat()) {
    const doi = findDoi(text ?? '')
    if (doi) return doi
  }
  return null
}

/** The DOI that a link or an identifier names, in lower case, or null. */
export function findDoi(text: string): string | null {
  const match = /^(?:(?:https?:\/\/)?(?:dx\.)?doi\.org\/|doi:\s*|)(10\.\d{4,9}\/[^\s?#"<>]{1,200})/i.exec(
    text.trim(),
  )
  return match?.[1]?.toLowerCase() ?? null
}
