import { Feed } from 'feed'
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
import { readNewestPapers, type ListedPaper } from '../paper/paper-query.ts'
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
    return c.body(toAtom(config.web.publicUrl, papers), 200, atomHeaders)
  }
}

function sendTopicFeed({ config, db }: WebDeps): Handler {
  return async (c) => {
    const topic = findTopic(c.req.param('slug') ?? '')
    if (!topic) return sendPage(c, <NotFoundPage />, 404)
    const papers = await readNewestPapers(db, { topic: topic.slug, limit: maxEntries })
    return c.body(toAtom(config.web.publicUrl, papers, topic), 200, atomHeaders)
  }
}

const atomHeaders = { 'Content-Type': 'application/atom+xml; charset=utf-8' }

function toAtom(publicUrl: string, papers: readonly ListedPaper[], topic?: Topic): string {
  const page = publicUrl + (topic ? routes.topic.href({ slug: topic.slug }) : routes.home.href())
  const feed = new Feed({
    id: page,
    link: page,
    title: topic ? `Paperboy: ${topic.name}` : 'Paperboy: trending research papers',
    description: topic ? `${topic.about}.` : 'The research papers that trend, newest first.',
    feed: publicUrl + (topic ? routes.topicFeed.href({ slug: topic.slug }) : routes.feed.href()),
    author: { name: 'Paperboy', link: publicUrl + routes.home.href() },
    generator: false,
    // The same papers must make the same feed, so that it can be cached.
    updated: startOf(papers[0]?.firstListedOn ?? '1970-01-01'),
  })
  for (const paper of papers) {
    const url = publicUrl + routes.paper.href({ id: paper.id })
    const at = startOf(paper.firstListedOn)
    feed.addItem({
      id: url,
      link: url,
      title: toHtml(titleOf(paper)),
      content: toHtml(<EntryContent paper={paper} />),
      author: paper.authors.slice(0, maxAuthors).map((name) => ({ name: xmlText(name) })),
      category: bestTopics(paper.topics).map((slug) => ({ name: topicName(slug), term: slug })),
      // Votes change all day. To readers' programs a changed entry is a new one, so it keeps its day.
      date: at,
      published: at,
    })
  }
  return feed.atom1()
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

/** The element's content is HTML, so texts are escaped once for it, and by the feed once more for XML. */
function toHtml(content: ReactNode): string {
  return xmlText(renderToStaticMarkup(content))
}

/** XML has no way to write most control characters, and one of them makes a whole feed unreadable. */
function xmlText(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00Z`)
}
