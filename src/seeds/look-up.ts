import type { Logger } from '../logger.ts'
import { addSeeds } from '../marks/learn.ts'
import type { Paper, TopicScores } from '../papers/paper.ts'
import { readStoredPapers } from '../papers/stored-papers.ts'
import { knownArxivPapers } from '../sources/arxiv-api.ts'
import type { ArxivAccess } from '../sources/kind.ts'
import { SourceError } from '../sources/source-error.ts'
import { inTransaction, type Db } from '../store/open.ts'
import type { Lookup, SeedEntry, SeedProblem } from './entry.ts'
import { claimImport, keepImport, releaseImport, type ClaimedImport } from './imports.ts'
import { readLibrary, type LibraryAccess } from './libraries.ts'
import { placeSeed, type Described } from './place.ts'

export type LookUpDeps = {
  db: Db
  arxiv: ArxivAccess
  libraries: LibraryAccess
  classify: (paper: Paper) => TopicScores
  clock: () => Date
  logger: Logger
  signal?: AbortSignal | undefined
}

/** So many papers of arXiv are asked for, and so many others placed, between two looks that a reader may have at the page. */
const askedAtOnce = 50
const placedAtOnce = 20
const mostTries = 3

/**
 * Looks up what a subscriber's list names, and takes what it finds as seeds: libraries first, then stored papers and those
 * that the list itself describes, then arXiv. Each step is kept, so that a job that dies is continued by another one.
 */
export async function lookUpSeeds(deps: LookUpDeps, subscriberId: number): Promise<void> {
  const claimed = await claimImport(deps.db, subscriberId, deps.clock())
  if (!claimed) return
  try {
    await lookUp(deps, subscriberId, claimed)
  } catch (error) {
    // The next job goes on with it, as with what a process that was stopped has left. Of who was erased there is none.
    if (await releaseImport(deps.db, subscriberId)) throw error
    deps.logger.info('a list of papers was erased while it was looked up')
  }
}

async function lookUp(deps: LookUpDeps, subscriberId: number, claimed: ClaimedImport): Promise<void> {
  if (claimed.tries > mostTries) return void (await keepStep(deps, subscriberId, giveUp(claimed)))
  let list = claimed
  const keep = async (after: ClaimedImport, settled: readonly Settled[] = []) => {
    list = await keepStep(deps, subscriberId, after, settled)
  }
  for (const lookup of claimed.lookups) await keep(await withLibrary(deps, list, lookup))
  const { known, toAsk } = await divide(deps.db, list.entries)
  for (const some of chunked(known, placedAtOnce)) await keep(list, some)
  let hasAnswered = true
  for (const some of chunked(toAsk, askedAtOnce)) {
    const papers: ReadonlyMap<string, Paper> | null = hasAnswered ? await askArxiv(deps, some) : null
    hasAnswered = papers !== null
    const settled = some.map((entry): Settled => {
      const paper = papers?.get(entry.id ?? '') ?? (entry.title === '' ? null : entry)
      return { entry, paper, otherwise: papers ? 'unknown to arXiv' : 'no answer' }
    })
    await keep(list, settled)
  }
  deps.logger.info({ added: list.added, problems: list.problems.length }, 'looked up a list of papers')
}

/** An entry of which it is known what it is about, or why it is not. */
type Settled = { entry: SeedEntry; paper: Described | null; otherwise: SeedProblem['reason'] }

