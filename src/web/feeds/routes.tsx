import { generateAtomFeed } from 'feedsmith'
import { routes } from '../../routes.ts'
import { findTopic, type Topic } from '../../topics/catalogue.ts'
import type { Db } from '../../store/open.ts'
import type { WebDeps } from '../deps.ts'
import { NoteText } from '../../../emails/note-text.tsx'
import { isFor, readNotes } from '../../editions/notes.ts'
import { noteView } from '../../render/editor-note.ts'
import type { Note } from '../../store/schema.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { readNewestPapers } from '../../papers/find-papers.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { startOf, tidyXml, toEntry, toHtml, toXmlText } from './entries.tsx'
import { sendRobots, sendSitemap } from './robots.ts'
import { sendFixedPage, type Endpoint, type Handler } from '../respond.tsx'

const maxEntries = 50

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
      'body' in entry
        ? toNoteEntry(publicUrl, entry, name)
        : toEntry(publicUrl, entry, { at: startOf(entry.firstListedOn) }),
    ),
  })
  return tidyXml(xml)
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
