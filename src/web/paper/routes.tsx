import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { PaperDocument } from './page.tsx'
import { readPaper } from '../../papers/find-papers.ts'

export function paperRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.paper.path, get: showPaper(deps) }]
}

function showPaper({ config, db }: WebDeps): Handler {
  return async (c) => {
    const paper = await readPaper(db, c.req.param('id') ?? '')
    if (!paper) return sendPage(c, <NotFoundPage />, 404)
    const url = config.web.publicUrl + routes.paper.href({ id: paper.id })
    return sendPage(c, <PaperDocument paper={paper} url={url} />)
  }
}
