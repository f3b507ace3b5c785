import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import { assets } from '../assets.ts'

type DocumentProps = { title: string; description?: string; isPrivate?: boolean; children: ReactNode }

/** The frame of every page: head, and no style or script but the two files. */
function Document({ title, description, isPrivate = false, children }: DocumentProps) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        {description && <meta name="description" content={description} />}
        {isPrivate && <meta name="robots" content="noindex, nofollow" />}
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={assets.icon.href} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.styles.href} />
        <script src={assets.formScript.href} defer />
      </head>
      <body>{children}</body>
    </html>
  )
}

/** A page with the newspaper's head: the day's papers. */
export function FrontPage(props: DocumentProps & { dateline: ReactNode }) {
  const { dateline, children, ...head } = props
  return (
    <Document {...head}>
      <header className="masthead">
        <p className="masthead-motto">Trending papers, brought to your door</p>
        <h1 className="masthead-name">
          <a href={routes.home.href()}>Paperboy</a>
        </h1>
        <div className="dateline">{dateline}</div>
      </header>
      {children}
      <Colophon />
    </Document>
  )
}

/** A page with one thing to say or to ask, set like a letter. */
export function LetterPage({ kicker, ...props }: DocumentProps & { kicker: string }) {
  const { children, title, ...head } = props
  return (
    <Document title={`${title} · Paperboy`} {...head}>
      <header className="letterhead">
        <a className="letterhead-name" href={routes.home.href()}>
          Paperboy
        </a>
      </header>
      <main className="letter">
        <p className="kicker">{kicker}</p>
        <h1 className="letter-title">{title}</h1>
        {children}
      </main>
      <Colophon />
    </Document>
  )
}

function Colophon() {
  return (
    <footer className="colophon">
      <p>
        <a href={routes.home.href()}>Today’s papers</a>
        <a href={routes.subscribe.href()}>Subscribe</a>
      </p>
      <p>No tracking, no cookies. Every mail has a link to leave.</p>
    </footer>
  )
}
