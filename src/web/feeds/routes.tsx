import { generateAtomFeed } from 'feedsmith'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { byline } from '../../papers/paper.ts'
import { readable } from '../../papers/latex.ts'
import { summaryOf, titleOf } from '../../papers/summary.ts'
import { routes } from '../../routes.ts'
import { findTopic, topicName, type Topic } from '../../topics/catalogue.ts'
import type { Db } from '../../store/open.ts'
import type { WebDeps } from '../deps.ts'
import { NoteText } from '../../../emails/note-text.tsx'
import { isFor, readNotes } from '../../editions/notes.ts'
import { noteView } from '../../render/editor-note.ts'
import type { Note } from '../../store/schema.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { bestTopics } from '../page/paper-parts.ts'
import { readNewestPapers } from '../../papers/find-papers.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { sendRobots, sendSitemap } from './robots.ts'
import { sendFixedPage, type Endpoint, type Handler } from '../respond.tsx'

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
function sendFeed({ config, db, clock }: WebDeps): Handler {
  return async (c) => {
    const papers = await readNewestPapers(db, { limit: maxEntries })
    const notes = await readNotesOf(db, papers, clock())
    return c.body(toAtom(config, papers, notes), 200, atomHeaders)
  }
}

function sendTopicFeed({ config, db, clock }: WebDeps): Handler {
  return async (c) => {
    const topic = findTopic(c.req.param('slug') ?? '')
    if (!topic) return sendFixedPage(c, <NotFoundPage />, 404)
    const papers = await readNewestPapers(db, { topic: topic.slug, limit: maxEntries })
    const notes = await readNotesOf(db, papers, clock(), topic)
    return c.body(toAtom(config, papers, notes, topic), 200, atomHeaders)
  }
}

/** The editor's of the days that a feed has papers of; those of days to come wait for theirs. */
async function readNotesOf(
  db: Db,
  papers: readonly ListedPaper[],
  now: Date,
  topic?: Topic,
): Promise<Note[]> {
  const oldest = papers.at(-1)?.firstListedOn
  if (oldest === undefined) return []
  const notes = await readNotes(db, oldest, now.toISOString().slice(0, 10))
  return notes.filter((note) => isFor(note, topic ? [topic.slug] : []))
}

const atomHeaders = { 'Content-Type': 'application/atom+xml; charset=utf-8' }

function toAtom(
  { web: { publicUrl }, brand: { name } }: Pick<WebDeps['config'], 'web' | 'brand'>,
  papers: readonly ListedPaper[],
  notes: readonly Note[],
  topic?: Topic,
): string {
  const page = publicUrl + (topic ? routes.topic.href({ slug: topic.slug }) : routes.home.href())
  const self = publicUrl + (topic ? routes.topicFeed.href({ slug: topic.slug }) : routes.feed.href())
  // A note stands before the papers of its day.
  const entries = [...notes, ...papers].toSorted((a, b) => dayOf(b).localeCompare(dayOf(a)))
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
    updated: startOf(entries[0] ? dayOf(entries[0]) : '1970-01-01'),
    entries: entries.map((entry) =>
      'body' in entry ? toNoteEntry(publicUrl, entry, name) : toEntry(publicUrl, entry),
    ),
  })
  // feedsmith puts CDATA on a line of its own, and not every reader trims the white space around a title.
  return xml.replace(/>\s+(<!\[CDATA\[)/g, '>$1').replace(/(\]\]>)\s+<\//g, '$1</')
}

function dayOf(entry: ListedPaper | Note): string {
  return 'body' in entry ? entry.day : entry.firstListedOn
}

function toNoteEntry(publicUrl: string, note: Note, brandName: string) {
  const { label, blocks } = noteView(note, 'en')
  const url = `${publicUrl}${routes.digest.href({ day: note.day })}#note-${note.id}`
  const at = startOf(note.day)
  return {
    id: url,
    title: { type: 'html', value: toHtml(label) },
    content: { type: 'html', value: toHtml(<NoteText blocks={blocks} />) },
    links: [{ href: url }],
    authors: [{ name: toXmlText(note.sponsor ?? brandName) }],
    updated: at,
    published: at,
  }
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
