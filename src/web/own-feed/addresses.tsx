import type { ReactNode } from 'react'
import { z } from 'zod'
import { routes } from '../../routes.ts'
import { maskEmail } from '../../subscribers/address.ts'
import { findSubscriberById, type Subscriber } from '../../subscribers/find.ts'
import { endFeed, renewFeed } from '../../subscribers/own-feed.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf, type Form } from '../form.ts'
import { withActive, withSubscriber } from '../links.tsx'
import { LetterPage } from '../page/layout.tsx'
import { useWords } from '../page/speech.tsx'
import { InactivePage } from '../preferences/page.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'

/** Where a subscriber makes, replaces and ends the addresses of their private feeds. */
export function feedAddressRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.feedAddresses.path, get: showAddresses(deps), post: changeAddresses(deps) }]
}

function showAddresses(deps: WebDeps): Handler {
  return withActive(deps, (c, { subscriber, token }) =>
    sendPage(c, <FeedPage {...{ subscriber, token }} addresses={addressesOf(deps, subscriber)} />),
  )
}

function changeAddresses(deps: WebDeps): Handler {
  return withSubscriber(deps, 'preferences', async (c, { subscriber: before, token }) => {
    const change = await carryOut(deps, before.id, await readForm(c))
    const subscriber = await findSubscriberById(deps.db, before.id)
    if (!subscriber) return 'gone'
    if (subscriber.status !== 'active') return sendPage(c, <InactivePage {...{ subscriber, token }} />, 409)
    const addresses = addressesOf(deps, subscriber)
    return sendPage(c, <FeedPage {...{ subscriber, token, addresses, change }} />)
  })
}

async function carryOut({ db, clock }: WebDeps, id: number, form: Form): Promise<'made' | 'ended' | null> {
  const what = textOf(form, 'what')
  if (what === 'make')
    return (await renewFeed(db, id, readTime(textOf(form, 'since')), clock())) ? 'made' : null
  if (what !== 'end') return null
  await endFeed(db, id)
  return 'ended'
}

function readTime(text: string | undefined): Date | null {
  const { data } = z.iso.datetime().safeParse(text)
  return data === undefined ? null : new Date(data)
}

type Addresses = { atom: string; json: string }

function addressesOf({ config, signer }: WebDeps, { id, feedSince }: Subscriber): Addresses | null {
  if (!feedSince) return null
  const token = signer.sign('feed', id, feedSince)
  const { publicUrl } = config.web
  return {
    atom: publicUrl + routes.ownFeed.href({ token }),
    json: publicUrl + routes.ownJsonFeed.href({ token }),
  }
}

type FeedPageProps = {
  subscriber: Subscriber
  token: string
  addresses: Addresses | null
  change?: 'made' | 'ended' | null
}

function FeedPage({ subscriber, token, addresses, change = null }: FeedPageProps) {
  const words = useWords().profile.feed
  const since = subscriber.feedSince?.toISOString() ?? ''
  return (
    <LetterPage kicker={maskEmail(subscriber.email)} title={words.pageTitle} isPrivate>
      {change && <output className="saved">{words[change]}</output>}
      <p className="lede">{words.lede}</p>
      {addresses && (
        <>
          <Address id="atom" label="Atom" url={addresses.atom} />
          <Address id="json" label="JSON Feed" url={addresses.json} />
        </>
      )}
      <form className="buttons" method="post">
        <input type="hidden" name="since" value={since} />
        <FeedButton what="make" isQuiet={addresses !== null}>
          {addresses ? words.renew : words.make}
        </FeedButton>
        {addresses && (
          <FeedButton what="end" isQuiet>
            {words.end}
          </FeedButton>
        )}
      </form>
      {addresses && <p className="hint">{words.renewHint}</p>}
      <ul className="notes">
        <li>{words.whatIsIn}</li>
        <li>{words.whoReads}</li>
        <li>{words.whilePaused}</li>
      </ul>
      <p>
        <a href={routes.preferences.href({ token })}>{words.back}</a>
      </p>
    </LetterPage>
  )
}

function FeedButton({ what, isQuiet, children }: { what: string; isQuiet: boolean; children: ReactNode }) {
  return (
    <button className={isQuiet ? 'button quiet' : 'button'} type="submit" name="what" value={what}>
      {children}
    </button>
  )
}

function Address({ id, label, url }: { id: string; label: string; url: string }) {
  const { copy, copied } = useWords().reading.paper
  return (
    <div className="feed-address">
      <p>
        <b translate="no">{label}</b>
      </p>
      <a className="feed-url" id={`${id}-address`} href={url} translate="no" lang="en">
        {url}
      </a>
      {/* Shown by the script, without which it could do nothing. */}
      <button
        className="button quiet small"
        type="button"
        data-copy={`${id}-address`}
        data-copied={copied}
        hidden
      >
        {copy}
      </button>
    </div>
  )
}
