import { readSourceHealth } from '../../ingest/source-health.ts'
import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import { StatusPage } from './page.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'

export function statusRoutes(deps: WebDeps): Endpoint[] {
  return [{ path: routes.status.path, get: showStatus(deps) }]
}

/**
 * The state of the sources, for everyone. Polls that change no paper show here, so the page is not cached with the papers'
 * pages.
 */
function showStatus({ config, db, clock }: WebDeps): Handler {
  return async (c) => {
    const sources = await readSourceHealth(db, config.sources.planned, clock())
    c.header('Cache-Control', 'public, max-age=30')
    return sendPage(c, <StatusPage sources={sources} url={config.web.publicUrl + routes.status.href()} />)
  }
}
