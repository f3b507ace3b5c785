import { removeSeed, removeSeeds } from '../../marks/learn.ts'
import { readSeeds } from '../../marks/seeds.ts'
import { routes } from '../../routes.ts'
import { readImport, saveImport } from '../../seeds/imports.ts'
import { proposeInterests, type Proposal } from '../../seeds/propose.ts'
import { joinLists, readSeedBytes } from '../../seeds/read-list.ts'
import { findSubscriberById, type Subscriber } from '../../subscribers/find.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { readUpload, textOf, type Form } from '../form.ts'
import { refuseTooMany } from '../limit-requests.tsx'
import { withActive } from '../links.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { SeedsPage, type SeedsAnswer } from './page.tsx'
import { maxFormBytes } from './upload.ts'

/** How long a page waits before it looks again how far its list is. */
const lookAgainSeconds = 4

export function seedRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.seeds.path, get: showSeeds(deps), post: changeSeeds(deps) }]
}

function showSeeds(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber, token }) => {
    const shown = await readShown(deps, subscriber)
    if (shown.list?.isWaiting) c.header('Refresh', String(lookAgainSeconds))
    return sendPage(c, <SeedsPage {...shown} token={token} />)
  })
}

function changeSeeds(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber: before, token }) => {
    const take = () => refuseTooMany(c, deps, 'seeds', { whom: `seeds of ${before.id}` })
    // What is large is counted before it is read.
    const isLarge = (await c.req.arrayBuffer()).byteLength > maxFormBytes
    const refused = isLarge ? await take() : null
    if (refused) return refused
    const { form, file } = await readUpload(c, 'file')
    let answer: SeedsAnswer | null = null
    if (textOf(form, 'what') === 'read') {
      const refusedList = isLarge ? null : await take()
      if (refusedList) return refusedList
      answer = await takeList(deps, before.id, textOf(form, 'list') ?? '', file)
      // Its page looks again by itself, which must not post the list again.
      if (answer === null) return c.redirect(c.get('basePath') + routes.seeds.href({ token }), 303)
    } else answer = await carryOut(deps, before, form)
    const subscriber = await findSubscriberById(deps.db, before.id)
    if (!subscriber) return 'gone'
    const shown = await readShown(deps, subscriber)
    const typed = answer?.problem ? (textOf(form, 'list') ?? '') : ''
    return sendPage(c, <SeedsPage {...shown} {...{ token, answer, typed }} />, answer?.problem ? 422 : 200)
  })
}

/** @returns null where the list was taken */
async function takeList(
  { db, clock, remind }: WebDeps,
  subscriberId: number,
  typed: string,
  file: Uint8Array | null,
): Promise<SeedsAnswer | null> {
  const given = [...(typed.trim() === '' ? [] : [Buffer.from(typed)]), ...(file ? [file] : [])]
  if (given.length === 0) return { problem: 'nothing given' }
  const lists = await Promise.all(given.map(readSeedBytes))
  const startedAt = clock()
  const isSaved = await saveImport(db, subscriberId, joinLists(lists), startedAt)
  if (!isSaved) return { problem: 'still looking' }
  void remind.seeds({ subscriberId, startedAt })
  return null
}

/** @returns null where the form says nothing that can be done: then nothing was changed */
async function carryOut({ db }: WebDeps, subscriber: Subscriber, form: Form): Promise<SeedsAnswer | null> {
  switch (textOf(form, 'what')) {
    case 'follow':
      return follow(db, subscriber, form)
    case 'remove': {
      const paper = textOf(form, 'paper') ?? ''
      // PostgreSQL has no text with a NUL in it, and refuses one with an error.
      if (!paper.includes('\0')) await removeSeed(db, subscriber.id, paper)
      return { change: 'removed' }
    }
    case 'remove all':
      await removeSeeds(db, subscriber.id)
      return { change: 'removedAll' }
    case undefined:
    default:
      return null
  }
}

/** Follows what was ticked, as far as it was proposed. */
async function follow(
  db: WebDeps['db'],
  { id, preferences }: Subscriber,
  form: Form,
): Promise<SeedsAnswer | null> {
  const proposed = proposeInterests(await readSeeds(db, id), preferences)
  const ticked = (name: string, proposals: readonly Proposal[]) => {
    const values = new Set(form.get(name))
    return proposals.flatMap(({ value }) => (values.has(value) ? [value] : []))
  }
  const [topics, keywords, authors] = [
    ticked('topics', proposed.topics),
    ticked('keywords', proposed.keywords),
    ticked('authors', proposed.authors),
  ]
  if (topics.length + keywords.length + authors.length === 0) return { problem: 'nothing ticked' }
  const changed = await changePreferences(db, id, (before) => ({
    topics: [...before.topics, ...topics],
    keywords: [...before.keywords, ...keywords],
    authors: [...before.authors, ...authors],
  }))
  if (!changed) return null
  return changed.ok ? { change: 'followed' } : { problem: 'too many followed' }
}

/** Loads what the page shows. */
async function readShown({ db }: WebDeps, subscriber: Subscriber) {
  const seeds = await readSeeds(db, subscriber.id)
  const proposals = proposeInterests(seeds, subscriber.preferences)
  return { subscriber, seeds, proposals, list: await readImport(db, subscriber.id) }
}
