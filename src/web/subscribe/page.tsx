import { useBrand } from '../page/brand.tsx'
import { LetterPage } from '../page/layout.tsx'
import { useWords } from '../page/speech.tsx'
import { SubscribeForm, type SubscribeFormProps } from './form.tsx'

export type SubscribePageProps = SubscribeFormProps & {
  /** Why the form may have been filled in by a program. */
  doubt?: 'quick' | 'unproven'
  /** None where it answers a form. */
  url?: string
}

/** The form alone: for those who come for it, and again with what is wrong. */
export function SubscribePage({ doubt, url, ...props }: SubscribePageProps) {
  const { coupon, page } = useWords().subscribing
  const wrong = Object.keys(props.problems ?? {}).length
  return (
    <LetterPage
      kicker={page.kicker}
      title={coupon.title}
      description={page.description}
      isPrivate={!url}
      {...(url && { url })}
    >
      {wrong > 0 ? (
        <p className="problem-summary" role="alert">
          {page.wrong(wrong)}
        </p>
      ) : (
        <p>{page.lede}</p>
      )}
      {doubt && (
        <p className="problem-summary" role="alert">
          {page[doubt]}
        </p>
      )}
      <SubscribeForm {...props} />
    </LetterPage>
  )
}

/**
 * The same for every address, known or not: it must not tell.
 *
 * @param inboxUrl where the mail can be seen, for who tries the service on their own machine
 */
export function CheckInboxPage({ inboxUrl }: { inboxUrl: string | null }) {
  const { name } = useBrand()
  const words = useWords().subscribing.checkInbox
  return (
    <LetterPage kicker={words.kicker} title={words.title} isPrivate>
      <p className="lede">{words.lede(name)}</p>
      {inboxUrl && (
        <p>
          <a className="button" href={inboxUrl}>
            {words.openInbox}
          </a>
        </p>
      )}
      <ul className="notes">
        <li>{words.spam}</li>
        <li>{words.threeDays}</li>
        <li>{words.once}</li>
      </ul>
    </LetterPage>
  )
}
