import { describe, expect, test } from 'vitest'
import type { Candidate } from '../../src/papers/paper.ts'
import { testContext } from '../helpers/context.ts'
import { lacks } from '../helpers/requirements.ts'
import { replay, type Choice, type Outage, type Reader } from './replay.ts'

// `npm run test:replay` lives through 60 days; here it is only as many as show every rule at work.
const days = Number(process.env['REPLAY_DAYS'] ?? 16)
const first = '2026-03-16'
// From a Monday to a Friday: those who are mailed on weekdays and on Mondays are out of their usual horizon after it.
const outages: Outage[] = [
  { first: '2026-03-18', days: 1, of: 'origin' },
  { first: '2026-03-20', days: 2, of: 'service' },
  { first: '2026-03-23', days: 5, of: 'origin' },
  { first: '2026-04-01', days: 5, of: 'service' },
  { first: '2026-04-08', days: 3, of: 'origin' },
  { first: '2026-04-13', days: 1, of: 'service' },
  { first: '2026-04-20', days: 4, of: 'origin' },
]

type Listed = {
  id: string
  title: string
  topics: Record<string, number>
  since: Date
}

/** How relevant a paper is, told from what the reader asked for; null where it does not match. */
function relevance({ topics, keywords }: Reader, paper: Pick<Listed, 'title' | 'topics'>) {
  if (topics.length + keywords.length === 0) return 0
  const scores = topics.map((slug) => paper.topics[slug] ?? 0)
  const best = Math.max(0, ...scores)
  const agreement = agreementOf(scores.filter((score) => score >= 0.5).length)
  // Elsewhere a keyword may be said in passing, which is no match.
  const isSaid = keywords.some((keyword) =>
    new RegExp(`\\b${keyword.replace(' ', '[\\s-]')}\\b`, 'i').test(paper.title),
  )
  return isSaid ? 1 : best >= 0.5 ? best + agreement : null
}

/** What several topics that match add. */
function agreementOf(count: number): number {
  return count < 2 ? 0 : count === 2 ? 0.12 : 0.18
}

/** The score by the formula of the design, without the small bonuses, which make up 0.0125 at most. */
function score(paper: Candidate, relevant: number, day: string): number {
  const age = (Date.parse(day) - Date.parse(paper.firstListedOn)) / 86_400_000
  return 0.65 * relevant + 0.25 * paper.popularity + 0.1 * Math.exp(-age / 3)
}
const bonus = 0.0126

/**
 * Whether an edition that could have picked a paper did not for want of room: every place is taken, and by papers that
 * are as good; or by half, in a topic that has its share with as good ones.
 */
function isForSize(reader: Reader, choice: Choice, paper: Candidate): boolean {
  if (choice.picks.length < reader.maxPapers) return false
  const own = relevance(reader, paper) ?? 0
  // What a phrase is worth beside others is BM25's business, and not told here a second time.
  if (reader.keywords.length > 0) return true
  const isAsGood = ({ paper: id }: Choice['picks'][number]) => {
    const pick = choice.papers.get(id)
    if (!pick) return false
    return score(pick, relevance(reader, pick) ?? 0, choice.day) >= score(paper, own, choice.day) - bonus
  }
  const picks = choice.picks.filter(({ reason }) => reason.kind !== 'discovery')
  if (picks.every(isAsGood)) return true
  const topic = reader.topics.toSorted((a, b) => (paper.topics[b] ?? 0) - (paper.topics[a] ?? 0))[0]
  const same = picks.filter(({ reason }) => reason.kind === 'topic' && reason.topic === topic)
  return same.length >= Math.ceil(picks.length / 2) && same.every(isAsGood)
}

/** Who chose nothing gets the most upvoted papers first. */
function isFirstOfNoChoice(reader: Reader, choices: readonly Choice[], choice: Choice): boolean {
  return reader.topics.length + reader.keywords.length === 0 && choice === choices[0]
}

/** Whether every place is taken by papers with as many upvotes. */
function hasFewerVotes(reader: Reader, choice: Choice, paper: Candidate): boolean {
  const votes = choice.picks.map(({ paper: id }) => choice.papers.get(id)?.signals.upvotes ?? 0)
  return votes.length >= reader.maxPapers && votes.every((one) => one >= paper.signals.upvotes)
}

/** Why a paper that was not mailed is missing, or null where it is accounted for. */
function whyMissing(
  reader: Reader,
  choices: readonly Choice[],
  paper: Listed,
  mailed: ReadonlySet<string>,
): string | null {
  const after = choices.filter(({ at }) => at >= paper.since)
  if (after.length === 0) return null
  const horizon = reader.cadence === 'weekly' ? 14 : 7
  const considered = after.flatMap((choice) => {
    const candidate = choice.papers.get(paper.id)
    const isMatch = candidate && relevance(reader, candidate) !== null
    const age = candidate ? (Date.parse(choice.day) - Date.parse(candidate.firstListedOn)) / 86_400_000 : 0
    return candidate && isMatch ? [{ choice, candidate, isYoung: age < horizon }] : []
  })
  // The first edition after its listing must have looked at it, however late that was.
  const [next] = considered
  if (!next || next.choice !== after[0]) return 'never considered by the next edition'
  for (const { choice, candidate, isYoung } of considered) {
    if (!isYoung && choice !== next.choice) continue
    const isBest = isFirstOfNoChoice(reader, choices, choice) ? hasFewerVotes : isForSize
    if (!isBest(reader, choice, candidate)) {
      return `left out on ${choice.day}, ${choice.picks.length} of ${reader.maxPapers} places taken, ${mailed.size} mailed in all`
    }
  }
  return null
}

describe.skipIf(lacks('recordings'))('replayed days, with outages and late entries', () => {
  test(
    'mail each matching paper once, or have better ones for every place',
    { timeout: 1_800_000 },
    async () => {
      const context = await testContext()
      const { readers, choices } = await replay(context, first, days, outages)
      const rows = await context.db
        .selectFrom('papers')
        .select(['id', 'title', 'topics', 'created_at'])
        .where('first_listed_on', '>=', first)
        .execute()
      const totals = { mailed: 0, forSize: 0, editions: 0 }
      for (const [id, reader] of readers) {
        const own = choices.get(id) ?? []
        const mailed = own.flatMap(({ picks }) => picks.map(({ paper }) => paper))
        const once = new Set(mailed)
        expect(once.size, `${JSON.stringify(reader)} had a paper twice`).toBe(mailed.length)
        expect(own.length).toBeGreaterThan(0)
        totals.mailed += mailed.length
        totals.editions += own.length
        for (const { created_at: since, ...row } of rows) {
          const paper = { ...row, since }
          if (once.has(paper.id) || relevance(reader, paper) === null) continue
          expect(whyMissing(reader, own, paper, once), `${paper.id} for ${JSON.stringify(reader)}`).toBeNull()
          totals.forSize += 1
        }
      }
      console.log(`${days} days, ${rows.length} papers, ${JSON.stringify(totals)}`)
      expect(totals.mailed).toBeGreaterThan(days * readers.size)
      expect(totals.forSize).toBeGreaterThan(0)
    },
  )
})
