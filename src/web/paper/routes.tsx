import type { Context } from 'hono'
import { bibtexOf, risOf } from '../../papers/citation.ts'
import { readPaper, type ReadablePaper } from '../../papers/find-papers.ts'
import { readUpvoteHistory } from '../../papers/upvote-history.ts'
import { routes } from '../../routes.ts'
import { findSimilarPapers, readPaperVectors, type PaperVectors } from '../../papers/paper-vectors.ts'
import { shippedSpaceName } from '../../select/latent-space.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { PaperDocument } from './page.tsx'

export function paperRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.paper.path, get: showPaper(deps) },
    { path: routes.bibtex.path, get: sendCitation(deps, bibtexOf, 'application/x-bibtex') },
    { path: routes.ris.path, get: sendCitation(deps, risOf, 'application/x-research-info-systems') },
  ]
}

const maxSimilar = 5

function showPaper(deps: WebDeps): Handler {
  return withPaper(deps, async (c, paper) =>
    sendPage(c, <PaperDocument {...await readAround(deps, paper)} />),
  )
}

/** Loads what a paper's page shows beside the paper. */
export async function readAround(deps: WebDeps, paper: ReadablePaper) {
  const { config, db } = deps
  return {
    paper,
    url: config.web.publicUrl + routes.paper.href({ id: paper.id }),
    upvotes: await readUpvoteHistory(db, paper.id),
    similar: await findSimilarPapers(db, await keptVectors(deps), paper.id, maxSimilar),
  }
}

function sendCitation(deps: WebDeps, write: (paper: ReadablePaper) => string, type: string): Handler {
  return withPaper(deps, (c, paper) =>
    c.body(write(paper), 200, { 'Content-Type': `${type}; charset=utf-8` }),
  )
}

type PaperHandler = (c: Context, paper: ReadablePaper) => Response | Promise<Response>

function withPaper({ db }: WebDeps, handle: PaperHandler): Handler {
  return async (c) => {
    const paper = await readPaper(db, c.req.param('id') ?? '')
    return paper ? handle(c, paper) : sendFixedPage(c, <NotFoundPage />, 404)
  }
}

const maxAgeMs = 600_000
const kept = new WeakMap<WebDeps, { at: number; vectors: Promise<PaperVectors> }>()

/** Some megabytes, which are read at most every ten minutes: a new paper is listed as similar a little later. */
function keptVectors(deps: WebDeps): Promise<PaperVectors> {
  const at = deps.clock().getTime()
  const known = kept.get(deps)
  if (known && Math.abs(at - known.at) < maxAgeMs) return known.vectors
  const reading = { at, vectors: readPaperVectors(deps.db, shippedSpaceName()) }
  kept.set(deps, reading)
  reading.vectors.catch(() => {
    if (kept.get(deps) === reading) kept.delete(deps)
  })
  return reading.vectors
}
