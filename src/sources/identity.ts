import { createHash } from 'node:crypto'
import { findArxivId, versionlessArxivId } from './arxiv-id.ts'
import { doiOfPage, versionlessDoi, versionlessPath } from './preprint-versions.ts'

/** The DOI that a link or an identifier names, in lower case and without its version, or null. */
export function findDoi(text: string): string | null {
  // No control character and no half of a pair: databases refuse them.
  const match =
    /^(?:(?:https?:\/\/)?(?:dx\.)?doi\.org\/|doi:\s*|)(10\.\d{4,9}\/[^\s?#"<>\p{Cc}\p{Cs}]{1,200})/iu.exec(
      text.trim(),
    )
  return match?.[1] ? versionlessDoi(match[1].toLowerCase()) : null
}

/**
 * What a paper of a feed is known by: arXiv's id, a DOI, or its page. Equal for all versions of a paper.
 *
 * @param texts its links, the best first, and whatever else may name it
 * @returns null where there is nothing to know it by
 */
export function identify({
  links,
  id,
  doi,
}: {
  links: readonly string[]
  id: string | null
  doi: string | null
}): string | null {
  const found = arxivOrDoi([...links, id ?? '', doi ?? ''], [doi ?? '', ...links, id ?? ''])
  if (found) return found
  const [link] = links
  const doiOfLink = link === undefined ? null : doiOfPage(link)
  if (doiOfLink) return `doi:${doiOfLink}`
  return link ? urlId(canonical(link)) : null
}

/**
 * What a paper is known by wherever it is: arXiv's id, or else a DOI.
 *
 * @param texts where arXiv's id may stand, the best first
 * @param dois where a DOI may stand, the best first
 */
export function arxivOrDoi(texts: readonly string[], dois: readonly string[] = texts): string | null {
  const arxivId = firstOf(texts, findArxivId)
  if (arxivId) return `arxiv:${arxivId}`
  const doi = firstOf(dois, findDoi)
  return doi && `doi:${doi}`
}

function firstOf(texts: readonly string[], find: (text: string) => string | null): string | null {
  for (const text of texts) {
    const found = find(text)
    if (found) return found
  }
  return null
}

/**
 * The id of the paper that someone means, as they type it: our id, an arXiv number, a DOI, or a link to its page here or
 * elsewhere.
 *
 * @returns null where it is none of these
 */
export function idOfTyped(typed: string): string | null {
  const text = typed.trim()
  const [, own] =
    /^(?:https?:\/\/[^\s?#]*\/papers\/)?((?:arxiv|doi|url|sample)(?::|%3A)[^\s?#]+)/i.exec(text) ?? []
  if (own) return readOwnId(own)
  const arxivId = versionlessArxivId(text)
  if (arxivId) return `arxiv:${arxivId}`
  return identify({ links: URL.canParse(text) ? [text] : [], id: text, doi: null })
}

/** "arxiv:2605.01234v2", "doi:10.1000/XYZ" or "url:…" without versions and capitals; null where the rest is none. */
function readOwnId(text: string): string | null {
  const decoded = decode(text)
  const at = decoded.indexOf(':')
  const [namespace, key] = [decoded.slice(0, at).toLowerCase(), decoded.slice(at + 1)]
  if (namespace === 'arxiv') {
    const arxivId = versionlessArxivId(key)
    return arxivId && `arxiv:${arxivId}`
  }
  if (namespace !== 'doi') return `${namespace}:${key}`
  const doi = findDoi(key)
  return doi && `doi:${doi}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * For an entry whose page is another entry's too: a list of changes, or a site that has one page for all its news.
 *
 * @param entry what tells it from the others: the feed's own id for it, else its whole link and title
 */
export function identifyWithin(link: string, entry: string): string {
  return urlId(`${canonical(link)}\n${entry}`)
}

function urlId(text: string): string {
  return `url:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`
}

/** The same page under its usual variations: scheme, "www.", a trailing slash, a fragment, campaign parameters, a version. */
function canonical(link: string): string {
  const url = new URL(link)
  for (const name of Array.from(url.searchParams.keys()))
    if (/^(utm_|fbclid|gclid|ref$)/.test(name)) url.searchParams.delete(name)
  url.searchParams.sort()
  const host = url.host.replace(/^www\./, '')
  return `${host}${versionlessPath(host, url.pathname.replace(/\/+$/, ''))}${url.search}`
}
