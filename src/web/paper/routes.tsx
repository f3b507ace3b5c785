import type { Context } from 'hono'
import { bibtexOf, risOf } from '../../papers/citation.ts'
import { readPaper, type ReadablePaper } from '../../papers/find-papers.ts'
import { readUpvoteHistory } from '../../papers/upvote-history.ts'
import { routes } from '../../routes.ts'
import { findSimilarPapers, readPaperVectors, type PaperVectors } from '../../papers/paper-vectors.ts'
import { shippedSpaceName } from '../../select/latent-space.ts'
import type { Db } from '../../store/open.ts'
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
  const vectorsOf = keepVectors(deps.db, deps.clock)
  return withPaper(deps, async (c, paper) => {
    const url = deps.config.web.publicUrl + routes.paper.href({ id: paper.id })
    const upvotes = await readUpvoteHistory(deps.db, paper.id)
    const similar = await findSimilarPapers(deps.db, await vectorsOf(), paper.id, maxSimilar)
    return sendPage(c, <PaperDocument {...{ paper, url, upvotes, similar }} />)
  })
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

/** Some megabytes, which are read at most every ten minutes: a new paper is listed as similar a little later. */
function keepVectors(db: Db, clock: () => Date): () => Promise<PaperVectors> {
  let kept: { at: number; vectors: Promise<PaperVectors> } | undefined
  return () => {
    const now = clock().getTime()
    if (kept && Math.abs(now - kept.at) < maxAgeMs) return kept.vectors
    const reading = { at: now, vectors: readPaperVectors(db, shippedSpaceName()) }
    kept = reading
    reading.vectors.catch(() => {
      if (kept === reading) kept = undefined
    })
    return reading.vectors
  }
}
