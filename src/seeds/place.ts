import { createHash } from 'node:crypto'
import type { PlacedSeed } from '../marks/seeds.ts'
import { acceptedTopics, type Paper, type TopicScores } from '../papers/paper.ts'
import { titleOf } from '../papers/summary.ts'
import { paperVector, shippedSpace } from '../select/latent-space.ts'
import { tellingWords } from '../select/latent-terms.ts'
import { weighTerms } from '../select/telling-terms.ts'
import type { SeedEntry } from './entry.ts'

/** What is needed to place a paper. */
export type Described = Pick<SeedEntry, 'title' | 'abstract' | 'authors' | 'keywords'> & { id: string | null }

/** More of them tell less. */
const termsKept = 24
/** What a fifth of all papers say (e^-1.6) is no keyword: "model", "language model", "state of the art". */
const leastIdf = 1.6
const authorsKept = 30

/** A paper as a seed. @returns null where its text has no word that is known */
export function placeSeed(paper: Described, classify: (paper: Paper) => TopicScores): PlacedSeed | null {
  const { id, title, abstract, authors } = paper
  const keywords = paper.keywords.filter((keyword) => says(`${title} ${abstract}`, keyword))
  const described = { title, abstract, keywords }
  const space = shippedSpace()
  const vector = paperVector(space, described)
  if (vector.every((value) => value === 0)) return null
  return {
    paper: id ?? `title:${createHash('sha256').update(title.toLowerCase()).digest('hex').slice(0, 32)}`,
    title: titleOf({ title }),
    authors: authors.slice(0, authorsKept),
    topics: acceptedTopics(classify({ ...unsaid, ...described, id: id ?? '', authors })),
    terms: weighTerms(space, described, vector)
      .flatMap(({ term, idf }) => (idf < leastIdf ? [] : [term]))
      .slice(0, termsKept),
    vector,
  }
}

/** Whether a text says a keyword. Reference managers put "to read" and shelves among them. */
function says(text: string, keyword: string): boolean {
  const words = tellingWords(keyword)
  return words.length > 0 && ` ${tellingWords(text).join(' ')} `.includes(` ${words.join(' ')} `)
}

const unsaid = {
  organization: null,
  summary: null,
  thumbnailUrl: null,
  figureUrl: null,
  codeUrl: null,
  projectUrl: null,
  pageUrl: null,
  categories: [],
  comment: null,
  publishedOn: null,
}
