/**
 * Measures what marks teach: simulated readers with a hidden interest mark papers of earlier weeks, one mark in ten by
 * mistake, and later editions are ranked for them. Prints a table and writes it into docs/learning.md.
 *
 * npm run bench:learning
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { paperVector, shippedSpace } from '../../src/select/latent-space.ts'
import { rank } from '../../src/select/rank.ts'
import { rate, type Rated } from '../../src/select/rate.ts'
import { selectPapers } from '../../src/select/select.ts'
import { tasteOf, type Taste } from '../../src/select/taste.ts'
import { defaultPreferences } from '../../src/subscribers/preferences.ts'
import { acceptedTopics } from '../../src/papers/paper.ts'
import { classify } from '../../src/topics/classify.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { randomNumbers } from '../../src/topics/train/random.ts'
import { need } from '../helpers/requirements.ts'
import { cluster, press, type Placed, type Pressed, type Reader } from './learning-readers.ts'
import { decide, featuresOf, fitSvm, type Sparse } from './learning-svm.ts'
import { popularityOf, readListed, type Listed } from './relevance-ranking.ts'

const places = 8
const poolDays = 14
const dayMs = 86_400_000
const clusters = 40
const seedCount = 10
const markCounts = [0, 3, 5, 10, 20]
/** Marks are on papers of the ten weeks before the first edition. */
const [firstSeen, firstDay, lastDay] = ['2026-01-05', '2026-03-16', '2026-05-25'] as const
/** From this overlap (F1) with a topic on, a cluster counts as that topic. */
const sameAsTopic = 0.5
const pressedBy = 1
const sampleOfOthers = 300

type Pool = { day: string; placed: Placed[]; rated: Rated }
type World = { seen: Placed[]; pools: Pool[]; everything: Placed[] }

function readWorld(folder: string): World {
  const listed = readListed(folder).filter(({ listedOn }) => listedOn >= firstSeen)
  const days: string[] = []
  for (let at = Date.parse(firstDay); at <= Date.parse(lastDay); at += 7 * dayMs) {
    days.push(new Date(at).toISOString().slice(0, 10))
  }
  const placedOf = new Map(listed.map((one) => [one.paper.id, place(one, 0.5)]))
  const pools = days.map((day): Pool => {
    const isWithin = (count: number) => (one: Listed) =>
      one.listedOn <= day && Date.parse(day) - Date.parse(one.listedOn) < count * dayMs
    const popularity = popularityOf(listed.filter(isWithin(poolDays + 28)), day)
    const placed = listed.filter(isWithin(poolDays)).flatMap(({ paper }) => {
      const own = placedOf.get(paper.id)
      const candidate = own && { ...own.candidate, popularity: popularity.get(paper.id) ?? 0 }
      return own && candidate ? [{ ...own, candidate }] : []
    })
    return {
      day,
      placed,
      rated: rate(
        placed.map(({ candidate }) => candidate),
        day,
      ),
    }
  })
  const everything = [...placedOf.values()]
  return { everything, pools, seen: everything.filter(({ candidate }) => candidate.firstListedOn < firstDay) }
}

function place({ paper, signals, listedOn }: Listed, popularity: number): Placed {
  const candidate = { ...paper, signals, popularity, firstListedOn: listedOn, topics: classify(paper) }
  return { candidate, vector: paperVector(shippedSpace(), paper) }
}

const accepted = new Map<string, readonly string[]>()

function topicsOf({ candidate }: Placed): readonly string[] {
  const known = accepted.get(candidate.id) ?? acceptedTopics(candidate.topics)
  accepted.set(candidate.id, known)
  return known
}

/** Followers of two topics, both stated; what they want is what has one of them. */
function topicReaders(): Reader[] {
  const random = randomNumbers(7)
  const slugs = topics.map(({ slug }) => slug)
  return Array.from({ length: clusters }, (): Reader => {
    const pair = [0, 0].map(() => slugs[Math.floor(random() * slugs.length)] ?? '')
    const wants = (paper: Placed) => topicsOf(paper).some((slug) => pair.includes(slug))
    return { name: pair.join(' + '), wants, topics: [...new Set(pair)] }
  })
}

/** Readers of one cluster that is no topic, and the topic that most of it has. */
function clusterReaders({ everything }: World): (Reader & { nearest: string })[] {
  const own = cluster(everything, clusters, 11)
  const idOf = new Map(everything.map(({ candidate }, at) => [candidate.id, own[at] ?? -1]))
  return Array.from({ length: clusters }, (_, number) => {
    const wants = ({ candidate }: Placed) => idOf.get(candidate.id) === number
    const members = everything.filter(wants)
    const overlaps = topics.map(({ slug }) => {
      const hits = members.filter((paper) => topicsOf(paper).includes(slug)).length
      const having = everything.filter((paper) => topicsOf(paper).includes(slug)).length
      return { slug, hits, f1: (2 * hits) / Math.max(1, members.length + having) }
    })
    const isTopic = overlaps.some(({ f1 }) => f1 >= sameAsTopic)
    const nearest = overlaps.reduce((most, one) => (one.hits > most.hits ? one : most))
    return { name: `cluster ${number}`, wants, topics: [], nearest: nearest.slug, isTopic }
  }).filter(({ isTopic }) => !isTopic)
}

/** @returns the first places of an edition, best first */
type Order = (pool: Pool, reader: Reader, marks: readonly Pressed[]) => readonly string[]