/** Takes settled entries off the list and what they are about as seeds, in one transaction. */
async function keepStep(
  { db, clock, classify }: LookUpDeps,
  subscriberId: number,
  list: ClaimedImport,
  settled: readonly Settled[] = [],
): Promise<ClaimedImport> {
  const placed = settled.map(({ entry, paper, otherwise }) => {
    const seed = paper && placeSeed(paper, classify)
    return { entry, seed, reason: paper ? ('no known words' as const) : otherwise }
  })
  const seeds = placed.flatMap(({ entry, seed }) => (seed ? [{ entry, seed }] : []))
  const isSettled = new Set(settled.map(({ entry }) => entry))
  return inTransaction(db, async (trx) => {
    const room =
      seeds.length === 0
        ? 0
        : await addSeeds(
            trx,
            subscriberId,
            seeds.map(({ seed }) => seed),
            clock(),
          )
    const kept = {
      ...list,
      entries: list.entries.filter((entry) => !isSettled.has(entry)),
      added: list.added + room,
      problems: [
        ...list.problems,
        ...placed.flatMap(({ entry, seed, reason }) => (seed ? [] : [problemOf(entry, reason)])),
        ...seeds.slice(room).map(({ entry }) => problemOf(entry, 'no room')),
      ],
    }
    await keepImport(trx, subscriberId, kept, clock())
    return kept
  })
}

function problemOf({ line, label }: SeedEntry, reason: SeedProblem['reason']): SeedProblem {
  return { line, label, reason }
}

/** As a reader may type it. */
function namedAs({ kind, number, line }: Lookup): Pick<SeedProblem, 'line' | 'label'> {
  return { line, label: kind === 'orcid' ? number : `${kind.replace(' ', ':')}/${number}` }
}

function giveUp(list: ClaimedImport): ClaimedImport {
  const problems = [
    ...list.lookups.map((lookup): SeedProblem => ({ ...namedAs(lookup), reason: 'no answer' })),
    ...list.entries.map((entry) => problemOf(entry, 'no answer')),
  ]
  return { ...list, entries: [], lookups: [], problems: [...list.problems, ...problems] }
}

/** The list with the papers of a library in the place of its name. */
async function withLibrary(
  { libraries, signal }: LookUpDeps,
  list: ClaimedImport,
  lookup: Lookup,
): Promise<ClaimedImport> {
  const found = await readLibrary(libraries, lookup, signal)
  const lookups = list.lookups.filter((one) => one !== lookup)
  if ('reason' in found) {
    const problems = [...list.problems, { ...namedAs(lookup), reason: found.reason }]
    return { ...list, lookups, problems }
  }
  const { entries } = found
  return { ...list, lookups, entries: [...list.entries, ...entries], total: list.total + entries.length }
}

/** What is stored, what the list describes by itself, and what cannot be looked up; the rest is for arXiv. */
async function divide(
  db: Db,
  entries: readonly SeedEntry[],
): Promise<{ known: Settled[]; toAsk: SeedEntry[] }> {
  const ids = entries.flatMap(({ id }) => id ?? [])
  const stored = ids.length === 0 ? new Map<string, Described>() : await readStoredPapers(db, ids)
  const toAsk: SeedEntry[] = []
  const known = entries.flatMap((entry): Settled[] => {
    const { id, title, abstract } = entry
    const isSaid = title !== '' && (abstract !== '' || !id?.startsWith('arxiv:'))
    const paper = stored.get(id ?? '') ?? (isSaid ? entry : null)
    if (paper || !id?.startsWith('arxiv:')) return [{ entry, paper, otherwise: 'unknown DOI' }]
    toAsk.push(entry)
    return []
  })
  return { known, toAsk }
}

/** @returns by id; null where arXiv does not answer */
async function askArxiv(
  { arxiv, signal, logger }: LookUpDeps,
  entries: readonly SeedEntry[],
): Promise<Map<string, Paper> | null> {
  const ids = entries.flatMap(({ id }) => id?.replace(/^arxiv:/, '') ?? [])
  try {
    const papers = await knownArxivPapers(arxiv, ids, signal)
    return new Map(papers.map((paper) => [paper.id, paper]))
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    logger.warn({ problem: error.message }, 'arXiv could not be asked for the papers of a list')
    return null
  }
}

function chunked<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, nth) =>
    all.slice(nth * size, (nth + 1) * size),
  )
}
