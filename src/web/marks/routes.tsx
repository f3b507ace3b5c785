import { z } from 'zod'
import { markPaper } from '../../marks/learn.ts'
import { markKinds, readMarks, readMarksOn } from '../../marks/marks.ts'
import { bibtexOf, risOf } from '../../papers/citation.ts'
import type { ListedPaper } from '../../papers/paper.ts'
import { findPaper, readStoredPapers, readTitles } from '../../papers/stored-papers.ts'
import { routes } from '../../routes.ts'
import { paperVector, shippedSpace } from '../../select/latent-space.ts'
import { tellingTerms } from '../../select/telling-terms.ts'
import type { Db } from '../../store/open.ts'
import { findSubscriberById } from '../../subscribers/find.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf } from '../form.ts'
import { withActive, type LinkHandler, type SubscriberLink } from '../links.tsx'
import { toPaperToMute } from '../mute/routes.tsx'
import { NotFoundPage } from '../page/error-pages.tsx'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { changeMarksBy } from './change-marks.ts'
import { MarksPage, type TitledMark } from './list-page.tsx'
import { MarkedPage, MarkPage, type PaperToMark } from './page.tsx'

export function markRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.more.path, get: showMark(deps, 'more'), post: mark(deps, 'more') },
    { path: routes.less.path, get: showMark(deps, 'less'), post: mark(deps, 'less') },
    { path: routes.marks.path, get: showMarks(deps), post: changeMarks(deps) },
    { path: routes.savedBibtex.path, get: sendSaved(deps, bibtexOf, 'application/x-bibtex', 'bib') },
    { path: routes.savedRis.path, get: sendSaved(deps, risOf, 'application/x-research-info-systems', 'ris') },
  ]
}

/** "More like this" and "less like this", from a paper in a mail: says what a press on the button changes. */
function showMark(deps: WebDeps, wished: 'more' | 'less'): Handler {
  return withPaper(deps, async (c, { subscriber, token, paper }) => {
    const marks = await readMarksOn(deps.db, subscriber.id, paper.id)
    return sendPage(c, <MarkPage {...{ subscriber, token, paper, wished, marks }} />)
  })
}

const MarkField = z.enum(markKinds)

function mark(deps: WebDeps, wished: 'more' | 'less'): Handler {
  return withPaper(deps, async (c, { subscriber, token, paper }) => {
    const { db, clock } = deps
    const kind = MarkField.safeParse(textOf(await readForm(c), 'mark')).data
    const isChanged =
      kind !== undefined && (await markPaper(db, subscriber.id, { paper: paper.id, kind }, clock()))
    const marks = await readMarksOn(db, subscriber.id, paper.id)
    const shown = { subscriber, token, paper, marks }
    if (kind === undefined) return sendPage(c, <MarkPage {...shown} wished={wished} isUnclear />, 422)
    return sendPage(c, <MarkedPage {...shown} {...{ kind, isChanged }} />)
  })
}

function showMarks(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber, token }) => {
    const marks = await readTitledMarks(deps.db, subscriber.id)
    return sendPage(c, <MarksPage {...{ subscriber, token, marks }} />)
  })
}

/** The saved papers that are still stored, for reference managers. */
function sendSaved(
  deps: WebDeps,
  format: (paper: ListedPaper) => string,
  type: string,
  extension: string,
): Handler {
  return withActive(deps, async (c, { subscriber }) => {
    const marks = await readMarks(deps.db, subscriber.id)
    const ids = marks.filter(({ kind }) => kind === 'save').map(({ paper }) => paper)
    const papers = ids.length === 0 ? new Map<string, ListedPaper>() : await readStoredPapers(deps.db, ids)
    const entries = ids.flatMap((id) => papers.get(id) ?? [])
    c.header('Content-Disposition', `attachment; filename="saved-papers.${extension}"`)
    return c.body(entries.map(format).join('\n'), 200, { 'Content-Type': `${type}; charset=utf-8` })
  })
}

function changeMarks(deps: WebDeps): Handler {
  return withActive(deps, async (c, { subscriber: before, token }) => {
    const change = await changeMarksBy(deps.db, before.id, await readForm(c))
    const subscriber = await findSubscriberById(deps.db, before.id)
    if (!subscriber) return 'gone'
    const marks = await readTitledMarks(deps.db, subscriber.id)
    return sendPage(c, <MarksPage {...{ subscriber, token, marks, change }} />)
  })
}

export async function readTitledMarks(db: Db, subscriberId: number): Promise<TitledMark[]> {
  const marks = await readMarks(db, subscriberId)
  const titles = await readTitles(
    db,
    marks.map(({ paper }) => paper),
  )
  return marks.map((one) => ({ ...one, title: titles.get(one.paper) ?? null }))
}

/** Opens the link of an active subscriber, and loads the paper in the path. */
function withPaper(deps: WebDeps, handle: LinkHandler<SubscriberLink & { paper: PaperToMark }>): Handler {
  return withActive(deps, async (c, link) => {
    const paper = await findPaperToMark(deps.db, c.req.param('paper') ?? '')
    return paper ? handle(c, { ...link, paper }) : sendFixedPage(c, <NotFoundPage />, 404)
  })
}

const termsTold = 4

async function findPaperToMark(db: Db, id: string): Promise<PaperToMark | undefined> {
  const paper = await findPaper(db, id)
  if (!paper) return undefined
  const space = shippedSpace()
  return {
    ...toPaperToMute(paper),
    terms: tellingTerms(space, paper, paperVector(space, paper), termsTold),
  }
}
