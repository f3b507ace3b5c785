import { topics } from '../catalogue.ts'
import { cueTerms, eachTerm, type Segment } from '../features.ts'
import { toVocabulary, type Vocabulary } from '../model.ts'

/** A labelled text: its words, and a row of labels as `labelRow` makes it. */
export type Example = { parts: readonly Segment[]; labels: Float32Array }

/**
 * The terms worth a row: frequent enough in the corpus, and those that tell topics apart in the examples. Cues have
 * theirs in any case, so that each can be weighed by itself.
 */
export function chooseVocabulary(
  corpus: readonly (readonly Segment[])[],
  examples: readonly Example[],
  limits: { minPapers: number; size: number },
): Vocabulary {
  const papersByTerm = new Map<string, number>()
  for (const parts of corpus) {
    for (const term of termsOf(parts)) papersByTerm.set(term, (papersByTerm.get(term) ?? 0) + 1)
  }
  const cues = new Set(cueTerms())
  const frequent = new Set([...papersByTerm].filter(([, n]) => n >= limits.minPapers).map(([term]) => term))
  const always = [...frequent].filter((term) => cues.has(term))
  const telling = [...tellingTerms(examples, frequent)].filter(([term]) => !cues.has(term))
  // Ties go by the alphabet: the same data must always give the same file.
  telling.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const chosen = [...always, ...telling.slice(0, limits.size - always.length).map(([term]) => term)].sort()
  const idf = chosen.map((term) => Math.log(corpus.length / (papersByTerm.get(term) ?? 1)))
  return toVocabulary(chosen, Float32Array.from(idf))
}

/** How far each term's papers per topic are from what chance would give, in the topic where it is farthest. */
function tellingTerms(examples: readonly Example[], candidates: ReadonlySet<string>): Map<string, number> {
  const width = topics.length
  const sizes = new Float64Array(width)
  const seen = new Map<string, Float64Array>()
  for (const { parts, labels } of examples) {
    for (let t = 0; t < width; t += 1) sizes[t] = (sizes[t] ?? 0) + (labels[t] ?? 0)
    for (const term of termsOf(parts)) {
      if (!candidates.has(term)) continue
      const counts = seen.get(term) ?? new Float64Array(width + 1)
      for (let t = 0; t < width; t += 1) counts[t] = (counts[t] ?? 0) + (labels[t] ?? 0)
      counts[width] = (counts[width] ?? 0) + 1
      seen.set(term, counts)
    }
  }
  const scores = new Map<string, number>()
  for (const [term, counts] of seen) {
    const papers = counts[width] ?? 0
    const surprises = Array.from(sizes, (size, t) => {
      const expected = (papers * size) / examples.length
      return Math.abs((counts[t] ?? 0) - expected) / Math.sqrt(expected + 1)
    })
    scores.set(term, Math.max(...surprises))
  }
  return scores
}

function termsOf(parts: readonly Segment[]): Set<string> {
  const terms = new Set<string>()
  eachTerm(parts, (term) => terms.add(term))
  return terms
}
