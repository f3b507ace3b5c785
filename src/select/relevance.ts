import { acceptedScore } from '../papers/paper.ts'

/** From here on a paper matches an interest. */
export const relevanceFloor = acceptedScore
/** Between here and the floor a paper neither matches a topic nor is clearly outside of it. */
export const nearFloor = 0.3

/** How relevant some papers of an edition are to one interest, in 0..1; to the others it does not apply. */
export type Column = {
  /** Positions in the edition's papers, each once. */
  papers: readonly number[]
  values: readonly number[]
}
