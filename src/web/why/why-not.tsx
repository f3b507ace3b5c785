import { catalogue } from '../../../emails/locales/catalogue.ts'
import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import type { Language } from '../../store/schema.ts'
import { whyNotWords, type ToldAnswer } from './answer.ts'

/** What was asked: `answer` null where the text names no paper. */
export type Asked = { typed: string; answer: ToldAnswer | null }

/** Asks why a paper did not come, and answers in the language of the reader's mails. */
export function WhyNot({
  language,
  token,
  asked,
}: {
  language: Language
  token: string
  asked: Asked | null
}) {
  const words = whyNotWords[language]
  const isWrong = asked !== null && asked.answer === null
  return (
    <section id="why-not" lang={catalogue[language].tag} aria-labelledby="why-not-title">
      <h2 className="why-day" id="why-not-title">
        {words.heading}
      </h2>
      <form className="why-not" action={`${routes.why.href({ token })}#why-not`}>
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
