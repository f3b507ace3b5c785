import type { Mark } from '../../marks/marks.ts'
import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { LetterPage } from '../page/layout.tsx'
import { useForeign, useWords } from '../page/speech.tsx'
import { TakeBackForm } from './page.tsx'

/** A mark with its paper's title, or null where the paper is gone. */
export type TitledMark = Mark & { title: string | null }

/** What was done by the form that led here. */
export type MarksChange = 'takenBack' | 'wasReset' | 'turnedOn' | 'turnedOff'

type ListProps = {
  subscriber: Subscriber
  token: string
  marks: readonly TitledMark[]
  change?: MarksChange | null
}

const mostShown = 300

/** Everything that someone marked; each can be taken back, and all of it. */
export function MarksPage({ subscriber, token, marks, change = null }: ListProps) {
  const words = useWords().marks.list
  const opinions = marks.filter(({ kind }) => kind !== 'save')
  const saved = marks.filter(({ kind }) => kind === 'save')
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.title} isPrivate>
      {change && <output className="saved">{words[change]}</output>}
      <p className="lede">{words.lede(opinions.length)}</p>
      <LearningSwitch token={token} isOn={subscriber.preferences.withLearning} />
      {opinions.length > 0 && (
        <section>
          <h2 className="why-day">{words.opinions}</h2>
          <MarkList {...{ token }} marks={opinions} />
          <form className="mark-made" method="post" action={routes.marks.href({ token })}>
            <span className="hint">{words.resetHint}</span>
            <button className="button quiet small" type="submit" name="what" value="reset">
              {words.reset}
            </button>
          </form>
        </section>
      )}
      <section>
        <h2 className="why-day">{words.saved}</h2>
        {saved.length === 0 ? <p>{words.noneSaved}</p> : <MarkList {...{ token }} marks={saved} />}
        {saved.length > 0 && <SavedFiles token={token} />}
      </section>
    </LetterPage>
  )
}

function SavedFiles({ token }: { token: string }) {
  const { bibtex, ris } = useWords().reading.paper
  return (
    <p className="buttons">
      <a href={routes.savedBibtex.href({ token })}>{bibtex}</a>
      <a href={routes.savedRis.href({ token })}>{ris}</a>
    </p>
  )
}

function LearningSwitch({ token, isOn }: { token: string; isOn: boolean }) {
  const words = useWords().marks.list
  return (
    <form className="mark-made" method="post" action={routes.marks.href({ token })}>
      <span>{isOn ? words.on : words.off}</span>
      <button className="button quiet small" type="submit" name="what" value={isOn ? 'turn off' : 'turn on'}>
        {isOn ? words.turnOff : words.turnOn}
      </button>
    </form>
  )
}

function MarkList({ token, marks }: { token: string; marks: readonly TitledMark[] }) {
  const words = useWords().marks
  return (
    <>
      <ul className="mark-list">
        {marks.slice(0, mostShown).map((mark) => (
          <MarkedPaper key={`${mark.paper} ${mark.kind}`} token={token} {...mark} />
        ))}
      </ul>
      {marks.length > mostShown && <p className="hint">{words.list.newest(mostShown)}</p>}
    </>
  )
}

function MarkedPaper({ token, paper, kind, title, markedAt }: TitledMark & { token: string }) {
  const { marks: words, forms } = useWords()
  const foreign = useForeign()
  const shown = title === null ? paper : titleOf({ title })
  return (
    <li>
      {title === null ? (
        paper
      ) : (
        <a href={routes.paper.href({ id: paper })} lang={foreign(shown)}>
          {shown}
        </a>
      )}
      {title === null && <p className="hint">{words.list.gone}</p>}
      <TakeBackForm {...{ token, paper, kind }}>
        {words.names[kind]}, {forms.shortDay(markedAt.toISOString().slice(0, 10))}
      </TakeBackForm>
    </li>
  )
}
