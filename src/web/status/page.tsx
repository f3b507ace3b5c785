import type { ReactNode } from 'react'
import type { DayReceipt, Receipt } from '../../ingest/receipt.ts'
import type { DayHealth, SourceHealth } from '../../ingest/source-health.ts'
import type { LeftOut } from '../../sources/source.ts'
import type { DayState } from '../../store/schema.ts'
import { LetterPage } from '../page/layout.tsx'
import { sourceTitle } from '../page/wording.ts'
import { forms } from '../words/en/forms.ts'

type StatusProps = { sources: SourceHealth[]; url: string }

/** How each source stands, in words for readers. */
export function StatusPage({ sources, url }: StatusProps) {
  return (
    <LetterPage
      kicker="Behind the paper"
      title="Where the papers come from"
      description="How each source of papers stands: its newest day, and whether it is complete."
      url={url}
    >
      <p className="lede">{summarize(sources)}</p>
      {sources.map((source) => (
        <Source key={source.name} {...source} />
      ))}
      <p className="form-note">Times are in UTC.</p>
    </LetterPage>
  )
}

function summarize(sources: SourceHealth[]): string {
  const all = sources.length
  if (sources.every(({ days }) => days.length === 0)) return 'No list of papers has come yet.'
  const troubled = sources.filter(({ days: [newest] }) => !newest || isBad(newest)).length
  if (troubled === 0) return all === 1 ? 'All is well with the source.' : 'All is well with the sources.'
  const which = all === 1 ? 'the source' : `${troubled} of ${forms.counted(all, 'source', 'sources')}`
  return `There is trouble with ${which}. Lists that were good before are kept.`
}

function Source({ name, days, receipts, watermark, lastPollAt, nextPollAt }: SourceHealth) {
  const [newest] = days
  return (
    <section aria-labelledby={`source-${name}`}>
      <h2 className="why-day" id={`source-${name}`}>
        {sourceTitle(name)}
      </h2>
      {(!newest || isBad(newest) || newest.problem !== null) && (
        <p className="problem-summary">{newest ? tellProblem(newest) : 'Nothing has come from it lately.'}</p>
      )}
      <dl className="terms terms-wide">
        <Term name="Newest day">{newest ? nameDay(newest.day) : 'none'}</Term>
        {newest && (
          <Term name="State">
            {stateWords[newest.state]}, {forms.counted(newest.listed, 'paper', 'papers')}
          </Term>
        )}
        <Term name="Complete to">{watermark ? nameDay(watermark) : 'no day yet'}</Term>
        <Term name="Last asked">{lastPollAt ? <Instant at={lastPollAt} /> : 'never'}</Term>
        <Term name="Next asked">
          <Instant at={nextPollAt} />
        </Term>
      </dl>
      {receipts.some(({ receipt }) => receipt !== null) && <Receipts source={name} receipts={receipts} />}
    </section>
  )
}

/** What was announced on the last days, and what became of it. */
function Receipts({ source, receipts }: { source: string; receipts: DayReceipt[] }) {
  return (
    <table className="receipts" aria-label={`What ${sourceTitle(source)} announced, day by day`}>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Announced</th>
          <th scope="col">Here</th>
          <th scope="col">Left out</th>
        </tr>
      </thead>
      <tbody>
        {receipts.map(({ day, state, receipt, late }) => (
          <tr key={day}>
            <th scope="row">
              <time dateTime={day}>{nameDayShortly(day)}</time>
            </th>
            <td>
              {receipt?.announced ?? (state === 'stale' || state === 'failed' ? stateWords[state] : '–')}
            </td>
            <td>{receipt && `${receipt.kept}${late > 0 ? `, ${late} late` : ''}`}</td>
            <td>{receipt && tellLeftOut(receipt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const leftOutWords: [keyof LeftOut, string][] = [
  ['repeated', 'repeated'],
  ['unreadable', 'unreadable'],
  ['replaced', 'new versions'],
  ['limit', 'over the limit'],
  ['missing', 'not sent yet'],
]

function tellLeftOut({ leftOut }: Receipt): string {
  const reasons = leftOutWords.flatMap(([reason, words]) => {
    const amount = leftOut[reason] ?? 0
    return amount > 0 ? [`${amount} ${words}`] : []
  })
  return reasons.length > 0 ? reasons.join(', ') : '–'
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Instant({ at }: { at: Date }) {
  const text = at.toISOString()
  return (
    <time dateTime={text}>
      {nameDayShortly(text.slice(0, 10))}, {text.slice(11, 16)}
    </time>
  )
}

const { day: nameDay, shortDay: nameDayShortly } = forms
const stateWords: Record<DayState, string> = {
  fetched: 'fetched',
  empty: 'nothing listed',
  partial: 'in part',
  stale: 'out of date',
  failed: 'failed',
}

function isBad({ state }: DayHealth): boolean {
  return state === 'stale' || state === 'failed'
}

/** The exact problem may quote servers and name hosts: it is for the operator, and this for everyone. */
function tellProblem({ state }: DayHealth): string {
  if (state === 'failed') return 'Its list could not be read. It will be asked again.'
  if (state === 'stale') return 'It gave an old list again, which was left out. It will be asked again.'
  if (state === 'partial') return 'Its list may have gaps. It will be asked again.'
  return 'It could not be read the last time. The list from before is kept.'
}
