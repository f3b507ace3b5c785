import type { Context } from 'hono'
import { listMonths, readMonth } from '../../papers/digest-view.ts'
import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import { sendFixedPage, sendPage, type Endpoint } from '../respond.tsx'
import { ArchivePage } from './page.tsx'

export function archiveRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.archive.path, get: (c) => showMonth(c, deps, null) },
    { path: routes.archiveMonth.path, get: (c) => showMonth(c, deps, c.req.param('month') ?? '') },
  ]
}

/** @param asked null for the newest month */
async function showMonth(c: Context, { config, db }: WebDeps, asked: string | null): Promise<Response> {
  const months = await listMonths(db)
  const month = asked ?? months[0]?.month
  if (month === undefined || !months.some((one) => one.month === month)) {
    return sendFixedPage(c, <NotFoundPage />, 404)
  }
  const url = config.web.publicUrl + routes.archiveMonth.href({ month })
  return sendPage(c, <ArchivePage {...{ months, month, days: await readMonth(db, month), url }} />)
}
