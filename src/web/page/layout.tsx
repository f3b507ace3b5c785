import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import { brandHrefs } from '../brand-files.ts'
import { useBrand } from './brand.tsx'
import { Colophon, useTagline } from './colophon.tsx'
import { DocumentHead, type PageHead } from './document-head.tsx'
import { LanguageField, useForeign, useWords } from './speech.tsx'

type DocumentProps = PageHead & { children: ReactNode }

function Document({ children, ...head }: DocumentProps) {
  return (
    <html lang={useWords().tag}>
      <DocumentHead {...head} />
      <body>{children}</body>
    </html>
  )
}

type FrontPageProps = Omit<DocumentProps, 'title'> & {
  /** Null for the front page itself. */
  title: string | null
  dateline: ReactNode
  searchedFor?: string
}

/** A page with the newspaper's head: lists of papers. */
export function FrontPage(props: FrontPageProps) {
  const { dateline, searchedFor, children, title, ...head } = props
  const { name } = useBrand()
  const { frame } = useWords()
  return (
    <Document title={title === null ? frame.homeTitle(name) : `${title} · ${name}`} {...head}>
      <header className="masthead">
        <p className="masthead-motto">{useTagline()}</p>
        <h1 className="masthead-name">
          <a href={routes.home.href()}>
            <Nameplate />
          </a>
        </h1>
        <SearchForm searchedFor={searchedFor} />
        <div className="dateline">{dateline}</div>
      </header>
      {children}
      <Colophon url={head.url} />
      <KeyHelp />
    </Document>
  )
}

/** The name at the head of a page: as a picture, where the brand has one. */
function Nameplate() {
  const brand = useBrand()
  const { logo } = brandHrefs(brand)
  if (!logo) return brand.name
  return (
    <picture>
      <source srcSet={logo.dark} media="(prefers-color-scheme: dark)" />
      <img className="nameplate" src={logo.light} alt={brand.name} />
    </picture>
  )
}

/** Shown by the key "?", where scripts run. */
function KeyHelp() {
  const { keys } = useWords().frame
  const rows = [
    ['j', keys.next],
    ['k', keys.previous],
    ['Enter', keys.open],
    ['/', keys.search],
    ['?', keys.help],
  ]
  return (
    <div id="keys" className="keys" popover="auto">
      <h2>{keys.title}</h2>
      <dl>
        {rows.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function SearchForm({ searchedFor }: { searchedFor: string | undefined }) {
  const { frame } = useWords()
  return (
    <search className="search">
      <form action={routes.search.href()}>
        <input
          type="search"
          name="q"
          aria-label={frame.searchPapers}
          placeholder={frame.search}
          maxLength={200}
          defaultValue={searchedFor}
          required
        />
        <LanguageField />
        <button type="submit" aria-label={frame.search} />
      </form>
    </search>
  )
}

/** A page with one thing to say or to ask, set like a letter. */
export function LetterPage({ kicker, ...props }: DocumentProps & { kicker: ReactNode }) {
  const { children, title, ...head } = props
  const { name } = useBrand()
  return (
    <Document title={`${title} · ${name}`} {...head}>
      <Letterhead />
      <main className="letter">
        <p className="kicker">{kicker}</p>
        <PageTitle title={title} isPaper={head.isArticle} />
        {children}
      </main>
      <Colophon url={head.url} />
    </Document>
  )
}

/** An article's title is the paper's own, in its own language. */
function PageTitle({ title, isPaper = false }: { title: string; isPaper?: boolean | undefined }) {
  const foreign = useForeign()
  return (
    <h1
      className={isPaper ? 'letter-title letter-title-paper' : 'letter-title'}
      lang={isPaper ? foreign(title) : undefined}
    >
      {title}
    </h1>
  )
}

/** A page for looking at things that need room. */
export function WidePage({ children, title, ...head }: DocumentProps) {
  const { name } = useBrand()
  return (
    <Document title={`${title} · ${name}`} {...head}>
      <Letterhead isWide />
      <main className="wide">
        <h1 className="letter-title">{title}</h1>
        {children}
      </main>
      <Colophon url={head.url} />
    </Document>
  )
}

function Letterhead({ isWide = false }: { isWide?: boolean }) {
  return (
    <header className={isWide ? 'letterhead letterhead-wide' : 'letterhead'}>
      <a className="letterhead-name" href={routes.home.href()}>
        <Nameplate />
      </a>
    </header>
  )
}

/** The way on from a page that has nothing more to offer. */
export function ReadLatest() {
  return (
    <p>
      <a className="button" href={routes.home.href()}>
        {useWords().frame.readLatest}
      </a>
    </p>
  )
}
