import { queueOwnMail } from '../../outbox/queue-mail.ts'
import { erase } from '../../own-data/erase.ts'
import { routes } from '../../routes.ts'
import { findSubscriberById } from '../../subscribers/find.ts'
import { readHeldData } from '../../own-data/held-data.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf } from '../form.ts'
import { speakAs } from '../language.ts'
import { withLink, withSubscriber, type Link, type LinkHandler } from '../links.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { ErasedPage, ErasePage, ExportPage, OwnMailPage } from './page.tsx'

const kinds = ['manage', 'export', 'erase'] as const

export function ownDataRoutes(deps: WebDeps): Endpoint[] {
  return [
    { path: routes.ownMail.path, post: requestLink(deps) },
    { path: routes.exportData.path, get: showExportForm(deps), post: exportData(deps) },
    { path: routes.erase.path, get: showEraseForm(deps), post: eraseData(deps) },
  ]
}

/** Mails a link to the subscriber. A preferences link may have been forwarded, so it must not export or erase. */
function requestLink(deps: WebDeps): Handler {
  return withSubscriber(deps, 'preferences', async (c, { subscriber }) => {
    const what = textOf(await readForm(c), 'what')
    const kind = kinds.find((one) => one === what)
    // Not awaited: the row is stored.
    if (kind) void deps.remind.mail(await queueOwnMail(deps.db, subscriber.id, kind, deps.clock()))
    return sendPage(c, <OwnMailPage subscriber={subscriber} />)
  })
}

function showExportForm(deps: WebDeps): Handler {
  return withSubscriber(deps, 'export', (c, { subscriber }) =>
    sendPage(c, <ExportPage subscriber={subscriber} />),
  )
}

function exportData(deps: WebDeps): Handler {
  return withLink(deps, 'export', async (c, link) => {
    const held = await readHeldData(deps.db, link.subscriberId, deps.clock())
    if (!held) return 'gone'
    c.header('Content-Disposition', 'attachment; filename="paperboy-my-data.json"')
    c.header('Content-Type', 'application/json; charset=utf-8')
    return c.body(`${JSON.stringify(held, null, 2)}\n`)
  })
}

function showEraseForm(deps: WebDeps): Handler {
  return withLink(deps, 'erase', sendErasePage(deps, 200))
}

function eraseData(deps: WebDeps): Handler {
  return withLink(deps, 'erase', async (c, link) => {
    const form = await readForm(c)
    if (textOf(form, 'button') !== 'erase') return sendErasePage(deps, 422)(c, link)
    const before = await findSubscriberById(deps.db, link.subscriberId)
    if (before) speakAs(c, before.preferences)
    const isErased = await erase(deps.db, deps.config.secretKeys, link.subscriberId, deps.clock())
    deps.logger.info({ subscriberId: link.subscriberId, isErased }, 'erased')
    return sendPage(c, <ErasedPage />)
  })
}

function sendErasePage(deps: WebDeps, status: 200 | 422): LinkHandler<Link> {
  return async (c, link) => {
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return sendPage(c, <ErasedPage />)
    speakAs(c, subscriber.preferences)
    return sendPage(c, <ErasePage subscriber={subscriber} />, status)
  }
}
