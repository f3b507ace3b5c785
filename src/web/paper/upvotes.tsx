import type { UpvotePoint } from '../../papers/upvote-history.ts'
import { LineChart } from '../page/line-chart.tsx'
import { useWords } from '../page/speech.tsx'

/** How the upvotes grew, where they were counted often enough to show it. */
export function UpvoteChart({ upvotes }: { upvotes: readonly UpvotePoint[] }) {
  const { forms, reading } = useWords()
  const [first, last] = [upvotes[0], upvotes.at(-1)]
  if (upvotes.length < 3 || !first || !last) return null
  const dayOf = ({ at }: UpvotePoint) => forms.shortDay(at.toISOString().slice(0, 10))
  const caption = reading.paper.upvoteHistory(first.upvotes, dayOf(first), last.upvotes, dayOf(last))
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
