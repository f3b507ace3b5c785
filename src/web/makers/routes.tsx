import { countMakers, readPapersBy, type MakerKind } from '../../papers/makers.ts'
import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { pageHref, readPageNumber } from '../page/paper-list.tsx'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { MakerPage, makerPath, MakersPage } from './page.tsx'

/** Counted back from the newest papers. */
const days = 90
const maxListed = 60

export function makerRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.makers.path, get: showMakers(deps) },
    { path: routes.author.path, query: ['page'], get: showMaker(deps, 'author') },
    { path: routes.organization.path, query: ['page'], get: showMaker(deps, 'organization') },
  ]
}

function showMakers({ config, db, clock }: WebDeps): Handler {
  return async (c) => {
    const span = { now: clock(), days, limit: maxListed }
    const authors = await countMakers(db, 'author', span)
    const organizations = await countMakers(db, 'organization', span)
    const url = config.web.publicUrl + routes.makers.href()
    return sendPage(c, <MakersPage {...{ authors, organizations, days, url }} />)
  }
}

function showMaker({ config, db }: WebDeps, kind: MakerKind): Handler {
  return async (c) => {
    const name = c.req.param('name') ?? ''
    const page = readPageNumber(c.req.query('page'))
    const found = page === null ? null : await readPapersBy(db, kind, name, page)
    if (page === null || !found || found.papers.length === 0) return sendFixedPage(c, <NotFoundPage />, 404)
    const url = config.web.publicUrl + pageHref(makerPath(kind, name), { page })
    return sendPage(c, <MakerPage {...{ kind, name, found, url }} />)
  }
}
