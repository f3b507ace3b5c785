import type { Db } from '../store/open.ts'

/** How many upvotes all sources together counted from an instant on. */
export type UpvotePoint = { at: Date; upvotes: number }

/** @returns a paper's upvotes over time, the oldest first; an entry for each time that the sum changed */
export async function readUpvoteHistory(db: Db, id: string): Promise<UpvotePoint[]> {
  const rows = await db
    .selectFrom('signal_snapshots')
    .select(['source', 'taken_at as at', 'upvotes'])
    .where('paper_id', '=', id)
    .orderBy('taken_at')
    .orderBy('source')
    .execute()
  return sumOverSources(rows)
}

/** @param counts in the order of time */
export function sumOverSources(counts: readonly (UpvotePoint & { source: string })[]): UpvotePoint[] {
  const newest = new Map<string, number>()
  const points: UpvotePoint[] = []
  for (const { source, at, upvotes } of counts) {
    newest.set(source, upvotes)
    const sum = [...newest.values()].reduce((total, one) => total + one, 0)
    const last = points.at(-1)
    if (last?.at.getTime() === at.getTime()) last.upvotes = sum
    else if (last?.upvotes !== sum) points.push({ at, upvotes: sum })
  }
  return points
}
