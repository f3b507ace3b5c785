import type { CardSize } from '../../emails/paper-card.tsx'
import type { Language } from '../store/schema.ts'
import type { PickedPaper } from './digest-input.ts'
import { reasonWords } from './paper-view.ts'

export type PlacedPaper = PickedPaper & { size: CardSize }
export type PickedGroup = { title: string; papers: PlacedPaper[] }

/**
 * Papers under what they came for. The group of the best paper comes first, and each group's best within it; what is
 * from outside of the reader's interests is the last pick, and stays last.
 *
 * @param picks best first
 */
export function groupPicks(picks: readonly PickedPaper[], language: Language): PickedGroup[] {
  const groups = new Map<string, PlacedPaper[]>()
  for (const [rank, pick] of picks.entries()) {
    const { group } = reasonWords(language, pick.reason)
    const papers = groups.get(group) ?? []
    papers.push({ ...pick, size: sizeAt(rank) })
    groups.set(group, papers)
  }
  return Array.from(groups, ([title, papers]) => ({ title, papers }))
}

function sizeAt(rank: number): CardSize {
  if (rank === 0) return 'lead'
  return rank <= 2 ? 'medium' : 'small'
}
