import type { Context } from 'hono'
import { relevanceFloor } from '../../select/relevance.ts'
import type { Db } from '../../store/open.ts'
import { findSubscriberById, type Subscriber } from '../../subscribers/find.ts'
import { mute, type Mutes } from '../../subscribers/mute.ts'
import { maxNameLength, splitList } from '../../subscribers/preferences.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf, type Form } from '../form.ts'
import { sendLinkProblem } from '../link-problem.tsx'
import { NotFoundPage } from '../page/error-pages.tsx'
import { MutePage, MutedPage } from './pages.tsx'
import { InactivePage } from '../preferences/page.tsx'
import { sendPage, type Answer } from '../respond.tsx'
import { openLink } from '../token.ts'

/** A paper, as far as it says what to have less of. */
export type PaperToMute = {
  title: string
  topics: string[]
  keywords: string[]
  /** Of its first people, and of where they are from. */
  names: string[]
}

const maxSuggestions = 8

/** "Less like this", from a paper in a mail: asks what about it. */
export function showMuteForm(deps: WebDeps): Answer {
  return async (c) => {
    const opened = await open(c, deps)
    return 'answer' in opened ? opened.answer : sendPage(c, <MutePage {...opened} />)
  }
}

export function takeMutes(deps: WebDeps): Answer {
  return async (c) => {
    const opened = await open(c, deps)
    if ('answer' in opened) return opened.answer
    const form = await readForm(c)
    const mutes = readMutes(form)
    const again = (problem: string) => {
      const typed = textOf(form, 'keyword') ?? ''
      return sendPage(c, <MutePage {...opened} problem={problem} typed={typed} />, 422)
    }
    if (Object.values(mutes).every((list) => list.length === 0)) return again('Choose at least one.')
    const changed = await changePreferences(deps.db, opened.subscriber.id, (before) => mute(before, mutes))
    if (!changed) return sendInactive(c, opened.subscriber, 409)
    if (!changed.ok) return again(Object.values(changed.problems).join(' '))
    const token = c.req.param('token') ?? ''
    return sendPage(c, <MutedPage {...{ subscriber: opened.subscriber, mutes, token }} />)
  }
}

type Opened = { answer: Response } | { subscriber: Subscriber; paper: PaperToMute }

async function open(c: Context, deps: WebDeps): Promise<Opened> {
  const link = openLink(c, deps, 'preferences')
  if (!link.ok) return { answer: sendLinkProblem(c, 'preferences', link.problem) }
  const subscriber = await findSubscriberById(deps.db, link.subscriberId)
  if (!subscriber) return { answer: sendLinkProblem(c, 'preferences', 'gone') }
  if (subscriber.status !== 'active') return { answer: sendInactive(c, subscriber, 200) }
  const paper = await findLessPaper(deps.db, c.req.param('paper') ?? '')
  return paper ? { subscriber, paper } : { answer: sendPage(c, <NotFoundPage />, 404) }
}

function sendInactive(c: Context, subscriber: Subscriber, status: 200 | 409): Response {
  return sendPage(c, <InactivePage subscriber={subscriber} token={c.req.param('token') ?? ''} />, status)
}

async function findLessPaper(db: Db, id: string): Promise<PaperToMute | undefined> {
  const row = await db
    .selectFrom('papers')
    .select(['title', 'authors', 'organization', 'keywords', 'topics'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  const { title, authors, organization, keywords, topics } = row
  const names = [...(organization ? [organization] : []), ...authors]
  return {
    title,
    topics: Object.keys(topics).filter((slug) => (topics[slug] ?? 0) >= relevanceFloor),
    keywords: suggestions(keywords),
    names: suggestions(names),
  }
}

function suggestions(texts: string[]): string[] {
  return [...new Set(texts)].filter((text) => text.length <= maxNameLength).slice(0, maxSuggestions)
}

function readMutes(form: Form): Mutes {
  return {
    topics: form.get('topics') ?? [],
    keywords: [...(form.get('keywords') ?? []), ...splitList(textOf(form, 'keyword') ?? '')],
    authors: form.get('authors') ?? [],
  }
}
