import type { ReactNode } from 'react'
import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Mutes } from '../../subscribers/mute.ts'
import type { Problem } from '../../subscribers/problems.ts'
import { LetterPage } from '../page/layout.tsx'
import { useForeign, useWords } from '../page/speech.tsx'

/** The parts of a paper that a reader may mute. */
export type PaperToMute = {
  id: string
  title: string
  topics: string[]
  keywords: string[]
  /** Its organisation and its first authors. */
  names: string[]
}

/** What was wrong with the form: nothing was chosen, or something cannot be muted. */
export type MuteProblem = 'nothing chosen' | Problem[]

type LessProps = { subscriber: Subscriber; paper: PaperToMute; problem?: MuteProblem; typed?: string }

/** Asks what about a paper there should be less of. */
export function MutePage({ subscriber, paper, problem, typed = '' }: LessProps) {
  const words = useWords().subscribing.mute
  const title = titleOf(paper)
  const foreign = useForeign()
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.title} isPrivate>
      <p className="lede">
        {words.question(
          <a href={routes.paper.href({ id: paper.id })} lang={foreign(title)}>
            {title}
          </a>,
        )}
      </p>
      <MuteForm {...{ paper, problem, typed }} />
      <p className="form-note">{words.once}</p>
    </LetterPage>
  )
}

type MuteFormProps = Pick<LessProps, 'paper' | 'typed'> & {
  problem?: MuteProblem | undefined
  /** Where it is not on its own page. */
  action?: string
}

/** What there is about a paper to mute. */
export function MuteForm({ paper, problem, typed = '', action }: MuteFormProps) {
  const { subscribing, problems, topics } = useWords()
  const words = subscribing.mute
  return (
    <>
      {problem && (
        <p className="problem-summary" role="alert">
          {problem === 'nothing chosen'
            ? words.chooseOne
            : problem.map(({ code, about }) => problems.fields[code](about)).join(' ')}
        </p>
      )}
      <form className="form" method="post" action={action}>
        <Choices name="topics" legend={words.topics} values={paper.topics} nameOf={topics.name} />
        <Choices name="keywords" legend={words.keywords} values={paper.keywords} areForeign>
          <div className="field">
            <label htmlFor="keyword">
              {words.otherWords} <span className="hint">{words.commas}</span>
            </label>
            <input id="keyword" name="keyword" type="text" defaultValue={typed} />
          </div>
        </Choices>
        <Choices name="authors" legend={words.authors} values={paper.names} areForeign />
        <button className="button" type="submit">
          {words.button}
        </button>
      </form>
    </>
  )
}

type ChoicesProps = {
  name: string
  legend: string
  values: string[]
  nameOf?: (value: string) => string
  /** They are the paper's own words. */
  areForeign?: boolean
  children?: ReactNode
}

function Choices({ name, legend, values, nameOf, areForeign, children }: ChoicesProps) {
  const foreign = useForeign()
  if (values.length === 0) return children
  return (
    <>
      <fieldset className="field">
        <legend>{legend}</legend>
        {values.map((value) => (
          <label className="chip" key={value} lang={areForeign ? foreign(value) : undefined}>
            <input type="checkbox" name={name} value={value} />
            {nameOf ? nameOf(value) : value}
          </label>
        ))}
      </fieldset>
      {children}
    </>
  )
}

/** Says what is muted now. */
export function MutedPage(props: { subscriber: Subscriber; mutes: Mutes; token: string }) {
  const { subscriber, mutes, token } = props
  const { subscribing, topics } = useWords()
  const words = subscribing.mute
  const muted = [
    ...mutes.topics.map(topics.name),
    ...mutes.keywords.map(subscribing.quoted),
    ...mutes.authors,
  ]
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.noted} isPrivate>
      <p className="lede">{words.muted}</p>
      <ul className="muted-list">
        {muted.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <p>
        <a className="button" href={routes.preferences.href({ token })}>
          {words.seeAll}
        </a>
      </p>
      <p className="form-note">{words.unmute}</p>
    </LetterPage>
  )
}
