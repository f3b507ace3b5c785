import type { Candidate } from '../../src/papers/paper.ts'
import { nearness, toUnitLength, type Vector } from '../../src/select/latent-space.ts'
import type { Judged } from '../../src/select/taste.ts'
import { randomNumbers } from '../../src/topics/train/random.ts'

/** A paper with where it lies. */
export type Placed = { candidate: Candidate; vector: Vector }

/** Somebody whose interest is hidden: what they want, and what of it they could state. */
export type Reader = { name: string; wants: (paper: Placed) => boolean; topics: readonly string[] }

/** A mark as it was pressed: one in ten by mistake. */
export type Pressed = Judged & { paper: Placed }

const noise = 0.1

/** As many marks as asked for, half of them on papers that the reader wants. */
export function press(reader: Reader, seen: readonly Placed[], count: number, seed: number): Pressed[] {
  const random = randomNumbers(seed)
  const wanted = seen.filter(reader.wants)
  const others = seen.filter((paper) => !reader.wants(paper))
  const used = new Set<Placed>()
  const marks: Pressed[] = []
  while (marks.length < count) {
    const from = marks.length % 2 === 0 && wanted.length > used.size / 2 ? wanted : others
    const paper = from[Math.floor(random() * from.length)]
    if (!paper || used.has(paper)) continue
    used.add(paper)
    const isMeant = random() >= noise
    const wants = reader.wants(paper) === isMeant
    marks.push({ paper, opinion: wants ? 'more' : 'less', vector: paper.vector })
  }
  return marks
}

/** Spherical k-means, started from far points. @returns by paper: the number of its cluster */
export function cluster(papers: readonly Placed[], count: number, seed: number): Int32Array {
  const random = randomNumbers(seed)
  const first = papers[Math.floor(random() * papers.length)]
  let centres: Vector[] = first ? [first.vector] : []
  const closest = new Float64Array(papers.length).fill(-1)
  while (centres.length < count) {
    const last = centres.at(-1)
    let total = 0
    for (const [at, { vector }] of papers.entries()) {
      closest[at] = Math.max(closest[at] ?? -1, last ? nearness(vector, last) : -1)
      total += (1 - (closest[at] ?? 0)) ** 2
    }
    let left = random() * total
    const next = papers.find((_, at) => (left -= (1 - (closest[at] ?? 0)) ** 2) <= 0) ?? papers[0]
    if (next) centres.push(next.vector)
  }
  const own = new Int32Array(papers.length)
  for (let round = 0; round < 20; round += 1) {
    const sums = centres.map((centre) => new Float32Array(centre.length))
    for (const [at, { vector }] of papers.entries()) {
      const nears = centres.map((centre) => nearness(vector, centre))
      own[at] = nears.indexOf(Math.max(...nears))
      const sum = sums[own[at] ?? 0]
      if (sum) for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0)
    }
    centres = sums.map(toUnitLength)
  }
  return own
}
