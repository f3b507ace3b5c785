import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { pageHref, readPageNumber } from '../page/paper-list.tsx'
import { maxQueryLength, searchPapers } from '../../papers/find-papers.ts'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { SearchPage } from './page.tsx'

export function searchRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.search.path, query: ['q', 'page'], get: showSearch(deps) }]
}

function showSearch({ config, db }: WebDeps): Handler {
  return async (c) => {
    const query = (c.req.query('q') ?? '').trim().slice(0, maxQueryLength)
    const page = readPageNumber(c.req.query('page'))
    if (page === null) return sendPage(c, <NotFoundPage />, 404)
    const found = query ? await searchPapers(db, query, page) : null
    if (page > 1 && !found?.papers.length) return sendPage(c, <NotFoundPage />, 404)
    const path = pageHref(routes.search.href(), { ...(query && { q: query }), page })
    return sendPage(c, <SearchPage query={query} found={found} url={config.web.publicUrl + path} />)
  }
}