const withTaste: Order = ({ rated }, reader, marks) => {
  const learned = tasteOf(marks)
  const liked = marks
    .filter(({ opinion }) => opinion === 'more' || opinion === 'seed')
    .slice(-8)
    .map(({ paper: { candidate }, vector }) => ({ id: candidate.id, title: candidate.title, vector }))
  const taste: Taste | null = learned && { ...learned, liked }
  const profile = { ...defaultPreferences, topics: [...reader.topics], cadence: 'weekly' as const }
  const picks = selectPapers(
    rank(rated, profile, poolDays, taste),
    new Uint8Array(rated.papers.length),
    places,
  )
  return picks.map(({ candidate }) => candidate.id)
}

/** The same for readers who have given papers that they want, all of them rightly. */
function seededOrder({ seen }: World): Order {
  const given = new Map<Reader, Pressed[]>()
  return (pool, reader, marks) => {
    const seeds = given.get(reader) ?? chooseSeeds(reader, seen)
    given.set(reader, seeds)
    const isMarked = new Set(marks.map(({ paper }) => paper))
    return withTaste(pool, reader, [...seeds.filter(({ paper }) => !isMarked.has(paper)), ...marks])
  }
}

function chooseSeeds(reader: Reader, seen: readonly Placed[]): Pressed[] {
  const random = randomNumbers(5)
  const wanted = seen.filter(reader.wants).map((paper) => ({ paper, at: random() }))
  return wanted
    .sort((a, b) => a.at - b.at)
    .slice(0, seedCount)
    .map(({ paper }) => ({ paper, opinion: 'seed', vector: paper.vector }))
}

function svmOrder({ seen }: World): Order {
  const space = shippedSpace()
  const kept = new Map<string, Sparse>()
  const features = ({ candidate }: Placed) => {
    const own = kept.get(candidate.id) ?? featuresOf(space, candidate)
    kept.set(candidate.id, own)
    return own
  }
  const fitted = new WeakMap<readonly Pressed[], Float64Array>()
  const random = randomNumbers(3)
  return ({ placed }, _reader, marks) => {
    const others = Array.from({ length: sampleOfOthers }, () => seen[Math.floor(random() * seen.length)])
    const examples = [
      ...marks.map(
        ({ paper, opinion }) => ({ features: features(paper), label: opinion === 'more' ? 1 : -1 }) as const,
      ),
      ...others.flatMap((paper) => (paper ? [{ features: features(paper), label: -1 } as const] : [])),
    ]
    const weights = fitted.get(marks) ?? fitSvm(examples, space.rows.size, 5)
    fitted.set(marks, weights)
    return placed
      .map((paper) => ({ id: paper.candidate.id, value: decide(weights, features(paper)) }))
      .sort((a, b) => b.value - a.value)
      .slice(0, places)
      .map(({ id }) => id)
  }
}

/** The mean nDCG@8, where a wanted paper gains 1, over readers, their ways of pressing, and editions that had any. */
function quality(order: Order, readers: readonly Reader[], { seen, pools }: World, count: number): number {
  const all: number[] = []
  for (const [nth, reader] of readers.entries()) {
    for (let seed = 0; seed < pressedBy; seed += 1) {
      const marks = press(reader, seen, Math.max(...markCounts), 1000 * nth + seed).slice(0, count)
      for (const pool of pools) {
        const wanted = new Set(pool.placed.filter(reader.wants).map(({ candidate }) => candidate.id))
        if (wanted.size > 0) all.push(ndcg(order(pool, reader, marks), wanted))
      }
    }
  }
  return all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length)
}

function ndcg(picked: readonly string[], wanted: ReadonlySet<string>): number {
  const discount = (at: number) => 1 / Math.log2(at + 2)
  const got = picked.reduce((sum, id, at) => sum + (wanted.has(id) ? discount(at) : 0), 0)
  let ideal = 0
  for (let at = 0; at < Math.min(places, wanted.size); at += 1) ideal += discount(at)
  return got / ideal
}

function measure(folder: string): string {
  const world = readWorld(folder)
  const outside = clusterReaders(world)
  const groups: [string, readonly Reader[]][] = [
    ['no topic, nothing stated', outside],
    ['no topic, its nearest topic stated', outside.map((one) => ({ ...one, topics: [one.nearest] }))],
    ['two topics, both stated', topicReaders()],
  ]
  const svm = svmOrder(world)
  const seeded = seededOrder(world)
  const rows = groups.flatMap(([name, readers]) => {
    const cells = (order: Order, counts: readonly number[]) =>
      counts.map((count) => quality(order, readers, world, count).toFixed(3))
    return [
      `| ${name} | **Paperboy** | ${cells(withTaste, markCounts).join(' | ')} |`,
      `| | with ${seedCount} papers given first | ${cells(seeded, markCounts).join(' | ')} |`,
      `| | linear SVM on tf-idf | – | ${cells(svm, markCounts.slice(1)).join(' | ')} |`,
    ]
  })
  return [
    `${outside.length} of ${clusters} clusters are no topic; ${groups[2]?.[1].length} pairs of topics; ${world.seen.length} papers to mark,`,
    `${world.pools.length} weekly editions of ${Math.round(world.pools.reduce((sum, { placed }) => sum + placed.length, 0) / world.pools.length)} papers each.`,
    '',
    `| hidden interest | | ${markCounts.map((count) => (count === 0 ? 'no marks' : `${count} marks`)).join(' | ')} |`,
    `|---|---|${markCounts.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n')
}

const text = measure(dirname(need('recordings')))
console.log(text)
const page = fileURLToPath(new URL('../../docs/learning.md', import.meta.url))
const [begin, end] = ['<!-- written by npm run bench:learning -->', '<!-- end of what it writes -->']
const before = readFileSync(page, 'utf8')
writeFileSync(
  page,
  before.slice(0, before.indexOf(begin)) + `${begin}\n\n${text}\n\n` + before.slice(before.indexOf(end)),
)
