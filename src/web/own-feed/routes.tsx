import { generateAtomFeed } from 'feedsmith'
import type { Context } from 'hono'
import { renderToStaticMarkup } from 'react-dom/server'
import { lastSentTo } from '../../ledger/history.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { readStoredPapers } from '../../papers/stored-papers.ts'
import { titleOf } from '../../papers/summary.ts'
import { makersOf, reasonPhrase } from '../../render/paper-view.ts'
import { routes } from '../../routes.ts'
import type { Db } from '../../store/open.ts'
import type { Language, Reason } from '../../store/schema.ts'
import type { WebDeps } from '../deps.ts'
import { EntryContent, maxAuthors, tidyXml, toEntry } from '../feeds/entries.tsx'
import { wordsFor } from '../language.ts'
import { withSubscriber } from '../links.tsx'
import { bestTopics } from '../page/paper-parts.ts'
import type { Endpoint, Handler } from '../respond.tsx'
import { pageWords } from '../words/catalogue.ts'

/** Whole editions are shown, the newest first, until there are so many papers. */
const enoughPicks = 30

/** A paper as it was mailed. */
type SentPick = { paper: ListedPaper; reason: Reason; at: Date }

type OwnFeed = {
  title: string
  description: string
  /** The same for the same subscriber, whatever their address is. */
  id: string
  self: string
  changedAt: Date
  picks: readonly SentPick[]
  language: Language
}

/** What was mailed to one subscriber, for their own feed reader. */
export function ownFeedRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.ownFeed.path, get: sendOwnFeed(deps, 'application/atom+xml; charset=utf-8', toAtom) },
    { path: routes.ownJsonFeed.path, get: sendOwnFeed(deps, 'application/feed+json', toJson) },
  ]
}

function sendOwnFeed(
  deps: WebDeps,
  type: string,
  write: (feed: OwnFeed, of: Pick<WebDeps['config'], 'web' | 'brand'>) => string,
): Handler {
  return withSubscriber(deps, 'feed', async (c, { subscriber, issuedAt }) => {
    const { status, feedSince, id, preferences } = subscriber
    if (status !== 'active' || feedSince?.getTime() !== issuedAt.getTime()) return 'gone'
    const picks = await readSentPicks(deps.db, id)
    const changedAt = picks[0]?.at ?? feedSince
    c.header('Last-Modified', changedAt.toUTCString())
    if (isKnown(c, changedAt)) return c.body(null, 304)
    const { title, description } = wordsFor(c).profile.feed
    const { web, brand } = deps.config
    const feed = {
      title: title(brand.name),
      description,
      id: `${web.publicUrl}${routes.home.href()}#picks-${id.toString(36)}`,
      self: web.publicUrl + c.req.path,
      changedAt,
      picks,
      language: preferences.language,
    }
    return c.body(write(feed, deps.config), 200, { 'Content-Type': type })
  })
}

/** Whoever sends a tag is answered by it alone, as RFC 9110 has it. */
function isKnown(c: Context, changedAt: Date): boolean {
  if (c.req.header('If-None-Match') !== undefined) return false
  const since = Date.parse(c.req.header('If-Modified-Since') ?? '')
  // Headers have whole seconds.
  return Math.floor(changedAt.getTime() / 1000) * 1000 <= since
}

/** Papers that are not stored any more are left out. */
async function readSentPicks(db: Db, subscriberId: number): Promise<SentPick[]> {
  const editions = await lastSentTo(db, subscriberId, enoughPicks)
  let count = 0
  const shown = editions.filter(({ selection }) => {
    const isShown = count < enoughPicks
    count += selection.length
    return isShown
  })
  const ids = shown.flatMap(({ selection }) => selection.map(({ paper }) => paper))
  const papers = ids.length === 0 ? new Map<string, ListedPaper>() : await readStoredPapers(db, ids)
  return shown.flatMap(({ slot, settledAt, selection }) =>
    selection.flatMap(({ paper: id, reason }) => {
      const paper = papers.get(id)
      return paper ? [{ paper, reason, at: settledAt ?? slot }] : []
    }),
  )
}

function toAtom(
  feed: OwnFeed,
  { web: { publicUrl }, brand }: Pick<WebDeps['config'], 'web' | 'brand'>,
): string {
  const home = publicUrl + routes.home.href()
  const xml = generateAtomFeed({
    id: feed.id,
    title: { value: feed.title },
    subtitle: { value: feed.description },
    links: [
      { rel: 'alternate', href: home },
      { rel: 'self', href: feed.self },
    ],
    authors: [{ name: brand.name, uri: home }],
    updated: feed.changedAt,
    entries: feed.picks.map(({ paper, at, reason }) =>
      toEntry(publicUrl, paper, { at, ...told(feed, paper, reason) }),
    ),
  })
  return tidyXml(xml)
}

function toJson(
  feed: OwnFeed,
  { web: { publicUrl }, brand }: Pick<WebDeps['config'], 'web' | 'brand'>,
): string {
  const home = publicUrl + routes.home.href()
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.description,
    home_page_url: home,
    feed_url: feed.self,
    language: pageWords[feed.language].tag,
    authors: [{ name: brand.name, url: home }],
    items: feed.picks.map(({ paper, at, reason }) => {
      const url = publicUrl + routes.paper.href({ id: paper.id })
      return {
        id: url,
        url,
        title: titleOf(paper),
        content_html: renderToStaticMarkup(<EntryContent paper={paper} {...told(feed, paper, reason)} />),
        date_published: at.toISOString(),
        authors: paper.authors.slice(0, maxAuthors).map((name) => ({ name })),
        tags: bestTopics(paper.topics),
      }
    }),
  })
}

function told({ language }: OwnFeed, paper: ListedPaper, reason: Reason) {
  return { reason: reasonPhrase(reason, language), by: makersOf(paper, language) }
}
