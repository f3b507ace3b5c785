import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import { LanguageField, useWords } from '../page/speech.tsx'
import type { ToldAnswer } from './answer.ts'

/** What was asked: `answer` null where the text names no paper. */
export type Asked = { typed: string; answer: ToldAnswer | null }

/** Asks why a paper did not come, and answers. */
export function WhyNot({ token, asked }: { token: string; asked: Asked | null }) {
  const words = useWords().whyNot
  const isWrong = asked !== null && asked.answer === null
  return (
    <section id="why-not" aria-labelledby="why-not-title">
      <h2 className="why-day" id="why-not-title">
        {words.heading}
      </h2>
      <form className="why-not" action={`${routes.why.href({ token })}#why-not`}>
        <LanguageField />
        <p className="field">
          <label htmlFor="paper">{words.label}</label>
          <input
            type="text"
            id="paper"
            name="paper"
            defaultValue={asked?.typed}
            maxLength={2000}
            required
            aria-describedby="paper-hint"
            {...(isWrong && { 'aria-invalid': true })}
          />
          <span className="hint" id="paper-hint">
            {isWrong ? words.notUnderstood : words.hint}
          </span>
        </p>
        <button className="button" type="submit">
          {words.button}
        </button>
      </form>
      {asked?.answer && <Answer {...asked.answer} />}
    </section>
  )
}

function Answer({ title, sentences, chosenTitle, chosen }: ToldAnswer) {
  return (
    <div>
      {title && (
        <p className="why-not-title" lang="">
          {title}
        </p>
      )}
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {chosenTitle && (
        <>
          <p>{chosenTitle}</p>
          <ol className="preview-list" lang="">
            {chosen.map(({ id, title: name }) => (
              <li key={id}>{titleOf({ title: name ?? id })}</li>
            ))}
          </ol>
        </>
      )}
    </div>
  )
}
