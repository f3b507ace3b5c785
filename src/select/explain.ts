import type { Reason } from '../store/schema.ts'
import { hasInterests, type Profile } from './profile.ts'
import { interestsOf, rank, type Ranking } from './rank.ts'
import type { Rated } from './rate.ts'
import { relevanceFloor, type Column } from './relevance.ts'
import { mailedAmong, selectPapers, type Pick } from './select.ts'
import type { Taste } from './taste.ts'

/** What someone mutes, as they chose it: a topic by slug, a phrase, or a person or organisation. */
export type Muted = { kind: 'topic' | 'keyword' | 'name'; value: string }

/** Why a candidate was not picked. */
export type Exclusion =
  | { kind: 'not a candidate' }
  /** The same work was mailed under this id. */
  | { kind: 'mailed as'; id: string }
  | { kind: 'muted'; what: Muted }
  /** First listed this many days or longer before the edition. */
  | { kind: 'too old'; days: number }
  /** `nearest` is the interest that comes closest, null where none is near. */
  | { kind: 'below floor'; nearest: Reason | null }
  /** The same work was picked under this id. */
  | { kind: 'picked as'; id: string }
  /** Matches of this topic hold half of the places already, and others were picked after them. */
  | { kind: 'topic is full'; topic: string }
  /** This many of the picks are placed above it. */
  | { kind: 'outranked'; by: number }

export type Explained = { picks: Pick[]; exclusion: Exclusion | null }

/**
 * Selects as an edition does, and tells why one paper is not in the selection.
 *
 * @param mailed ids of the papers that this subscriber had had before
 * @returns `exclusion` null where the paper is picked
 */
export function explain(
  rated: Rated,
  profile: Profile,
  {
    horizon,
    mailed,
    id,
    taste,
  }: { horizon: number; mailed: ReadonlySet<string>; id: string; taste: Taste | null },
): Explained {
  const ranking = rank(rated, profile, horizon, taste)
  const picks = selectPapers(ranking, mailedAmong(rated, mailed), profile.maxPapers)
  if (picks.some(({ candidate }) => candidate.id === id)) return { picks, exclusion: null }
  const paper = rated.papers.findIndex((one) => one.id === id)
  const exclusion: Exclusion =
    paper < 0
      ? { kind: 'not a candidate' }
      : (whyHidden(rated, profile, paper, { horizon, mailed }) ??
        whyNotPicked(ranking, profile, picks, paper))
  return { picks, exclusion }
}

/** Why a paper may not be shown to someone, whatever speaks for it; null where it may. */
export function whyHidden(
  rated: Rated,
  profile: Profile,
  paper: number,
  { horizon, mailed }: { horizon: number; mailed: ReadonlySet<string> },
): Exclusion | null {
  const works = [paper, ...(rated.repeats[paper] ?? [])].map((at) => rated.papers[at]?.id ?? '')
  const had = works.find((id) => mailed.has(id))
  if (had !== undefined) return { kind: 'mailed as', id: had }
  const what = findMute(rated, profile, paper)
  if (what) return { kind: 'muted', what }
  return rated.youngerThan(horizon)[paper] === 1 ? null : { kind: 'too old', days: horizon }
}

/** The first mute that hides a paper, or null. */
function findMute(rated: Rated, profile: Profile, paper: number): Muted | null {
  const topic = profile.mutedTopics.find((slug) => valueAt(rated.topics.get(slug), paper) >= relevanceFloor)
  if (topic !== undefined) return { kind: 'topic', value: topic }
  const keyword = profile.mutedKeywords.find((phrase) => rated.mutedKeyword(phrase).papers.includes(paper))
  if (keyword !== undefined) return { kind: 'keyword', value: keyword }
  const name = profile.mutedAuthors.find((one) =>
    [rated.author(one), rated.organization(one)].some(({ papers }) => papers.includes(paper)),
  )
  return name === undefined ? null : { kind: 'name', value: name }
}

function whyNotPicked(ranking: Ranking, profile: Profile, picks: readonly Pick[], paper: number): Exclusion {
  const { rated, matches, winners, interests } = ranking
  const place = matches.indexOf(paper)
  if (place < 0) return { kind: 'below floor', nearest: nearestInterest(rated, profile, paper) }
  const ids = new Set(picks.map(({ candidate }) => candidate.id))
  const isPicked = (at: number) => ids.has(rated.papers[at]?.id ?? '')
  const same = rated.repeats[paper]?.find(isPicked)
  if (same !== undefined) return { kind: 'picked as', id: rated.papers[same]?.id ?? '' }
  const reason = interests[winners[place] ?? 0]?.reason
  const isPassedOver = matches.slice(place + 1).some(isPicked)
  if (isPassedOver && reason?.kind === 'topic') return { kind: 'topic is full', topic: reason.topic }
  return { kind: 'outranked', by: matches.slice(0, place).filter(isPicked).length }
}

function nearestInterest(rated: Rated, profile: Profile, paper: number): Reason | null {
  if (!hasInterests(profile)) return null
  let nearest: { reason: Reason; value: number } | null = null
  for (const { reason, column } of interestsOf(rated, profile)) {
    const value = valueAt(column, paper)
    if (value > (nearest?.value ?? 0)) nearest = { reason, value }
  }
  return nearest?.reason ?? null
}

function valueAt(column: Column | undefined, paper: number): number {
  return column?.values[column.papers.indexOf(paper)] ?? 0
}
