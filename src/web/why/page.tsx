import type { Mark } from '../../marks/marks.ts'
import { routes } from '../../routes.ts'
import type { Consent } from '../../store/schema.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { consentWordings } from '../confirm/consent.ts'
import { WhenAndWhat } from '../confirm/page.tsx'
import { MarkButtonsForm } from '../marks/mark-buttons.tsx'
import { Edition, type SentEdition } from '../own-pages/edition.tsx'
import { LetterPage } from '../page/layout.tsx'
import { useWords } from '../page/speech.tsx'
import { pageWords } from '../words/catalogue.ts'
import { WhyNot, type Asked } from './why-not.tsx'

type WhyProps = {
  subscriber: Subscriber
  editions: SentEdition[]
  token: string
  asked: Asked | null
  marks: readonly Mark[]
}

/** When and how someone agreed to be mailed, why each of the last papers came, and why another did not. */
export function WhyPage({ subscriber, editions, token, asked, marks }: WhyProps) {
  const { email, status, consent, preferences } = subscriber
  const words = useWords().leaving.why
  // What someone who left marks would bring them nothing.
  const marking = status === 'active' ? { token, marks } : null
  return (
    <LetterPage kicker={maskEmail(email)} title={words.title} isPrivate>
      {consent ? <ConsentStory consent={consent} /> : <NoConsentStory createdAt={subscriber.createdAt} />}
      {status === 'active' && (
        <dl className="terms">
          <WhenAndWhat preferences={preferences} />
        </dl>
      )}
      {editions.map((edition) => (
        <Edition key={edition.slot.getTime()} {...edition} marking={marking} />
      ))}
      {editions.length > 0 && (
        <p>
          <a href={routes.ownEditions.href({ token })}>{words.allEditions}</a>
        </p>
      )}
      {marking && <MarkButtonsForm token={token} />}
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
