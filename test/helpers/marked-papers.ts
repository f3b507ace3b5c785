import type { Candidate } from '../../src/papers/paper.ts'
import { candidate } from './candidates.ts'

/**
 * A paper of nobody's stated interests, which may be marked.
 *
 * @param science its score for the topic
 */
export function proteinPaper(id: string, firstListedOn: string, science: number): Candidate {
  return candidate({
    id: `arxiv:2605.1000${id}`,
    title: `Protein structure prediction with equivariant networks ${id}`,
    abstract: 'We predict the structure of proteins and molecules. Protein design needs molecular dynamics.',
    keywords: ['protein design', 'molecules'],
    firstListedOn,
    topics: { science },
  })
}

/** A paper that is far from those, and that many read. */
export function videoPaper(id: string, firstListedOn = '2026-05-19'): Candidate {
  return candidate({
    id: `arxiv:2605.0500${id}`,
    title: `Video generation with diffusion transformers ${id}`,
    abstract: 'A diffusion transformer generates long videos from text. Video diffusion models are fast.',
    keywords: ['video generation', 'diffusion'],
    firstListedOn,
    topics: { 'video-generation': 0.9 },
    signals: { upvotes: 200, comments: 0, stars: null },
    popularity: 0.99,
  })
}
