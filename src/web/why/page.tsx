import { reasonPhrase } from '../../render/paper-view.ts'
import type { MailedPaper } from '../../own-data/mailed-papers.ts'
import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import type { Consent } from '../../store/schema.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { consentWordings } from '../confirm/consent.ts'
import { WhenAndWhat } from '../confirm/page.tsx'
import { LetterPage } from '../page/layout.tsx'
import { useForeign, useSpeech, useWords } from '../page/speech.tsx'
import { pageWords } from '../words/catalogue.ts'
import { WhyNot, type Asked } from './why-not.tsx'

/** An edition that was sent to someone, with why each paper was in it. */
export type SentEdition = { slot: Date; papers: MailedPaper[] }

type WhyProps = { subscriber: Subscriber; editions: SentEdition[]; token: string; asked: Asked | null }

/** When and how someone agreed to be mailed, why each of the last papers came, and why another did not. */
export function WhyPage({ subscriber, editions, token, asked }: WhyProps) {
  const { email, status, consent, preferences } = subscriber
  const words = useWords().leaving.why
  return (
    <LetterPage kicker={maskEmail(email)} title={words.title} isPrivate>
      {consent ? <ConsentStory consent={consent} /> : <NoConsentStory createdAt={subscriber.createdAt} />}
      {status === 'active' && (
        <dl className="terms">
          <WhenAndWhat preferences={preferences} />
        </dl>
      )}
      {editions.map((edition) => (
        <Edition key={edition.slot.getTime()} {...edition} />
      ))}
      <WhyNot token={token} asked={asked} />
      {status === 'active' && (
        <p>
          <a className="button" href={routes.preferences.href({ token })}>
            {words.change}
          </a>
        </p>
      )}
    </LetterPage>
  )
}

function ConsentStory({ consent }: { consent: Consent }) {
  // The link may have been forwarded: the hour and the network are in the export of one's data alone.
  const { forms, leaving } = useWords()
  const when = forms.day(consent.at.slice(0, 10))
  if (consent.how !== 'web') {
    return <p className="lede">{leaving.why.listed(when)}</p>
  }
  const wording = consent.wording && consentWordings[consent.wording]
  return (
    <>
      <p className="lede">{leaving.why.confirmed(when)}</p>
      {wording && (
        <p>
          {leaving.why.itSaid} <q lang={pageWords[wording.language].tag}>{wording.text}</q>
        </p>
      )}
    </>
  )
}

function NoConsentStory({ createdAt }: { createdAt: Date }) {
  const { forms, leaving } = useWords()
  const when = forms.day(createdAt.toISOString().slice(0, 10))
  return <p className="lede">{leaving.why.typed(when)}</p>
}

function Edition({ slot, papers }: SentEdition) {
  const { forms } = useWords()
  const { language } = useSpeech()
  const foreign = useForeign()
  return (
    <section>
      <h2 className="why-day">{forms.day(slot.toISOString().slice(0, 10))}</h2>
      <ol className="preview-list">
        {papers.map(({ id, title, reason }) => (
          <li key={id}>
            <p className="preview-reason">{reasonPhrase(reason, language)}</p>
            {title === null ? (
              id
            ) : (
              <a href={routes.paper.href({ id })} lang={foreign(title)}>
                {titleOf({ title })}
              </a>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
