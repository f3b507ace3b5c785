import type { UpvotePoint } from '../../papers/upvote-history.ts'
import { LineChart } from '../page/line-chart.tsx'
import { count, nameDayShortly } from '../page/wording.ts'

/** How the upvotes grew, where they were counted often enough to show it. */
export function UpvoteChart({ upvotes }: { upvotes: readonly UpvotePoint[] }) {
  const [first, last] = [upvotes[0], upvotes.at(-1)]
  if (upvotes.length < 3 || !first || !last) return null
  const caption = `From ${count(first.upvotes, 'upvote')} on ${dayOf(first)} to ${last.upvotes.toLocaleString('en')} on ${dayOf(last)}`
  return (
    <figure className="upvote-chart">
      <LineChart
        points={upvotes.map(({ at, upvotes: y }) => ({ x: at.getTime(), y }))}
        width={240}
        height={56}
        label={caption}
      />
      <figcaption aria-hidden="true">{caption}</figcaption>
    </figure>
  )
}

function dayOf({ at }: UpvotePoint): string {
  return nameDayShortly(at.toISOString().slice(0, 10))
}
