import { findArxivId, versionlessArxivId } from '../sources/arxiv-id.ts'
import { findDoi } from '../sources/identity.ts'
import { collect, type Lookup, type SeedList, type SeedProblem } from './entry.ts'

/** Each is asked for over the network. */
const mostLookups = 3
const longestToken = 300

type Meant =
  | { kind: 'paper'; id: string }
  | { kind: Lookup['kind']; number: string }
  | { kind: 'problem'; reason: SeedProblem['reason'] }

/** Reads lines with numbers of arXiv, DOIs, links, ORCIDs and libraries of Zotero, one or more in a line. */
export function readReferenceLines(text: string): SeedList {
  const { add, problem, list } = collect()
  const lookups: Lookup[] = []
  let line = 0
  for (const { 0: whole } of text.matchAll(/[^\n]*\n?/g)) {
    line += 1
    const said = whole.trim()
    if (said === '') continue
    const tokens = said
      .split(/[\s,;]+/)
      .map(bare)
      .filter((token) => token !== '')
    const meant = tokens.flatMap((token) => {
      const one = understand(token)
      return one ? [{ token, one }] : []
    })
    if (meant.length === 0) problem({ line, label: said, reason: 'not understood' })
    for (const { token, one } of meant) {
      if (one.kind === 'paper')
        add({ line, label: token, id: one.id, title: '', abstract: '', authors: [], keywords: [] })
      else if (one.kind === 'problem') problem({ line, label: token, reason: one.reason })
      else if (lookups.length >= mostLookups) problem({ line, label: token, reason: 'too many libraries' })
      else lookups.push({ ...one, line })
    }
  }
  return { ...list(), lookups }
}

/** Without the brackets, quotes and stops around it. */
function bare(token: string): string {
  return token
    .slice(0, longestToken)
    .replace(/^[("'<[]{1,5}/, '')
    .replace(/[)\]"'>.:]{1,5}$/, '')
}

/** @returns null for a word that says nothing of which paper is meant */
function understand(token: string): Meant | null {
  const arxivId = versionlessArxivId(token) ?? findArxivId(token)
  if (arxivId) return { kind: 'paper', id: `arxiv:${arxivId}` }
  const orcid = /^(?:https?:\/\/(?:www\.)?orcid\.org\/|orcid:)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\/?$/i.exec(
    token,
  )?.[1]
  if (orcid) {
    const number = orcid.toUpperCase()
    return isOrcid(number) ? { kind: 'orcid', number } : { kind: 'problem', reason: 'wrong check digit' }
  }
  const doi = findDoi(token)
  if (doi) return { kind: 'paper', id: `doi:${doi}` }
  const zotero = /^(?:https?:\/\/(?:www\.|api\.)?zotero\.org\/|zotero:)(.*)$/i.exec(token)?.[1]
  if (zotero !== undefined) return readZotero(zotero)
  // Whoever typed a number or a link meant a paper.
  return /^(?:\d[\d./-]{5,}|https?:)/i.test(token) ? { kind: 'problem', reason: 'not understood' } : null
}

function readZotero(path: string): Meant {
  const [, kind, number] = /^(users|groups)\/(\d{1,12})(?:[/?#]|$)/i.exec(path) ?? []
  if (number === undefined) return { kind: 'problem', reason: 'a Zotero page by name' }
  return { kind: kind?.toLowerCase() === 'groups' ? 'zotero groups' : 'zotero users', number }
}

/** Whether the last character checks the others: ISO 7064, MOD 11-2. */
export function isOrcid(number: string): boolean {
  const digits = number.replaceAll('-', '')
  if (!/^\d{15}[\dX]$/.test(digits)) return false
  let sum = 0
  for (const digit of digits.slice(0, 15)) sum = (sum + Number(digit)) * 2
  const check = (12 - (sum % 11)) % 11
  return digits[15] === (check === 10 ? 'X' : String(check))
}
