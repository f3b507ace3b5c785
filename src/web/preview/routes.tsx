import { randomUUID } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { previewDigest, type PreviewedDigest } from '../../deliver/preview-digest.ts'
import { operatorAddress, queueOperatorMail } from '../../outbox/queue-mail.ts'
import { routes } from '../../routes.ts'
import { parsePreferences, toInput, type Parsed, type Preferences } from '../../subscribers/preferences.ts'
import type { WebDeps } from '../deps.ts'
import { refuseTooMany } from '../limit-requests.tsx'
import { readForm, readPreferenceForm, type Form } from '../form.ts'
import { PreviewPage, type PreviewPageProps } from './page.tsx'
import { sendPage, type Endpoint, type Handler } from '../respond.tsx'

export function previewRoutes(deps: WebDeps): Endpoint[] {
  const before = [limitPreviews(deps)]
  return [
    { path: routes.preview.path, before, get: showPreview(deps), post: sendPreviewToOperator(deps) },
    { path: routes.previewedMail.path, before, get: showPreviewedMail(deps) },
  ]
}

/** Each makes a digest, and in a trial they are open to everyone who reaches them. */
function limitPreviews(deps: WebDeps): MiddlewareHandler {
  return async (c, next) => (await refuseTooMany(c, deps, 'preview')) ?? next()
}

/** The digest email for any preferences, as it would go out now. Nothing is written. */
function showPreview(deps: WebDeps): Handler {
  return (c) => sendPreview(c, deps, queryOf(c), {})
}

/** Sends what the page shows to the operator, and to nobody else. */
function sendPreviewToOperator(deps: WebDeps): Handler {
  return async (c) => {
    const form = await readForm(c)
    const { db, config, clock } = deps
    const preview = await readPreview(deps, form)
    const to = operatorAddress(config)
    if (!preview.digest || to === null) return sendPreview(c, deps, form, {})
    const refused = await refuseTooMany(c, deps, 'preview mail')
    if (refused) return refused
    const key = `preview ${randomUUID()}`
    void deps.remind.mail(await queueOperatorMail(db, config, key, preview.digest, clock()))
    return sendPreview(c, deps, form, { sentTo: to })
  }
}

/** The mail alone, for the frames: it may do nothing but show itself and, if wanted, its pictures. */
function showPreviewedMail(deps: WebDeps): Handler {
  return async (c) => {
    const { digest } = await readPreview(deps, queryOf(c))
    const images = c.req.query('images') === 'off' ? "'none'" : 'https: data:'
    c.header(
      'Content-Security-Policy',
      `default-src 'none'; style-src 'unsafe-inline'; img-src ${images}; form-action 'none'; base-uri 'none'; ` +
        "frame-ancestors 'self'; sandbox allow-popups",
    )
    c.header('X-Frame-Options', 'SAMEORIGIN')
    return digest ? c.html(inScheme(digest.html, c.req.query('scheme'))) : c.text('No paper matches.', 404)
  }
}

/** Browsers tell frames their own scheme, so the media query is answered for them. */
function inScheme(html: string, scheme: string | undefined): string {
  const query = '@media (prefers-color-scheme:dark)'
  return html.replaceAll(query, scheme === 'dark' ? '@media all' : '@media not all')
}

async function sendPreview(
  c: Context,
  deps: WebDeps,
  form: Form,
  { sentTo }: Pick<PreviewPageProps, 'sentTo'>,
): Promise<Response> {
  const { parsed, digest, candidates } = await readPreview(deps, form)
  const shown = {
    digest,
    candidates,
    sentTo,
    fields: [...form].flatMap(([name, all]) => all.map((value) => ({ name, value }))),
    operatorAddress: operatorAddress(deps.config),
  }
  if (parsed.ok) return sendPage(c, <PreviewPage {...shown} input={toInput(parsed.preferences)} />)
  const again = <PreviewPage {...shown} input={readPreferenceForm(form)} problems={parsed.problems} />
  return sendPage(c, again, 422)
}

type Preview = { parsed: Parsed<Preferences>; digest: PreviewedDigest | null; candidates: number }

async function readPreview(deps: WebDeps, form: Form): Promise<Preview> {
  const parsed = parsePreferences(readPreferenceForm(form))
  if (!parsed.ok) return { parsed, digest: null, candidates: 0 }
  const found = await previewDigest(deps, parsed.preferences, deps.clock())
  return { parsed, digest: found.digest, candidates: found.digest ? 0 : found.candidates }
}

function queryOf(c: Context): Form {
  return new Map(Object.entries(c.req.queries()))
}
