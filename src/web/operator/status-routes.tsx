import { readSourceHealth } from '../../ingest/source-health.ts'
import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import { StatusPage } from './status-page.tsx'
import { sendPage, type Answer } from '../respond.tsx'

/** How the sources stand, for everyone. Polls that change no paper show here, so it is not kept with the papers' pages. */
export function showStatus({ config, db, clock }: WebDeps): Answer {
  return async (c) => {
    const sources = await readSourceHealth(db, config.sources, clock())
    c.header('Cache-Control', 'public, max-age=30')
    return sendPage(c, <StatusPage sources={sources} url={config.publicUrl + routes.status.href()} />)
  }
}
