import type { Context } from 'hono'
import { messageOf } from '../../errors.ts'
import { erase } from '../../subscribers/erase.ts'
import { findSubscriberById } from '../../subscribers/find.ts'
import { readHeldData } from '../../subscribers/held-data.ts'
import { requestOwnMail } from '../../subscribers/request-mail.ts'
import type { WebDeps } from '../deps.ts'
import { readForm, textOf } from '../form.ts'
import { sendLinkProblem } from '../link-problem.tsx'
import { ErasedPage, ErasePage, ExportPage, OwnMailPage } from './pages.tsx'
import { sendPage, type Answer } from '../respond.tsx'
import { openLink } from '../token.ts'

const kinds = ['manage', 'export', 'erase'] as const

/** Mails a link to oneself. The preferences' link alone may have been forwarded, and must not export or erase. */
export function takeOwnMailRequest(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'preferences')
    if (!link.ok) return sendLinkProblem(c, 'preferences', link.problem)
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return sendLinkProblem(c, 'preferences', 'gone')
    const what = textOf(await readForm(c), 'what')
    const kind = kinds.find((one) => one === what)
    const mailId = kind ? await requestOwnMail(deps.db, subscriber.id, kind, deps.clock()) : null
    if (mailId !== null) {
      // Not waited for: the row is kept, and a queue that is down is the reconciler's business.
      void deps.enqueueTransactional([mailId]).catch((error: unknown) => {
        deps.logger.warn({ mailId, error: messageOf(error) }, 'mail not enqueued, left to the reconciler')
      })
    }
    return sendPage(c, <OwnMailPage subscriber={subscriber} />)
  }
}

export function askToExport(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'export')
    if (!link.ok) return sendLinkProblem(c, 'export', link.problem)
    const subscriber = await findSubscriberById(deps.db, link.subscriberId)
    if (!subscriber) return sendLinkProblem(c, 'export', 'gone')
    return sendPage(c, <ExportPage subscriber={subscriber} />)
  }
}

export function takeExport(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'export')
    if (!link.ok) return sendLinkProblem(c, 'export', link.problem)
    const held = await readHeldData(deps.db, link.subscriberId, deps.clock())
    if (!held) return sendLinkProblem(c, 'export', 'gone')
    c.header('Content-Disposition', 'attachment; filename="paperboy-my-data.json"')
    c.header('Content-Type', 'application/json; charset=utf-8')
    return c.body(`${JSON.stringify(held, null, 2)}\n`)
  }
}

export function askToErase(deps: WebDeps): Answer {
  return (c) => sendErasePage(c, deps, 200)
}

export function takeErasure(deps: WebDeps): Answer {
  return async (c) => {
    const link = openLink(c, deps, 'erase')
    if (!link.ok) return sendLinkProblem(c, 'erase', link.problem)
    const form = await readForm(c)
    if (textOf(form, 'button') !== 'erase') return sendErasePage(c, deps, 422)
    const isErased = await erase(deps.db, deps.config.secretKeys, link.subscriberId, deps.clock())
    deps.logger.info({ subscriberId: link.subscriberId, isErased }, 'erased')
    return sendPage(c, <ErasedPage />)
  }
}

async function sendErasePage(c: Context, deps: WebDeps, status: 200 | 422): Promise<Response> {
  const link = openLink(c, deps, 'erase')
  if (!link.ok) return sendLinkProblem(c, 'erase', link.problem)
  const subscriber = await findSubscriberById(deps.db, link.subscriberId)
  if (!subscriber) return sendPage(c, <ErasedPage />)
  return sendPage(c, <ErasePage subscriber={subscriber} />, status)
}
