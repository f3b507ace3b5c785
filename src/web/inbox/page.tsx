import type { ReactNode } from 'react'
import type { MailSummary } from '../../inbox/mailbox.ts'
import type { ParsedMail } from '../../inbox/parse.ts'
import { routes } from '../../routes.ts'
import { assets } from '../assets.ts'
import { LetterPage } from '../page/layout.tsx'

/** How one mail can be looked at. */
export const mailViews = ['html', 'text', 'headers', 'source'] as const
export type MailView = (typeof mailViews)[number]

type InboxPageProps = {
  /** Those of this page. */
  mails: readonly MailSummary[]
  /** Of all pages. */
  total: number
  unread: number
  page: number
  pages: number
}

/** The list of mails. The script replaces what has an id. */
export function InboxPage({ mails, total, unread, page, pages }: InboxPageProps) {
  return (
    <LetterPage kicker="Only on this machine" title="Inbox" isPrivate>
      <p>
        Every mail that Paperboy sends ends here, and nowhere else, until <code>SMTP_URL</code> is set. New
        mail shows by itself.
      </p>
      <noscript>
        <p className="hint">Without JavaScript, reload the page to see new mail.</p>
      </noscript>
      <output className="inbox-count" id="inbox-count">
        {total === 0 ? 'No mail' : `${total} ${total === 1 ? 'mail' : 'mails'}, ${unread} unread`}
      </output>
      <div id="inbox">
        {total === 0 ? (
          <p className="inbox-empty">
            Nothing here yet. <a href={routes.subscribe.href()}>Subscribe</a> with any address, and the
            message to confirm it comes in a moment.
          </p>
        ) : (
          <>
            <ol className="mails">
              {mails.map((mail) => (
                <MailRow key={mail.id} {...mail} />
              ))}
            </ol>
            <Pager page={page} pages={pages} />
            <form className="inbox-actions" method="post" action={routes.inbox.href()}>
              <button className="button quiet small" name="button" value="delete-all">
                Delete all
              </button>
            </form>
          </>
        )}
      </div>
      <script src={assets.inboxScript.href} defer />
    </LetterPage>
  )
}

function MailRow({ id, fromName, to, subject, receivedAt, isRead }: MailSummary) {
  return (
    <li className={isRead ? 'mail' : 'mail mail-unread'}>
      <a className="mail-subject" href={routes.inboxMail.href({ id })}>
        {!isRead && <span className="visually-hidden">Unread: </span>}
        {subject || '(no subject)'}
      </a>
      <p className="mail-people">
        From {fromName || 'nobody'} to {to || 'nobody'}
      </p>
      <time className="mail-time" dateTime={receivedAt.toISOString()}>
        {shortTime.format(receivedAt)}
      </time>
    </li>
  )
}

function Pager({ page, pages }: { page: number; pages: number }) {
  if (pages === 1) return null
  const href = (to: number) => `${routes.inbox.href()}?page=${to}`
  return (
    <nav className="pager" aria-label="Pages">
      {page > 1 && (
        <a rel="prev" href={href(page - 1)}>
          Newer
        </a>
      )}
      {page < pages && (
        <a rel="next" href={href(page + 1)}>
          Older
        </a>
      )}
    </nav>
  )
}

type MailPageProps = { summary: MailSummary; mail: ParsedMail | null; raw: Buffer; view: MailView }

/** One mail. What cannot be parsed has its source alone. */
export function MailPage({ summary, mail, raw, view }: MailPageProps) {
  const { id, from, to, subject, receivedAt, isRead, sizeBytes } = summary
  const kicker = <a href={routes.inbox.href()}>Back to the inbox</a>
  return (
    <LetterPage kicker={kicker} title={subject || '(no subject)'} isPrivate isArticle>
      <dl className="terms mail-terms">
        <Term name="From">{from}</Term>
        <Term name="To">{to}</Term>
        <Term name="Received">
          <time dateTime={receivedAt.toISOString()}>{longTime.format(receivedAt)}</time>,{' '}
          {kilobytes(sizeBytes)}
        </Term>
        {mail && mail.attachments.length > 0 && (
          <Term name="Attached">
            {mail.attachments.map((one) => `${one.name} (${kilobytes(one.sizeBytes)})`).join(', ')}
          </Term>
        )}
      </dl>
      {!mail && (
        <p className="problem-summary">The parts of this mail cannot be told apart. This is its source.</p>
      )}
      {mail && <Views id={id} mail={mail} current={view} />}
      <View {...{ id, mail, raw, view }} />
      <form className="buttons mail-actions" method="post" action={routes.inboxMail.href({ id })}>
        {!isRead && (
          <button className="button quiet small" name="button" value="read" data-submit-by-itself="">
            Mark as read
          </button>
        )}
        <button className="button quiet small" name="button" value="delete">
          Delete
        </button>
      </form>
      <script src={assets.inboxScript.href} defer />
    </LetterPage>
  )
}

function Term({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const viewNames: Record<MailView, string> = {
  html: 'HTML',
  text: 'Text',
  headers: 'Headers',
  source: 'Source',
}

function Views({ id, mail, current }: { id: string; mail: ParsedMail; current: MailView }) {
  const isThere = (view: MailView) =>
    (view !== 'html' || mail.html !== null) && (view !== 'text' || mail.text !== null)
  return (
    <nav className="mail-views" aria-label="Views of this mail">
      {mailViews.filter(isThere).map((view) => (
        <a
          key={view}
          href={`${routes.inboxMail.href({ id })}?view=${view}`}
          {...(view === current && { 'aria-current': 'page' })}
        >
          {viewNames[view]}
        </a>
      ))}
    </nav>
  )
}

function View({ id, mail, raw, view }: Pick<MailPageProps, 'mail' | 'raw' | 'view'> & { id: string }) {
  if (view === 'html') {
    return (
      <iframe
        className="mail-frame"
        title="The mail’s HTML"
        src={routes.inboxFrame.href({ id })}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
      />
    )
  }
  if (view === 'text') return <Plain>{mail?.text ?? ''}</Plain>
  if (view === 'source') return <Plain>{raw.toString('utf8')}</Plain>
  return (
    <dl className="preview-headers mail-headers">
      {mail?.headers.map(({ name, value }, index) => (
        // A name may come twice.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const longestTextShown = 1_000_000

/** It can be reached by the keyboard, since it may scroll. */
function Plain({ children }: { children: string }) {
  return (
    <pre className="preview-text mail-text">
      {children.slice(0, longestTextShown)}
      {children.length > longestTextShown && '\n\n(The rest is not shown.)'}
    </pre>
  )
}

/** Why the inbox was not opened, and how to. */
export function InboxRefusedPage({ why }: { why: 'not local' | 'another site' }) {
  return (
    <LetterPage kicker="403" title="The inbox is closed from here" isPrivate>
      {why === 'not local' ? (
        <p>
          It opens only in a browser on the machine that Paperboy runs on, at <code>localhost</code>, and not
          through a proxy.
        </p>
      ) : (
        <p>
          Another website led here, and no other site may open it. Type its address yourself, or follow a link
          of this site.
        </p>
      )}
    </LetterPage>
  )
}

// The page is read on the machine that writes it, so its time zone is the reader's.
const shortTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const longTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' })

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`
}
