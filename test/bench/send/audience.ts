import { sql } from 'kysely'
import { Temporal } from 'temporal-polyfill'
import type { Candidate } from '../../../src/papers/paper.ts'
import type { Db } from '../../../src/store/open.ts'
import { topics } from '../../../src/topics/catalogue.ts'
import { randomNumbers } from '../../../src/topics/train/random.ts'
import { candidate, storeCandidates } from '../../helpers/candidates.ts'

const papers = 60
const batch = 10_000

/** Papers that a mail of the past may hold, for each day of it. */
const papersPerPastDay = 15
/** The papers of the last days are new to everyone: those of the past begin before them. */
const newDays = 4

/** Puts made-up papers of the last days into the store, as long as real ones, each with one to three topics. */
export async function makePapers(db: Db, now: Date): Promise<void> {
  const random = randomNumbers(1)
  const made = Array.from({ length: papers }, (_, n) => makePaper(random, n, dayBefore(now, n % newDays)))
  await storeCandidates(db, made)
}

/**
 * Puts older papers into the store, as they would have been mailed on each of `days` days.
 *
 * @returns the ids of each day, the oldest day first
 */
export async function makePastPapers(db: Db, now: Date, days: number): Promise<string[][]> {
  const random = randomNumbers(4)
  const made = Array.from({ length: days }, (_, index) =>
    Array.from({ length: papersPerPastDay }, (__, n) =>
      makePaper(random, papers + index * papersPerPastDay + n, dayBefore(now, newDays - 1 + days - index)),
    ),
  )
  await storeCandidates(db, made.flat())
  return made.map((ofDay) => ofDay.map(({ id }) => id))
}

function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10)
}

function makePaper(random: () => number, n: number, firstListedOn: string): Candidate {
  const own = pickTopics(random, 1 + Math.floor(random() * 3))
  return candidate({
    id: `arxiv:2611.${String(n).padStart(5, '0')}`,
    title: words(random, 11),
    abstract: words(random, 180),
    summary: `${words(random, 24)}.`,
    authors: Array.from({ length: 6 }, () => words(random, 2)),
    organization: n % 3 === 0 ? words(random, 2) : null,
    topics: Object.fromEntries(own.map((slug, rank) => [slug, 0.95 - rank * 0.12 - random() * 0.05])),
    thumbnailUrl: `https://cdn-thumbnails.example.org/social-thumbnails/papers/2611.${n}.png`,
    codeUrl: n % 2 === 0 ? `https://code.example.org/lab/repository-${n}` : null,
    projectUrl: n % 4 === 0 ? `https://lab.example.org/project-${n}/` : null,
    signals: { upvotes: Math.floor(random() ** 3 * 200), comments: Math.floor(random() * 8), stars: null },
    firstListedOn,
  })
}

/**
 * Makes subscribers who came due in the slot of `now`: one to six topics each, the popular ones more often, and three
 * sizes of mail, which gives about 28,000 profiles for 60,000 people; or the same topic and size for all.
 */
export async function makeSubscribers(
  db: Db,
  { count, isSameForAll }: { count: number; isSameForAll: boolean },
  now: Date,
  onProgress: (made: number) => void,
): Promise<void> {
  const random = randomNumbers(2)
  const hour = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO('UTC').hour
  for (let first = 0; first < count; first += batch) {
    const size = Math.min(batch, count - first)
    const chosen = Array.from({ length: size }, () =>
      isSameForAll ? (topics[0]?.slug ?? '') : pickTopics(random, 1 + Math.floor(random() ** 1.3 * 6)).join(),
    )
    const sizes = Array.from({ length: size }, () =>
      isSameForAll ? 8 : ([8, 8, 8, 5, 12][Math.floor(random() * 5)] ?? 8),
    )
    await sql`
      insert into subscribers (email, email_key, status, topics, max_papers, hour, time_zone, consent, active_since)
      select address, address, 'active', string_to_array(chosen, ','), size, ${hour}, 'UTC',
        '{"how": "import", "at": "2026-01-01T00:00:00Z"}', now() - interval '30 days'
      from (
        select 'reader' || (${first}::integer + n) || '@example' || n % 500 || '.org' as address, chosen, size
        from unnest(${chosen}::text[], ${sizes}::smallint[]) with ordinality as given (chosen, size, n)
      ) made`.execute(db)
    onProgress(first + size)
  }
  // As a table is that has stood for a while, and is on the disk.
  await sql`vacuum (analyze)`.execute(db)
  await sql`checkpoint`.execute(db)
}

function pickTopics(random: () => number, count: number): string[] {
  const picked = new Set<string>()
  // Squared: a few topics are followed by very many.
  while (picked.size < count) picked.add(topics[Math.floor(random() ** 2 * topics.length)]?.slug ?? '')
  return [...picked]
}

const syllables = 'ba con den fa gre hi jo ka lum mer nor pa que ra sto tin ver wy zen os'.split(' ')

function words(random: () => number, count: number): string {
  const word = () =>
    Array.from(
      { length: 2 + Math.floor(random() * 2) },
      () => syllables[Math.floor(random() * syllables.length)],
    ).join('')
  const text = Array.from({ length: count }, word).join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
