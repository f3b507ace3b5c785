import type { ReactNode } from 'react'
import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Mutes } from '../../subscribers/mute.ts'
import { topicName } from '../../topics/catalogue.ts'
import { LetterPage } from '../page/layout.tsx'

/** The parts of a paper that a reader may mute. */
export type PaperToMute = {
  id: string
  title: string
  topics: string[]
  keywords: string[]
  /** Its organisation and its first authors. */
  names: string[]
}

type LessProps = { subscriber: Subscriber; paper: PaperToMute; problem?: string; typed?: string }

/** Asks what about a paper there should be less of. */
export function MutePage({ subscriber, paper, problem, typed = '' }: LessProps) {
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Less like this" isPrivate>
      <p className="lede">
        What about <a href={routes.paper.href({ id: paper.id })}>{titleOf(paper)}</a> should not come again?
      </p>
      {problem && (
        <p className="problem-summary" role="alert">
          {problem}
        </p>
      )}
      <form className="form" method="post">
        <Choices name="topics" legend="Nothing about" values={paper.topics} nameOf={topicName} />
        <Choices name="keywords" legend="Nothing with these words" values={paper.keywords}>
          <div className="field">
            <label htmlFor="keyword">
              Or other words <span className="hint">with commas between</span>
            </label>
            <input id="keyword" name="keyword" type="text" defaultValue={typed} />
          </div>
        </Choices>
        <Choices name="authors" legend="Nothing by" values={paper.names} />
        <button className="button" type="submit">
          Mute
        </button>
      </form>
      <p className="form-note">This very paper comes only once in any case.</p>
    </LetterPage>
  )
}

type ChoicesProps = {
  name: string
  legend: string
  values: string[]
  nameOf?: (value: string) => string
  children?: ReactNode
}

function Choices({ name, legend, values, nameOf = (value) => value, children }: ChoicesProps) {
  if (values.length === 0) return children
  return (
    <>
      <fieldset className="field">
        <legend>{legend}</legend>
        {values.map((value) => (
          <label className="chip" key={value}>
            <input type="checkbox" name={name} value={value} />
            {nameOf(value)}
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
  const muted = [
    ...mutes.topics.map(topicName),
    ...mutes.keywords.map((keyword) => `“${keyword}”`),
    ...mutes.authors,
  ]
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title="Noted" isPrivate>
      <p className="lede">You will get no more papers about, or by:</p>
      <ul className="muted-list">
        {muted.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <p>
        <a className="button" href={routes.preferences.href({ token })}>
          See all my preferences
        </a>
      </p>
      <p className="form-note">You can unmute there whatever you have muted.</p>
    </LetterPage>
  )
}
