import { readable } from './latex.ts'
import { paperLinks, type Paper } from './paper.ts'

type Cited = Pick<Paper, 'id' | 'title' | 'authors' | 'abstract' | 'publishedOn' | 'categories' | 'pageUrl'>

/** One entry of BibTeX, as arXiv's own export has it. What the paper does not say is left out. */
export function bibtexOf(paper: Cited): string {
  const [namespace, key] = splitId(paper.id)
  const fields: [string, string | null][] = [
    ['title', `{${escapeTex(readable(paper.title))}}`],
    ['author', paper.authors.map(escapeTex).join(' and ') || null],
    ['year', paper.publishedOn?.slice(0, 4) ?? null],
    ['month', paper.publishedOn?.slice(5, 7) ?? null],
    ['eprint', namespace === 'arxiv' ? key : null],
    ['archivePrefix', namespace === 'arxiv' ? 'arXiv' : null],
    ['primaryClass', namespace === 'arxiv' ? (paper.categories[0] ?? null) : null],
    ['doi', namespace === 'doi' ? escapeTex(key) : null],
    ['url', citedUrl(paper)],
  ]
  const lines = fields.flatMap(([name, value]) => (value === null ? [] : [`  ${name} = {${value}},`]))
  return `@misc{${citationKey(paper)},\n${lines.join('\n')}\n}\n`
}

/** One record in the format RIS, which Zotero, EndNote and Mendeley import. Lines end in CRLF, as it says. */
export function risOf(paper: Cited): string {
  const [namespace, key] = splitId(paper.id)
  const tags: [string, string | null][] = [
    ['TY', namespace === 'url' ? 'GEN' : 'UNPB'],
    ['TI', readable(paper.title)],
    ...paper.authors.map((author): [string, string] => ['AU', author]),
    ['PY', paper.publishedOn?.slice(0, 4) ?? null],
    ['DA', paper.publishedOn?.replaceAll('-', '/') ?? null],
    ['AB', paper.abstract ? readable(paper.abstract) : null],
    ['DO', namespace === 'doi' ? key : null],
    ['UR', citedUrl(paper)],
    ['ER', ''],
  ]
  return tags
    .flatMap(([tag, value]) => (value === null ? [] : [`${tag}  - ${value.replace(/\s+/g, ' ')}\r\n`]))
    .join('')
}

/** What reference managers and Google Scholar read from the head of a page: pairs of a meta tag's name and content. */
export function citationMeta(paper: Cited): [name: string, content: string][] {
  const [namespace, key] = splitId(paper.id)
  const { pdf } = paperLinks(paper)
  return [
    ['citation_title', readable(paper.title)],
    ...paper.authors.map((author): [string, string] => ['citation_author', author]),
    ...present('citation_publication_date', paper.publishedOn?.replaceAll('-', '/')),
    ...present('citation_arxiv_id', namespace === 'arxiv' ? key : undefined),
    ...present('citation_doi', namespace === 'doi' ? key : undefined),
    ...present('citation_pdf_url', pdf ?? undefined),
    ...present('citation_abstract', paper.abstract ? readable(paper.abstract) : undefined),
  ]
}

function present(name: string, content: string | undefined): [string, string][] {
  return content === undefined ? [] : [[name, content]]
}

function splitId(id: string): [namespace: string, key: string] {
  const colon = id.indexOf(':')
  return [id.slice(0, colon), id.slice(colon + 1)]
}

function citedUrl(paper: Cited): string {
  const { arxiv, page } = paperLinks(paper)
  return arxiv ?? page
}

/** "lovelace2026walking": the first author's last name, the year, and the first long word of the title. */
function citationKey({ authors, publishedOn, title }: Cited): string {
  const name = toAscii(authors[0]?.split(' ').at(-1) ?? '')
  const word = readable(title)
    .split(/[^\p{L}\d]+/u)
    .map(toAscii)
    .find((one) => one.length > 3)
  return `${name}${publishedOn?.slice(0, 4) ?? ''}${word ?? ''}` || 'paper'
}

function toAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z\d]/g, '')
    .toLowerCase()
}

const texCharacters: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}

/** So that a text stands for itself in TeX, and cannot end its field. */
function escapeTex(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (character) => texCharacters[character] ?? `\\${character}`)
}
