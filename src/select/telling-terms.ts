import { readable } from '../papers/latex.ts'
import { latentFeatures, nearness, type LatentSpace, type Vector } from './latent-space.ts'
import { runsOf, type DescribedFields } from './latent-terms.ts'

/** So many of the terms that a paper says most are looked at. */
const mostSaid = 60

/**
 * The words and pairs of words, in the singular, that tell most of why a paper lies where it lies: those that it says most and
 * that lie in its direction. A word that is part of a pair before it is left out.
 */
export function tellingTerms(
  space: LatentSpace,
  paper: DescribedFields,
  own: Vector,
  count: number,
): string[] {
  const told: string[] = []
  for (const { term } of weighTerms(space, paper, own)) {
    if (told.length >= count) break
    if (!told.some((other) => sharesWord(other, term))) told.push(term)
  }
  return told
}

/** The words and pairs of words that tell of a paper, whether they share words or not, the most telling first. */
export function weighTerms(
  space: LatentSpace,
  paper: DescribedFields,
  own: Vector,
): { term: string; idf: number }[] {
  const { title, abstract, keywords } = paper
  const shown = { title: readable(title), abstract: readable(abstract), keywords: keywords.map(readable) }
  const { columns, values } = latentFeatures(space, runsOf(shown))
  const names = termNames(space)
  const said = columns
    .map((row, nth) => ({ row, value: values[nth] ?? 0 }))
    .sort((a, b) => b.value - a.value || a.row - b.row)
    .slice(0, mostSaid)
  return said
    .map(({ row, value }) => {
      const idf = space.idf[row] ?? 1
      // How rare a word is says nothing to a reader, and the direction has it already.
      const weight = (value / idf) * Math.max(0, nearness(own, termVector(space, row))) ** 2
      return { term: names[row] ?? '', idf, weight }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
}

function sharesWord(one: string, other: string): boolean {
  const words = new Set(one.split(' '))
  return other.split(' ').some((word) => words.has(word))
}

/** Of unit length. */
function termVector({ basis, dimensions }: LatentSpace, row: number): Vector {
  const vector = Float32Array.from(basis.subarray(row * dimensions, (row + 1) * dimensions))
  const length = Math.sqrt(nearness(vector, vector)) || 1
  return vector.map((value) => value / length)
}

const namesOf = new WeakMap<LatentSpace, string[]>()

function termNames(space: LatentSpace): string[] {
  const kept = namesOf.get(space) ?? [...space.rows.keys()]
  namesOf.set(space, kept)
  return kept
}
