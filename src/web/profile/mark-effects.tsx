import { Fragment } from 'react'
import type { MarkEffect, MovedPaper } from '../../editions/mark-effects.ts'
import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import { useForeign, useWords } from '../page/speech.tsx'
import type { TitledMark } from '../marks/list-page.tsx'
import { signed } from './points.ts'
import type { ProfileView } from './view.ts'

const mostShown = 20

/** What each of the newest marks changed about today's order; each can be taken back. */
export function MarkEffects({ token, view }: { token: string; view: ProfileView }) {
  const words = useWords().profile
  if (view.marks.length === 0) return null
  return (
    <section>
      <h2 className="why-day">{words.effects.title}</h2>
      {view.learned && <p className="hint">{words.effects.lede}</p>}
      <ul className="mark-list">
        {view.marks.slice(0, mostShown).map((mark) => (
          <MarkEffectLine key={mark.paper} {...{ token, mark, view }} />
        ))}
      </ul>
      {view.marks.length > mostShown && <p className="hint">{words.effects.newest(mostShown)}</p>}
    </section>
  )
}

function MarkEffectLine({ token, mark, view }: { token: string; mark: TitledMark; view: ProfileView }) {
  const { marks, profile } = useWords()
  const foreign = useForeign()
  const { paper, kind, title } = mark
  const shown = titleOf({ title: title ?? paper })
  const effect = view.effects.get(paper)
  const words = profile.effects
  return (
    <li>
      <span className="mark-kind">{marks.names[kind]}: </span>
      {title === null ? (
        paper
      ) : (
        <a href={routes.ownPaper.href({ token, paper })} lang={foreign(shown)}>
          {shown}
        </a>
      )}
      {title === null && <p className="hint">{marks.list.gone}</p>}
      {effect ? <MovedWords words={effect.words} /> : <PlainWords terms={view.terms.get(paper) ?? []} />}
      {effect && effect.up.length + effect.down.length === 0 && <p className="hint">{words.nothing}</p>}
      {effect && <MovedPapers token={token} papers={[...effect.up, ...effect.down]} />}
      <form className="mark-made" method="post" action={routes.profile.href({ token })}>
        <input type="hidden" name="paper" value={paper} />
        <input type="hidden" name="mark" value={kind} />
        <button className="button quiet small" type="submit" name="what" value="take back">
          {marks.takeBack}
        </button>
      </form>
    </li>
  )
}

function PlainWords({ terms }: { terms: readonly string[] }) {
  const words = useWords().profile.effects
  const foreign = useForeign()
  if (terms.length === 0) return null
  return (
    <p className="hint">
      {words.words} <i lang={foreign(terms.join(' '))}>{terms.join(', ')}</i>
    </p>
  )
}

function MovedWords({ words: moved }: { words: MarkEffect['words'] }) {
  const { forms, profile } = useWords()
  const foreign = useForeign()
  if (moved.length === 0) return null
  return (
    <p className="hint">
      {profile.effects.words}{' '}
      {moved.map(({ words, change }, nth) => (
        <Fragment key={words}>
          {nth > 0 && ', '}
          <i lang={foreign(words)}>{words}</i>{' '}
          <span className="moved-by">{signed(change, forms.number)}</span>
        </Fragment>
      ))}
    </p>
  )
}

function MovedPapers({ token, papers }: { token: string; papers: readonly MovedPaper[] }) {
  const words = useWords().profile.effects
  const foreign = useForeign()
  if (papers.length === 0) return null
  return (
    <ul className="moved">
      {papers.map(({ id, title, before, after }) => (
        <li key={id}>
          <span className="moved-places">{words.moved(before, after)}</span>{' '}
          <a href={routes.ownPaper.href({ token, paper: id })} lang={foreign(title)}>
            {titleOf({ title })}
          </a>
        </li>
      ))}
    </ul>
  )
}
