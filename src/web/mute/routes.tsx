import { routes } from '../../routes.ts'
import { acceptedTopics, type ListedPaper } from '../../papers/paper.ts'
import { findPaper } from '../../papers/stored-papers.ts'
import { mute, type Mutes } from '../../subscribers/mute.ts'
import { splitList } from '../../subscribers/list-text.ts'
import { maxNameLength } from '../../subscribers/preference-schemas.ts'
import { changePreferences } from '../../subscribers/update-preferences.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf, type Form } from '../form.ts'
import { withSubscriber, type LinkHandler, type SubscriberLink } from '../links.tsx'
import { NotFoundPage } from '../page/error-pages.tsx'
import { InactivePage } from '../preferences/page.tsx'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { MutePage, MutedPage, type MuteProblem, type PaperToMute } from './page.tsx'

const maxSuggestions = 8

export function muteRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.mute.path, get: showMuteForm(deps), post: saveMutes(deps) }]
}

/** Asks what about a paper should never come again. */
function showMuteForm(deps: WebDeps): Handler {
  return withPaper(deps, (c, { subscriber, paper }) => sendPage(c, <MutePage {...{ subscriber, paper }} />))
}

function saveMutes(deps: WebDeps): Handler {
  return withPaper(deps, async (c, { subscriber, paper, token }) => {
    const form = await readForm(c)
    const mutes = readMutes(form)
    const again = (problem: MuteProblem) => {
      const typed = textOf(form, 'keyword') ?? ''
      return sendPage(c, <MutePage {...{ subscriber, paper, problem, typed }} />, 422)
    }
    if (Object.values(mutes).every((list) => list.length === 0)) return again('nothing chosen')
    const changed = await changePreferences(deps.db, subscriber.id, (before) => mute(before, mutes))
    if (!changed) return sendPage(c, <InactivePage {...{ subscriber, token }} />, 409)
    if (!changed.ok) return again(Object.values(changed.problems))
    return sendPage(c, <MutedPage {...{ subscriber, mutes, token }} />)
  })
}

/** Opens the link of an active subscriber, and loads the paper in the path. */
function withPaper(deps: WebDeps, handle: LinkHandler<SubscriberLink & { paper: PaperToMute }>): Handler {
  return withSubscriber(deps, 'preferences', async (c, link) => {
    const { subscriber, token } = link
    if (subscriber.status !== 'active') return sendPage(c, <InactivePage {...{ subscriber, token }} />)
    const paper = await findPaper(deps.db, c.req.param('paper') ?? '')
    if (!paper) return sendFixedPage(c, <NotFoundPage />, 404)
    return handle(c, { ...link, paper: toPaperToMute(paper) })
  })
}

/** The parts of a paper that a reader may mute. */
export function toPaperToMute(paper: ListedPaper): PaperToMute {
  const { id, title, authors, organization, keywords, topics } = paper
  const names = [...(organization ? [organization] : []), ...authors]
  return {
    id,
    title,
    topics: acceptedTopics(topics),
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
