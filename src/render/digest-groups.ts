import type { CardSize } from '../../emails/paper-card.tsx'
import type { Language } from '../store/schema.ts'
import type { PickedPaper } from './digest-input.ts'
import { figureOf, reasonWords } from './paper-view.ts'

/** A paper in its place, with what its card says of the reason besides what the group says. */
export type PlacedPaper = PickedPaper & { size: CardSize; ownReason: string | null }
export type PickedGroup = { title: string; papers: PlacedPaper[] }

/**
 * Papers under what they came for. The group of the best paper comes first, and each group's best within it; what is
 * from outside of the reader's interests is the last pick, and stays last.
 *
 * @param picks best first
 */
export function groupPicks(picks: readonly PickedPaper[], language: Language): PickedGroup[] {
  const groups = new Map<string, PlacedPaper[]>()
  const hasPicture = picks[0] !== undefined && figureOf(picks[0].candidate) !== null
  let rank = 0
  for (const { candidate, reason } of picks) {
    const { group, own } = reasonWords(language, reason)
    const paper = { candidate, reason, size: sizeAt(rank, hasPicture), ownReason: own }
    const papers = groups.get(group)
    if (papers) papers.push(paper)
    else groups.set(group, [paper])
    rank += 1
  }
  return Array.from(groups, ([title, papers]) => ({ title, papers }))
}

/** A picture takes the room of one of the two medium papers: eight of them still fit on three screens of a phone. */
function sizeAt(rank: number, hasPicture: boolean): CardSize {
  if (rank === 0) return 'lead'
  return rank <= (hasPicture ? 1 : 2) ? 'medium' : 'small'
}
