import { paperboyBrand } from '../../emails/brand.ts'
import type { DigestInput, PickedPaper } from '../../src/render/digest-input.ts'
import type { Candidate } from '../../src/papers/paper.ts'
import type { Reason } from '../../src/store/schema.ts'

/** A made-up paper; say what the test is about. */
export function candidate(overrides: Partial<Candidate> = {}): Candidate {
  return {
    id: 'arxiv:2605.90001',
    title: 'Small hands, long memories: dexterous manipulation from an afternoon of play',
    abstract:
      'We let a robot hand play for four hours, e.g. with jars and beads. It then folds paper. We measure how much it forgets.',
    authors: ['Ada Example', 'Bo Sample', 'Cy Specimen', 'Di Instance'],
    organization: 'Institute for Patient Machines',
    summary: 'A robot hand that plays for four hours learns to open jars and to thread beads.',
    keywords: [],
    thumbnailUrl: 'https://images.example.org/2605.90001.png',
    figureUrl: null,
    codeUrl: 'https://code.example.org/small-hands?branch=main&path=src',
    projectUrl: 'https://small-hands.example.org/',
    pageUrl: 'https://huggingface.co/papers/2605.90001',
    categories: [],
    comment: null,
    publishedOn: '2026-05-19',
    topics: { robotics: 0.9, 'world-models': 0.4 },
    signals: { upvotes: 212, comments: 14, stars: 3 },
    popularity: 0.5,
    firstListedOn: '2026-05-20',
    ...overrides,
  }
}

export function picked(
  overrides: Partial<Candidate> = {},
  reason: Reason = { kind: 'topic', topic: 'robotics' },
): PickedPaper {
  return { candidate: candidate(overrides), reason }
}

export function digestInput(overrides: Partial<DigestInput> = {}): DigestInput {
  return {
    picks: [picked()],
    notes: [],
    slot: new Date('2026-05-20T05:00:00Z'),
    timeZone: 'Europe/Berlin',
    cadence: 'daily',
    language: 'en',
    brand: paperboyBrand,
    consideredCount: 143,
    isFirst: false,
    isSample: false,
    own: null,
    links: {
      preferences:
        'https://papers.example.org/preferences/a.b.c.dddddddddddddddddddddddddddddddddddddddddddddd',
      unsubscribe:
        'https://papers.example.org/unsubscribe/a.b.c.dddddddddddddddddddddddddddddddddddddddddddddd',
      why: 'https://papers.example.org/preferences/a.b.c.dddddddddddddddddddddddddddddddddddddddddddddd/why',
      more: 'https://papers.example.org/preferences/a.b.c.dddddddddddddddddddddddddddddddddddddddddddddd/more/',
      less: 'https://papers.example.org/preferences/a.b.c.dddddddddddddddddddddddddddddddddddddddddddddd/less/',
      website: 'https://papers.example.org/',
      how: 'https://papers.example.org/how',
      digest: 'https://papers.example.org/digests/2026-05-20',
    },
    postalAddress: null,
    ...overrides,
  }
}
