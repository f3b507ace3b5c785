import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import type { TokenPurpose } from '../../subscribers/tokens.ts'
import { LetterPage, ReadLatest } from './layout.tsx'
import { useWords } from './speech.tsx'

/** Why a link does not work. `gone`: its token is valid, but nothing is left behind it. */
export type LinkProblem = 'broken' | 'expired' | 'gone'

export function NotFoundPage() {
  return <PlainError status="404" {...useWords().problems.notFound} />
}

export function WrongMethodPage() {
  return <PlainError status="405" {...useWords().problems.wrongMethod} />
}

export function TooLargePage() {
  return <PlainError status="413" {...useWords().problems.tooLarge} />
}

/** For a list of papers. */
export function ListTooLargePage({ megabytes }: { megabytes: number }) {
  const { title, text } = useWords().seeds.tooLarge
  return <PlainError status="413" title={title} text={text(megabytes)} />
}

/** @param minutes until one may try again, as a whole number */
export function TooManyPage({ minutes }: { minutes: number }) {
  const { title, text } = useWords().problems.tooMany
  return <PlainError status="429" title={title} text={text(minutes)} />
}

export function CrossSitePage() {
  return <PlainError status="403" {...useWords().problems.crossSite} />
}

export function FailurePage({ reference }: { reference: string }) {
  const { title, text, tellNumber } = useWords().problems.failure
  return (
    <ErrorPage kicker="500" title={title}>
      <p>{text}</p>
      <p>
        {tellNumber} <code translate="no">{reference}</code>
      </p>
    </ErrorPage>
  )
}

/** For a link from a mail that cannot be followed. It tells nothing about any address. */
export function LinkProblemPage({ purpose, problem }: { purpose: TokenPurpose; problem: LinkProblem }) {
  const { brokenLink, expiredLink, goneLink } = useWords().problems
  if (problem === 'broken') {
    return (
      <ErrorPage kicker="400" title={brokenLink.title}>
        <p>{brokenLink.text}</p>
        {purpose === 'confirm' && <StartAgain />}
      </ErrorPage>
    )
  }
  if (problem === 'expired') {
    const lifetimes: Partial<Record<TokenPurpose, string>> = expiredLink.lifetimes
    return (
      <ErrorPage kicker="410" title={expiredLink.title}>
        <p>
          {lifetimes[purpose]} {expiredLink.older}
        </p>
        {purpose === 'confirm' ? <StartAgain /> : <p>{expiredLink.askForNew}</p>}
      </ErrorPage>
    )
  }
  return (
    <ErrorPage kicker="410" title={goneLink.title}>
      <p>{goneLink.text}</p>
      <StartAgain />
    </ErrorPage>
  )
}

function StartAgain() {
  const { startAgain } = useWords().problems
  return (
    <p>
      {startAgain((text) => (
        <a href={routes.subscribe.href()}>{text}</a>
      ))}
    </p>
  )
}

function PlainError({ status, title, text }: { status: string; title: string; text: string }) {
  return (
    <ErrorPage kicker={status} title={title}>
      <p>{text}</p>
    </ErrorPage>
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
