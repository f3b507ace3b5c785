import { reasonPhrase } from '../../render/paper-view.ts'
import type { MailedPaper } from '../../own-data/mailed-papers.ts'
import { titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import type { Consent } from '../../store/schema.ts'
import { maskEmail } from '../../subscribers/address.ts'
import type { Subscriber } from '../../subscribers/find.ts'
import { consentWordings, WhenAndWhat } from '../confirm/page.tsx'
import { LetterPage } from '../page/layout.tsx'
import { nameDay } from '../page/wording.ts'
import { WhyNot, type Asked } from './why-not.tsx'

/** An edition that was sent to someone, with why each paper was in it. */
export type SentEdition = { slot: Date; papers: MailedPaper[] }

type WhyProps = { subscriber: Subscriber; editions: SentEdition[]; token: string; asked: Asked | null }

/** When and how someone agreed to be mailed, why each of the last papers came, and why another did not. */
export function WhyPage({ subscriber, editions, token, asked }: WhyProps) {
  const { email, status, consent, preferences } = subscriber
  return (
    <LetterPage kicker={maskEmail(email)} title="Why you got this" isPrivate>
      {consent ? <ConsentStory consent={consent} /> : <NoConsentStory createdAt={subscriber.createdAt} />}
      {status === 'active' && (
        <dl className="terms">
          <WhenAndWhat preferences={preferences} />
        </dl>
      )}
      {editions.map((edition) => (
        <Edition key={edition.slot.getTime()} {...edition} />
      ))}
      <WhyNot language={preferences.language} token={token} asked={asked} />
      {status === 'active' && (
        <p>
          <a className="button" href={routes.preferences.href({ token })}>
            Change what I get
          </a>
        </p>
      )}
    </LetterPage>
  )
}

function ConsentStory({ consent }: { consent: Consent }) {
  // The link may have been forwarded: the hour and the network are in the export of one's data alone.
  const when = nameDay(consent.at.slice(0, 10))
  if (consent.how !== 'web') {
    return (
      <p className="lede">
        The operator of this service put your address on its list on {when}, and says that you agreed to it.
        You can take that back at any time.
      </p>
    )
  }
  const text = consent.wording && consentWordings[consent.wording]
  return (
    <>
      <p className="lede">
        On {when}, somebody opened the link that we had mailed to this address and pressed the button to start
        the subscription.
      </p>
      {text && <p>It said: “{text}”</p>}
    </>
  )
}

function NoConsentStory({ createdAt }: { createdAt: Date }) {
  return (
    <p className="lede">
      On {nameDay(createdAt.toISOString().slice(0, 10))}, somebody typed this address into our form, and it
      was not confirmed. All that we send then is the one mail that asks. If it was not you, there is nothing
      to do.
    </p>
  )
}

function Edition({ slot, papers }: SentEdition) {
  return (
    <section>
      <h2 className="why-day">{nameDay(slot.toISOString().slice(0, 10))}</h2>
      <ol className="preview-list">
        {papers.map(({ id, title, reason }) => (
          <li key={id}>
            <p className="preview-reason">{reasonPhrase(reason)}</p>
            {title === null ? id : <a href={routes.paper.href({ id })}>{titleOf({ title })}</a>}
          </li>
        ))}
      </ol>
    </section>
  )
}
