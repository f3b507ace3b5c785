import type { Reason, Selection } from '../store/schema.ts'

type Written = [paper: string, kind: Reason['kind'], what?: string, said?: string]

/**
 * A selection as `deliveries` keeps it: JSON, of each pick `[paper, kind of reason, what is followed, said]` as far as
 * there is something to say. Names would be half of the text, a million times.
 */
export function writeSelection(selection: Selection): string {
  return JSON.stringify(selection.map(({ paper, reason }): Written => [paper, ...writeReason(reason)]))
}

/** @throws {Error} where it is not as `writeSelection` makes it */
export function readSelection(written: string): Selection {
  const picks: Written[] = JSON.parse(written)
  return picks.map(([paper, kind, what = '', said]) => ({ paper, reason: readReason(kind, what, said) }))
}

function writeReason(reason: Reason): [Reason['kind'], string?, string?] {
  switch (reason.kind) {
    case 'topic':
      return ['topic', reason.topic]
    case 'keyword':
      return reason.said === undefined
        ? ['keyword', reason.keyword]
        : ['keyword', reason.keyword, reason.said]
    case 'author':
      return ['author', reason.author]
    case 'organization':
      return ['organization', reason.organization]
    case 'trending':
    case 'outside':
      return [reason.kind]
  }
}

function readReason(kind: Reason['kind'], what: string, said: string | undefined): Reason {
  switch (kind) {
    case 'topic':
      return { kind, topic: what }
    case 'keyword':
      return said === undefined ? { kind, keyword: what } : { kind, keyword: what, said }
    case 'author':
      return { kind, author: what }
    case 'organization':
      return { kind, organization: what }
    case 'trending':
    case 'outside':
      return { kind }
    default:
      throw new Error(`a selection has a reason that is none: ${JSON.stringify(kind)}`)
  }
}
