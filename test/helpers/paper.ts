import type { Paper } from '../../src/papers/paper.ts'

/** A paper of which a source says nothing but what the test is about. */
export function paper(given: Partial<Paper> & { id: string }): Paper {
  return {
    title: `On ${given.id}`,
    abstract: `About ${given.id}.`,
    authors: [],
    organization: null,
    summary: null,
    keywords: [],
    thumbnailUrl: null,
    figureUrl: null,
    codeUrl: null,
    projectUrl: null,
    pageUrl: null,
    categories: [],
    comment: null,
    publishedOn: null,
    ...given,
  }
}
