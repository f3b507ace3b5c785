import { generateAtomFeed } from 'feedsmith'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { byline } from '../../papers/paper.ts'
import { readable } from '../../papers/latex.ts'
import { summaryOf, titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import { findTopic, topicName, type Topic } from '../../topics/catalogue.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { bestTopics } from '../page/paper-parts.ts'
import { readNewestPapers } from '../../papers/find-papers.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { sendRobots, sendSitemap } from './robots.ts'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'

const maxEntries = 50
const maxAuthors = 20

export function feedRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.feed.path, get: sendFeed(deps) },
    { path: routes.topicFeed.path, get: sendTopicFeed(deps) },
    { path: routes.robots.path, get: sendRobots(deps) },
    { path: routes.sitemap.path, get: sendSitemap(deps) },
  ]
}

/** The newest papers of all topics, as Atom. */
function sendFeed({ config, db }: WebDeps): Handler {
  return async (c) => {
    const papers = await readNewestPapers(db, { limit: maxEntries })
    return c.body(toAtom(config, papers), 200, atomHeaders)
  }
}

function sendTopicFeed({ config, db }: WebDeps): Handler {
  return async (c) => {
    const topic = findTopic(c.req.param('slug') ?? '')
    if (!topic) return sendPage(c, <NotFoundPage />, 404)
    const papers = await readNewestPapers(db, { topic: topic.slug, limit: maxEntries })
    return c.body(toAtom(config, papers, topic), 200, atomHeaders)
  }
}

const atomHeaders = { 'Content-Type': 'application/atom+xml; charset=utf-8' }

function toAtom(
  { web: { publicUrl }, brand: { name } }: Pick<WebDeps['config'], 'web' | 'brand'>,
  papers: readonly ListedPaper[],
  topic?: Topic,
): string {
  const page = publicUrl + (topic ? routes.topic.href({ slug: topic.slug }) : routes.home.href())
  const self = publicUrl + (topic ? routes.topicFeed.href({ slug: topic.slug }) : routes.feed.href())
  const xml = generateAtomFeed({
    id: page,
    title: { value: topic ? `${name}: ${topic.name}` : `${name}: trending research papers` },
    subtitle: { value: topic ? `${topic.about}.` : 'Trending research papers, newest first.' },
    links: [
      { rel: 'alternate', href: page },
      { rel: 'self', href: self },
    ],
    authors: [{ name, uri: publicUrl + routes.home.href() }],
    // The same papers must make the same feed, so that it can be cached.
    updated: startOf(papers[0]?.firstListedOn ?? '1970-01-01'),
    entries: papers.map((paper) => toEntry(publicUrl, paper)),
  })
  // feedsmith puts CDATA on a line of its own, and not every reader trims the white space around a title.
  return xml.replace(/>\s+(<!\[CDATA\[)/g, '>$1').replace(/(\]\]>)\s+<\//g, '$1</')
}

function toEntry(publicUrl: string, paper: ListedPaper) {
  const url = publicUrl + routes.paper.href({ id: paper.id })
  const at = startOf(paper.firstListedOn)
  return {
    id: url,
    title: { type: 'html', value: toHtml(titleOf(paper)) },
    content: { type: 'html', value: toHtml(<EntryContent paper={paper} />) },
    links: [{ href: url }],
    authors: paper.authors.slice(0, maxAuthors).map((name) => ({ name: toXmlText(name) })),
    categories: bestTopics(paper.topics).map((slug) => ({ term: slug, label: topicName(slug) })),
    // Votes change all day, and feed readers show a changed entry as new, so an entry keeps its day.
    updated: at,
    published: at,
  }
}

function EntryContent({ paper }: { paper: ListedPaper }) {
  const by = byline(paper)
  return (
    <>
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
function toHtml(content: ReactNode): string {
  return toXmlText(renderToStaticMarkup(content))
}

/** XML cannot hold most control characters, and one of them makes a whole feed unreadable. */
function toXmlText(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
