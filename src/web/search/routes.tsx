import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { pageHref, readPageNumber } from '../page/paper-list.tsx'
import { searchPapers } from '../../papers/find-papers.ts'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { SearchPage } from './page.tsx'
import { isQuery, queryFields, queryNames, readQuery } from './read-query.ts'
import { suggest } from './suggestions.ts'

export function searchRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.search.path, query: [...queryNames, 'page'], get: showSearch(deps) }]
}

function showSearch(deps: WebDeps): Handler {
  const { config, db } = deps
  const sources = config.sources.planned.map(({ name }) => name)
  return async (c) => {
    const query = readQuery(c, sources)
    const page = readPageNumber(c.req.query('page'))
    if (page === null) return sendFixedPage(c, <NotFoundPage />, 404)
    const found = isQuery(query) ? await searchPapers(db, query, page) : null
    if (page > 1 && !found?.papers.length) return sendFixedPage(c, <NotFoundPage />, 404)
    const url = config.web.publicUrl + pageHref(routes.search.href(), { ...queryFields(query), page })
    const suggestions =
      found && query.text !== '' && page === 1 ? await suggest(deps, query, found.total === 0) : null
    return sendPage(c, <SearchPage {...{ query, found, suggestions, url, sources }} />)
  }
}
