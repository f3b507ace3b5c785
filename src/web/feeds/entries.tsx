import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { readable } from '../../papers/latex.ts'
import { byline, type ListedPaper } from '../../papers/paper.ts'
import { summaryOf, titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import { topicName } from '../../topics/catalogue.ts'
import { bestTopics } from '../page/paper-parts.ts'

/** Of papers with hundreds, feeds name the first ones. */
export const maxAuthors = 20

type EntryOptions = {
  /** Votes change all day, and feed readers show a changed entry as new, so an entry keeps its time. */
  at: Date
  /** Why it is there, where it was picked for somebody. */
  reason?: string
  /** Who made it, in one line; in English where it is not given. */
  by?: string
}

/** A paper as an entry of an Atom feed. */
export function toEntry(publicUrl: string, paper: ListedPaper, { at, ...words }: EntryOptions) {
  const url = publicUrl + routes.paper.href({ id: paper.id })
  return {
    id: url,
    title: { type: 'html', value: toHtml(titleOf(paper)) },
    content: { type: 'html', value: toHtml(<EntryContent paper={paper} {...words} />) },
    links: [{ href: url }],
    authors: paper.authors.slice(0, maxAuthors).map((name) => ({ name: toXmlText(name) })),
    categories: bestTopics(paper.topics).map((slug) => ({ term: slug, label: topicName(slug) })),
    updated: at,
    published: at,
  }
}

/** What a feed shows of a paper. */
export function EntryContent({
  paper,
  reason,
  by = byline(paper),
}: { paper: ListedPaper } & Omit<EntryOptions, 'at'>) {
  return (
    <>
      {reason && <p>{reason}</p>}
      {by && (
        <p>
          <em>{by}</em>
        </p>
      )}
      {paper.summary && (
        <p>
          <strong>{summaryOf(paper)}</strong>
        </p>
      )}
      <p>{readable(paper.abstract)}</p>
    </>
  )
}

/** The element's content is HTML: texts are escaped for it here, and for XML by the feed. */
export function toHtml(content: ReactNode): string {
  return toXmlText(renderToStaticMarkup(content))
}

/** XML cannot hold most control characters, and one of them makes a whole feed unreadable. */
export function toXmlText(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}

/** feedsmith puts CDATA on a line of its own, and not every reader trims the white space around a title. */
export function tidyXml(xml: string): string {
  return xml.replace(/>\s+(<!\[CDATA\[)/g, '>$1').replace(/(\]\]>)\s+<\//g, '$1</')
}

export function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
