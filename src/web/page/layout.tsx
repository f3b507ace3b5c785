import type { ReactNode } from 'react'
import { routes } from '../../routes.ts'
import { assets } from '../assets.ts'
import { brandHrefs } from '../brand-files.ts'
import { useBrand } from './brand.tsx'

/** What a page says of itself to browsers, feed readers and sites that show a card of it. */
export type PageHead = {
  title: string
  description?: string
  isPrivate?: boolean
  /** The page's one address, absolute. Pages that are nobody else's business have none. */
  url?: string
  /** For cards on other sites, absolute. */
  imageUrl?: string | null
  /** One thing, not a list of things. */
  isArticle?: boolean
  /** A feed of what this page lists, beside that of everything. */
  feed?: { title: string; href: string }
  /** Further meta tags, as pairs of name and content. */
  meta?: readonly (readonly [name: string, content: string])[]
}

type DocumentProps = PageHead & { children: ReactNode }

/** The frame of every page: head, and no style or script but the two files. */
function Document({ children, ...head }: DocumentProps) {
  const { title, description, isPrivate = false, feed } = head
  const { styles, favicon } = brandHrefs(useBrand())
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        {description && <meta name="description" content={description} />}
        {isPrivate && <meta name="robots" content="noindex, nofollow" />}
        <meta name="color-scheme" content="light dark" />
        {favicon ? (
          <link rel="icon" href={favicon} />
        ) : (
          <link rel="icon" href={assets.icon.href} type="image/svg+xml" />
        )}
        <link rel="stylesheet" href={assets.styles.href} />
        {styles && <link rel="stylesheet" href={styles} />}
        {feed && <link rel="alternate" type="application/atom+xml" title={feed.title} href={feed.href} />}
        {!isPrivate && (
          <link rel="alternate" type="application/atom+xml" title="All papers" href={routes.feed.href()} />
        )}
        <OpenGraph {...head} />
        {head.meta?.map(([name, content], index) => (
          <meta key={index} name={name} content={content} />
        ))}
        <script src={assets.pageScript.href} defer />
      </head>
      <body>{children}</body>
    </html>
  )
}

function OpenGraph({ title, description, url, imageUrl: own, isArticle = false }: PageHead) {
  const brand = useBrand()
  if (!url) return null
  const { socialCard } = brandHrefs(brand)
  const imageUrl = own ?? (socialCard && new URL(socialCard, url).href)
  return (
    <>
      <link rel="canonical" href={url} />
      <meta property="og:site_name" content={brand.name} />
      <meta property="og:type" content={isArticle ? 'article' : 'website'} />
      <meta property="og:title" content={title} />
      {description && <meta property="og:description" content={description} />}
      <meta property="og:url" content={url} />
      {imageUrl && <meta property="og:image" content={imageUrl} />}
      <meta name="twitter:card" content={imageUrl ? 'summary_large_image' : 'summary'} />
    </>
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
  const { name, tagline } = useBrand()
  return (
    <Document title={title === null ? `${name}: trending research papers` : `${title} · ${name}`} {...head}>
      <header className="masthead">
        <p className="masthead-motto">{tagline}</p>
        <h1 className="masthead-name">
          <a href={routes.home.href()}>
            <Nameplate />
          </a>
        </h1>
        <SearchForm searchedFor={searchedFor} />
        <div className="dateline">{dateline}</div>
      </header>
      {children}
      <Colophon />
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
  return (
    <div id="keys" className="keys" popover="auto">
      <h2>Keys</h2>
      <dl>
        {keys.map(([key, what]) => (
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

const keys = [
  ['j', 'next paper'],
  ['k', 'paper before'],
  ['Enter', 'open it'],
  ['/', 'search'],
  ['?', 'this list'],
] as const

function SearchForm({ searchedFor }: { searchedFor: string | undefined }) {
  return (
    <search className="search">
      <form action={routes.search.href()}>
        <input
          type="search"
          name="q"
          aria-label="Search papers"
          placeholder="Search papers"
          maxLength={200}
          defaultValue={searchedFor}
          required
        />
        <button type="submit" aria-label="Search" />
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
        <h1 className={head.isArticle ? 'letter-title letter-title-paper' : 'letter-title'}>{title}</h1>
        {children}
      </main>
      <Colophon />
    </Document>
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
      <Colophon />
    </Document>
  )
}

function Colophon() {
  const { footer, links } = useBrand()
  return (
    <footer className="colophon">
      <p>
        <a href={routes.home.href()}>Today’s papers</a>
        <a href={routes.topics.href()}>Topics</a>
        <a href={routes.makers.href()}>People</a>
        <a href={routes.archive.href()}>Archive</a>
        <a href={routes.search.href()}>Search</a>
        <a href={routes.feed.href()}>Feed</a>
        <a href={routes.subscribe.href()}>Subscribe</a>
        <a href={routes.how.href()}>How papers are chosen</a>
        <a href={routes.status.href()}>Sources</a>
      </p>
      {links.length > 0 && (
        <p>
          {links.map(({ label, url }) => (
            <a key={url} href={url}>
              {label}
            </a>
          ))}
        </p>
      )}
      <p>No tracking, no cookies. Every mail has a link to leave.</p>
      {footer.en && <p>{footer.en}</p>}
    </footer>
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
        Read the latest papers
      </a>
    </p>
  )
}
