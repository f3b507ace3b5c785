import type { Seed } from '../../marks/seeds.ts'
import { paperLinks } from '../../papers/paper.ts'
import { routes } from '../../routes.ts'
import type { SeedProblem } from '../../seeds/entry.ts'
import type { SeedImport } from '../../seeds/imports.ts'
import type { Proposals } from '../../seeds/propose.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { LetterPage } from '../page/layout.tsx'
import { useForeign, useWords } from '../page/speech.tsx'
import { ProposalForm } from './proposals.tsx'
import { maxListMegabytes } from './upload.ts'

/** What was done by the form that led here, or why nothing was. */
export type SeedsAnswer =
  | { change: 'followed' | 'removed' | 'removedAll'; problem?: never }
  | { problem: 'nothing given' | 'still looking' | 'nothing ticked' | 'too many followed'; change?: never }

type SeedsProps = {
  subscriber: Subscriber
  token: string
  seeds: readonly Seed[]
  proposals: Proposals
  list: SeedImport | undefined
  answer?: SeedsAnswer | null
  /** What was typed and not taken. */
  typed?: string
}

/** The papers that someone starts from: a form to give them, what is proposed from them, and all of them to remove. */
export function SeedsPage({ subscriber, token, seeds, proposals, list, answer, typed = '' }: SeedsProps) {
  const words = useWords().seeds
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.title} isPrivate>
      {answer?.change && <output className="saved">{words.changes[answer.change]}</output>}
      {answer?.problem && (
        <p className="problem-summary" role="alert">
          {words.refusals[answer.problem]}
        </p>
      )}
      <p className="lede">{words.lede}</p>
      {!subscriber.preferences.withLearning && <p className="hint">{words.isOff}</p>}
      {list && <ListState list={list} token={token} />}
      {seeds.length > 0 && <ProposalForm token={token} proposals={proposals} />}
      <ListForm token={token} typed={typed} />
      {seeds.length > 0 && <SeedList token={token} seeds={seeds} />}
      <p className="form-note">
        <a href={routes.preferences.href({ token })}>{words.back}</a>
      </p>
    </LetterPage>
  )
}

/** How far the last list is, and what could not be found. */
function ListState({ list, token }: { list: SeedImport; token: string }) {
  const words = useWords().seeds
  const { isWaiting, done, total, added, problems } = list
  return (
    <section aria-labelledby="last-list">
      <h2 className="why-day" id="last-list">
        {words.lastList}
      </h2>
      <p>
        <output>{isWaiting ? words.looking(done, total) : words.taken(added)}</output>{' '}
        {isWaiting && <a href={routes.seeds.href({ token })}>{words.lookAgain}</a>}
      </p>
      {problems.length > 0 && (
        <>
          <p>{words.notFound}</p>
          <ul className="about-list">
            {problems.toSorted(byLine).map((problem, index) => (
              <li key={index}>
                <ProblemLine {...problem} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function byLine(a: SeedProblem, b: SeedProblem): number {
  return (a.line ?? Infinity) - (b.line ?? Infinity) || 0
}

function ProblemLine({ line, label, reason, more = 0 }: SeedProblem) {
  const words = useWords().seeds
  const foreign = useForeign()
  if (reason === 'too many') return words.reasons[reason](more)
  return (
    <>
      {line !== null && `${words.line(line)} `}
      {label !== '' && <q lang={foreign(label)}>{label}</q>} {words.reasons[reason]}
      {more > 0 && ` ${words.andMore(more)}`}
    </>
  )
}

function ListForm({ token, typed }: { token: string; typed: string }) {
  const words = useWords().seeds
  return (
    <form className="form" method="post" action={routes.seeds.href({ token })} encType="multipart/form-data">
      <div className="field">
        <label htmlFor="list">{words.list}</label>
        <textarea
          id="list"
          name="list"
          rows={6}
          spellCheck={false}
          defaultValue={typed}
          placeholder={'arXiv:1706.03762\nhttps://arxiv.org/abs/2005.14165\n0000-0002-1825-0097'}
          aria-describedby="list-hint"
        />
        <p className="hint" id="list-hint">
          {words.listHint}
        </p>
      </div>
      <div className="field">
        <label htmlFor="file">{words.file}</label>
        <input
          id="file"
          name="file"
          type="file"
          accept=".bib,.bibtex,.ris,.txt,application/x-bibtex,application/x-research-info-systems,text/plain"
          aria-describedby="file-hint"
        />
        <p className="hint" id="file-hint">
          {words.fileHint(maxListMegabytes)}
        </p>
      </div>
      <p className="buttons">
        <button className="button" type="submit" name="what" value="read">
          {words.take}
        </button>
      </p>
      <p className="hint">{words.kept}</p>
    </form>
  )
}

function SeedList({ token, seeds }: { token: string; seeds: readonly Seed[] }) {
  const words = useWords().seeds
  const action = routes.seeds.href({ token })
  return (
    <section aria-labelledby="seeds">
      <h2 className="why-day" id="seeds">
        {words.yours(seeds.length)}
      </h2>
      <form className="mark-made" method="post" action={action}>
        <span className="hint">{words.count}</span>
        <button className="button quiet small" type="submit" name="what" value="remove all">
          {words.removeAll}
        </button>
      </form>
      <ul className="mark-list">
        {seeds.map((seed) => (
          <li key={seed.paper}>
            <form className="mark-made" method="post" action={action}>
              <SeedTitle {...seed} />
              <input type="hidden" name="paper" value={seed.paper} />
              <button className="button quiet small" type="submit" name="what" value="remove">
                {words.remove}
              </button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}

function SeedTitle({ paper, title }: Seed) {
  const foreign = useForeign()
  if (paper.startsWith('title:')) return <span lang={foreign(title)}>{title}</span>
  return (
    <a href={paperLinks({ id: paper, pageUrl: null }).page} lang={foreign(title)}>
      {title}
    </a>
  )
}
