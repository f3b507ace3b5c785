import type { ReactNode } from 'react'
import type { Mark } from '../../marks/marks.ts'
import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import type { MarkKind } from '../../store/schema.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { MuteForm, type PaperToMute } from '../mute/page.tsx'
import { LetterPage } from '../page/layout.tsx'
import { useForeign, useWords } from '../page/speech.tsx'

/** A paper that may be marked, and what a mark on it is about. */
export type PaperToMark = PaperToMute & {
  /** Words of its own that tell most, in the singular. */
  terms: string[]
}

type MarkProps = {
  subscriber: Subscriber
  token: string
  paper: PaperToMark
  /** What the link was for: its button comes first. */
  wished: 'more' | 'less'
  marks: readonly Mark[]
  isUnclear?: boolean
}

/** Says what marking a paper does, with a button for each mark. */
export function MarkPage({ subscriber, token, paper, wished, marks, isUnclear = false }: MarkProps) {
  const words = useWords().marks
  const others = (['more', 'less', 'hide', 'save'] as const).filter((kind) => kind !== wished)
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.names[wished]} isPrivate>
      <p className="lede">{words.about(<PaperLink {...paper} />)}</p>
      {isUnclear && (
        <p className="problem-summary" role="alert">
          {words.chooseOne}
        </p>
      )}
      <CurrentMarks {...{ token, marks }} />
      <LikeThis {...paper} />
      {!subscriber.preferences.withLearning && <p className="hint">{words.isOff}</p>}
      <form method="post">
        <MarkButton kind={wished} />
        {others.map((kind) => (
          <MarkButton key={kind} kind={kind} isQuiet />
        ))}
      </form>
      <details className="fold">
        <summary>{words.muteInstead}</summary>
        <div className="fold-fields">
          <MuteForm paper={paper} action={routes.mute.href({ token, paper: paper.id })} />
        </div>
      </details>
      <AllMarks token={token} />
    </LetterPage>
  )
}

/** Says what was changed. */
export function MarkedPage(props: Omit<MarkProps, 'wished'> & { kind: MarkKind; isChanged: boolean }) {
  const { subscriber, token, paper, marks, kind, isChanged } = props
  const words = useWords().marks
  const isOpinion = kind !== 'save'
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.noted} isPrivate>
      <p className="lede">
        {words.names[kind]}: <PaperLink {...paper} />
      </p>
      {!isChanged && <p>{words.unchanged}</p>}
      <p>{isOpinion && !subscriber.preferences.withLearning ? words.isOff : words.counts[kind]}</p>
      {isOpinion && <LikeThis {...paper} />}
      <CurrentMarks {...{ token, marks }} />
      <AllMarks token={token} />
    </LetterPage>
  )
}

function PaperLink({ id, title }: PaperToMark) {
  const shown = titleOf({ title })
  const foreign = useForeign()
  return (
    <a href={routes.paper.href({ id })} lang={foreign(shown)}>
      {shown}
    </a>
  )
}

function LikeThis({ topics: slugs, terms }: PaperToMark) {
  const { marks, topics } = useWords()
  const foreign = useForeign()
  if (slugs.length + terms.length === 0) return null
  return (
    <>
      <p>{marks.because}</p>
      <ul className="about-list">
        {slugs.map((slug) => (
          <li key={slug}>{topics.name(slug)}</li>
        ))}
        {terms.length > 0 && (
          <li>
            {marks.ownWords}: <i lang={foreign(terms.join(' '))}>{terms.join(', ')}</i>
          </li>
        )}
      </ul>
    </>
  )
}

function MarkButton({ kind, isQuiet = false }: { kind: MarkKind; isQuiet?: boolean }) {
  const { names, effects } = useWords().marks
  return (
    <p className="mark">
      <button
        className={isQuiet ? 'button quiet' : 'button'}
        type="submit"
        name="mark"
        value={kind}
        aria-describedby={`mark-${kind}`}
      >
        {names[kind]}
      </button>
      <span className="hint" id={`mark-${kind}`}>
        {effects[kind]}
      </span>
    </p>
  )
}

function CurrentMarks({ token, marks }: { token: string; marks: readonly Mark[] }) {
  const { marks: words, forms } = useWords()
  return marks.map(({ paper, kind, markedAt }) => (
    <TakeBackForm key={kind} {...{ token, paper, kind }}>
      {words.marked(words.names[kind], forms.day(markedAt.toISOString().slice(0, 10)))}
    </TakeBackForm>
  ))
}

type TakeBackProps = { token: string; paper: string; kind: MarkKind; children?: ReactNode }

/** A mark, with the button that takes it back. */
export function TakeBackForm({ token, paper, kind, children }: TakeBackProps) {
  const { takeBack } = useWords().marks
  return (
    <form className="mark-made" method="post" action={routes.marks.href({ token })}>
      {children && <span>{children}</span>}
      <input type="hidden" name="paper" value={paper} />
      <input type="hidden" name="mark" value={kind} />
      <button className="button quiet small" type="submit" name="what" value="take back">
        {takeBack}
      </button>
    </form>
  )
}

function AllMarks({ token }: { token: string }) {
  const words = useWords().marks
  return (
    <p>
      <a href={routes.marks.href({ token })}>{words.all}</a> ·{' '}
      <a href={routes.profile.href({ token })}>{words.profile}</a>
    </p>
  )
}
