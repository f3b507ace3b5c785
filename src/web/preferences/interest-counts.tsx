import { listPapersBetween } from '../../papers/stored-papers.ts'
import { countInterests, type InterestCounts, type KeywordCount } from '../../select/interest-counts.ts'
import type { Db } from '../../store/open.ts'
import { maxNames } from '../../subscribers/preference-schemas.ts'
import { useWords } from '../page/speech.tsx'

const countedDays = 30
const maxAgeMs = 600_000
const dayMs = 86_400_000

type Counting = { db: Db; clock: () => Date }
const kept = new WeakMap<Db, { at: number; counts: Promise<InterestCounts> }>()

/** Counted anew at most every ten minutes, over the papers first listed in the last thirty days. */
export function recentInterestCounts({ db, clock }: Counting): Promise<InterestCounts> {
  const now = clock().getTime()
  const known = kept.get(db)
  if (known && Math.abs(now - known.at) < maxAgeMs) return known.counts
  const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 10)
  const between = { after: dayOf(now - countedDays * dayMs), upTo: dayOf(now), exceptOnlyBy: [] }
  const counts = listPapersBetween(db, between).then(countInterests)
  kept.set(db, { at: now, counts })
  counts.catch(() => kept.delete(db))
  return counts
}

/** How many papers each keyword, author or organisation of a field had, so that one that finds nothing is seen at once. */
export function CountedInterests({
  field,
  values = [],
  counts,
}: {
  field: 'keywords' | 'authors' | 'organizations'
  values: readonly string[] | undefined
  counts: InterestCounts | undefined
}) {
  // A list that is too long is shown again as it was typed, but not counted.
  const typed = values.slice(0, maxNames).flatMap((value) => value.trim() || [])
  return (
    <ul className="counts" id={`${field}-counts`} aria-live="polite" hidden={!counts || typed.length === 0}>
      {counts &&
        typed.map((value) => (
          <li key={value}>
            <b>{value}</b>: <CountText counts={counts} field={field} value={value} />
          </li>
        ))}
    </ul>
  )
}

function CountText({ counts, field, value }: { counts: InterestCounts; field: string; value: string }) {
  const { fields } = useWords().subscribing
  if (field === 'keywords') return <KeywordCountText {...counts.keyword(value)} />
  return fields.inThirtyDays(field === 'authors' ? counts.author(value) : counts.organization(value))
}

function KeywordCountText({ papers, near }: KeywordCount) {
  const { fields } = useWords().subscribing
  if (papers > 0 || near.length === 0) return fields.inThirtyDays(papers)
  return (
    <>
      {fields.noneButClose}{' '}
      {near.map((one, at) => (
        <span key={one.phrase}>
          {at > 0 && ', '}
          <i lang="en">{one.phrase}</i> ({one.papers})
        </span>
      ))}
    </>
  )
}

/** Names to choose from while one is typed. */
export function SuggestedNames({ id, names }: { id: string; names: readonly string[] }) {
  return (
    <datalist id={id}>
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </datalist>
  )
}
