import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import type { TokenPurpose } from '../../subscribers/tokens.ts'
import { LetterPage, ReadLatest } from './layout.tsx'

/** Why a link does not work. `gone`: its token is valid, but nothing is left behind it. */
export type LinkProblem = 'broken' | 'expired' | 'gone'

export function NotFoundPage() {
  return (
    <ErrorPage kicker="404" title="Not in this edition">
      <p>There is no page at this address. It may have been mistyped, or cut short on its way.</p>
    </ErrorPage>
  )
}

export function WrongMethodPage() {
  return (
    <ErrorPage kicker="405" title="That is not how this page works">
      <p>The page exists, but it cannot be asked in this way. Follow a link or a form to it instead.</p>
    </ErrorPage>
  )
}

export function TooLargePage() {
  return (
    <ErrorPage kicker="413" title="That does not fit through the letterbox">
      <p>
        What was sent is far more than a form here can hold. Nothing of it was kept. Go back, and send less.
      </p>
    </ErrorPage>
  )
}

export function TooManyPage({ retryAfterSeconds }: { retryAfterSeconds: number }) {
  const minutes = Math.ceil(retryAfterSeconds / 60)
  return (
    <ErrorPage kicker="429" title="Too many requests">
      <p>
        There were too many requests like this one, from your network or for the same address. Nothing was
        changed by the last of them. Try again in {minutes === 1 ? 'a minute' : `${minutes} minutes`}.
      </p>
    </ErrorPage>
  )
}

export function CrossSitePage() {
  return (
    <ErrorPage kicker="403" title="Sent from another website">
      <p>
        This form was sent by a page of another website, so nothing was changed. If you meant it, fill in the
        form here.
      </p>
    </ErrorPage>
  )
}

export function FailurePage({ reference }: { reference: string }) {
  return (
    <ErrorPage kicker="500" title="Something went wrong">
      <p>The fault is on our side, and your request may not have been carried out. Please try again.</p>
      <p>
        If it happens again, tell the operator this number: <code>{reference}</code>
      </p>
    </ErrorPage>
  )
}

/** For a link from a mail that cannot be followed. It tells nothing about any address. */
export function LinkProblemPage({ purpose, problem }: { purpose: TokenPurpose; problem: LinkProblem }) {
  if (problem === 'broken') {
    return (
      <ErrorPage kicker="400" title="This link is incomplete">
        <p>
          Mail programs sometimes cut long links in two. Copy the whole link from the mail, and open it again.
        </p>
        {purpose === 'confirm' && <StartAgain />}
      </ErrorPage>
    )
  }
  if (problem === 'expired') {
    return (
      <ErrorPage kicker="410" title="This link has expired">
        <p>{lifetimes[purpose]} This one is older. Nothing was changed.</p>
        {purpose === 'confirm' ? <StartAgain /> : <p>You can ask for a new one on your preferences page.</p>}
      </ErrorPage>
    )
  }
  return (
    <ErrorPage kicker="410" title="This link no longer leads anywhere">
      <p>What it was made for is over, and nothing was changed.</p>
      <StartAgain />
    </ErrorPage>
  )
}

const lifetimes: Partial<Record<TokenPurpose, string>> = {
  confirm: 'Links to confirm a subscription work for three days.',
  undo: 'What was just done can be undone for an hour.',
  export: 'Links to one’s data work for a day.',
  erase: 'Links to be erased work for a day.',
}

function StartAgain() {
  return (
    <p>
      To get a new one, <a href={routes.subscribe.href()}>fill in the form again</a>.
    </p>
  )
}

function ErrorPage({ kicker, title, children }: { kicker: string; title: string; children: ReactNode }) {
  return (
    <LetterPage kicker={kicker} title={title} isPrivate>
      {children}
      <ReadLatest />
    </LetterPage>
  )
}
