import type { Context } from 'hono'
import type { Mailbox } from '../../inbox/mailbox.ts'
import { parseMail } from '../../inbox/parse.ts'
import { routes } from '../../routes.ts'
import { readForm, textOf } from '../form.ts'
import { NotFoundPage } from '../page/error-pages.tsx'
import type { WebDeps } from '../deps.ts'
import { sendFixedPage, sendPage, type Endpoint, type Handler } from '../respond.tsx'
import { InboxPage, MailPage, mailViews, type MailView } from './page.tsx'

const mailsPerPage = 50

/** The built-in inbox's pages. There are none where mail goes to a relay. */
export function inboxRoutes({ mailbox }: WebDeps): Endpoint[] {
  if (!mailbox) return []
  return [
    { path: routes.inbox.path, get: showInbox(mailbox), post: emptyInbox(mailbox) },
    { path: routes.inboxMail.path, get: showMail(mailbox), post: changeMail(mailbox) },
    { path: routes.inboxFrame.path, get: showMailFrame(mailbox) },
  ]
}

/** The list. Its script asks for it again and again, so that new mail shows by itself. */
function showInbox(mailbox: Mailbox): Handler {
  return async (c) => {
    const mails = await mailbox.list()
    const pages = Math.max(1, Math.ceil(mails.length / mailsPerPage))
    const page = Math.min(pages, Math.max(1, Math.trunc(Number(c.req.query('page') ?? 1)) || 1))
    const shown = mails.slice((page - 1) * mailsPerPage, page * mailsPerPage)
    const unread = mails.filter(({ isRead }) => !isRead).length
    return sendPage(c, <InboxPage mails={shown} total={mails.length} unread={unread} {...{ page, pages }} />)
  }
}

/** Deletes every mail. */
function emptyInbox(mailbox: Mailbox): Handler {
  return async (c) => {
    if (textOf(await readForm(c), 'button') === 'delete-all') await mailbox.removeAll()
    return c.redirect(c.get('basePath') + routes.inbox.href(), 303)
  }
}

/** One mail, in one of its views. */
function showMail(mailbox: Mailbox): Handler {
  return async (c) => {
    const id = c.req.param('id') ?? ''
    const summary = (await mailbox.list()).find((mail) => mail.id === id)
    const raw = summary && (await mailbox.read(id))
    if (!summary || !raw) return sendFixedPage(c, <NotFoundPage />, 404)
    // Source and list are there also for what cannot be parsed.
    const mail = await parseMail(raw).catch(() => null)
    return sendPage(c, <MailPage {...{ summary, mail, raw }} view={viewOf(c, mail)} />)
  }
}

function viewOf(c: Context, mail: Awaited<ReturnType<typeof parseMail>> | null): MailView {
  const asked = mailViews.find((view) => view === c.req.query('view'))
  if (!mail) return 'source'
  return asked ?? (mail.html === null ? 'text' : 'html')
}

/** Marks a mail as read, or deletes it. */
function changeMail(mailbox: Mailbox): Handler {
  return async (c) => {
    const id = c.req.param('id') ?? ''
    const button = textOf(await readForm(c), 'button')
    if (button === 'read') await mailbox.markRead(id)
    if (button === 'delete') await mailbox.remove(id)
    return c.redirect(c.get('basePath') + routes.inbox.href(), 303)
  }
}

/** A mail's HTML alone, for the frame: it may show itself and its pictures, and open links in other tabs. */
function showMailFrame(mailbox: Mailbox): Handler {
  return async (c) => {
    const raw = await mailbox.read(c.req.param('id') ?? '')
    const mail = raw && (await parseMail(raw).catch(() => null))
    if (!mail || mail.html === null) return sendFixedPage(c, <NotFoundPage />, 404)
    c.header('Content-Security-Policy', framePolicy)
    c.header('X-Frame-Options', 'SAMEORIGIN')
    c.header('Referrer-Policy', 'no-referrer')
    return c.html(withLinksInNewTabs(mail.html))
  }
}

const framePolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src https: data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  // What opens from it is a page like any other.
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ')

/** Behind the document type, without which browsers lay the mail out as in the nineties. */
function withLinksInNewTabs(html: string): string {
  const [doctype = ''] = /^\s*<!doctype[^>]*>/i.exec(html) ?? []
  return `${doctype}<base target="_blank">${html.slice(doctype.length)}`
}
