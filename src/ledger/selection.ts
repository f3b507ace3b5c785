import type { Reason, Selection } from '../store/schema.ts'

/** Rows keep the name that `discovery` had first. */
type WrittenKind = Exclude<Reason['kind'], 'discovery' | 'likeness' | 'marked' | 'seed'> | 'outside'
type Written = [paper: string, kind: WrittenKind, what?: string, matched?: string, isLikeness?: 1]

/** Before the paper of a seed. No id begins like it. */
const seedMark = 'seed '

/**
 * A selection as `deliveries` keeps it: JSON, of each pick `[paper, kind of reason, what is followed, matched]` as far as
 * there is something to say. Names would be half of the text, a million times.
 */
export function writeSelection(selection: Selection): string {
  return JSON.stringify(selection.map(({ paper, reason }): Written => [paper, ...writeReason(reason)]))
}

/** @throws {Error} where it is not as `writeSelection` makes it */
export function readSelection(written: string): Selection {
  const picks: Written[] = JSON.parse(written)
  return picks.map(([paper, kind, what = '', matched, isLikeness]) => ({
    paper,
    reason: isLikeness === 1 ? { kind: 'likeness', keyword: what } : readReason(kind, what, matched),
  }))
}

function writeReason(reason: Reason): [WrittenKind, string?, string?, 1?] {
  switch (reason.kind) {
    case 'topic':
      return ['topic', reason.topic]
    case 'keyword':
      return reason.matched === undefined
        ? ['keyword', reason.keyword]
        : ['keyword', reason.keyword, reason.matched]
    case 'likeness':
      // The previous release reads it as the keyword, found as it is typed.
      return ['keyword', reason.keyword, reason.keyword, 1]
    case 'author':
      return ['author', reason.author]
    case 'organization':
      return ['organization', reason.organization]
    case 'marked':
      // The previous release reads it as trending.
      return ['trending', reason.title, reason.paper]
    case 'seed':
      return ['trending', reason.title, `${seedMark}${reason.paper}`]
    case 'trending':
      return ['trending']
    case 'discovery':
      return ['outside']
  }
}

function readReason(kind: WrittenKind, what: string, matched: string | undefined): Reason {
  switch (kind) {
    case 'topic':
      return { kind, topic: what }
    case 'keyword':
      return matched === undefined ? { kind, keyword: what } : { kind, keyword: what, matched }
    case 'author':
      return { kind, author: what }
    case 'organization':
      return { kind, organization: what }
    case 'trending':
      if (matched === undefined) return { kind }
      return matched.startsWith(seedMark)
        ? { kind: 'seed', paper: matched.slice(seedMark.length), title: what }
        : { kind: 'marked', paper: matched, title: what }
    case 'outside':
      return { kind: 'discovery' }
    default:
      throw new Error(`a selection has a reason that is none: ${JSON.stringify(kind)}`)
  }
}
