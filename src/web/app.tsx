import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { messageOf } from '../errors.ts'
import { routes } from '../routes.ts'
import { createApi } from './api/api.ts'
import { assets } from './assets.ts'
import { askToConfirm, takeConfirmation } from './confirm/routes.tsx'
import { sendRobots, sendSitemap } from './feeds/robots.ts'
import type { WebDeps } from './deps.ts'
import { showDigest, showLatestDigest } from './digest/routes.tsx'
import { explain } from './why/routes.tsx'
import { sendFeed, sendTopicFeed } from './feeds/routes.tsx'
import { privateHeaders, securityHeaders } from './headers.ts'
import { reportHealth } from './operator/health.ts'
import { showMuteForm, takeMutes } from './mute/routes.tsx'
import { linkLimits, readLimits } from './limiting.tsx'
import { askToErase, askToExport, takeErasure, takeExport, takeOwnMailRequest } from './own-data/routes.tsx'
import { sendMetrics } from './operator/metrics.ts'
import { FailurePage, NotFoundPage, TooLargePage, WrongMethodPage } from './page/error-pages.tsx'
import { showPreferences, takePreferences } from './preferences/routes.tsx'
import { operatorOnly } from './operator/access.ts'
import { sendPreviewToOperator, showPreview, showPreviewedMail } from './operator/preview-routes.tsx'
import { publicCache } from './public-cache.ts'
import { showPaper, showSearch, showTopic } from './paper/routes.tsx'
import { sendPage, type Answer } from './respond.tsx'
import { showStatus } from './operator/status-routes.tsx'
import { showSubscribeForm, takeSubscription } from './subscribe/routes.tsx'
import { askToUndo, takeUndo } from './unsubscribe/undo-routes.tsx'
import { askToUnsubscribe, takeUnsubscription } from './unsubscribe/routes.tsx'

const maxBodyBytes = 64 * 1024

/** What answers at a path. GET answers HEAD too, and changes nothing: scanners open every link in a mail. */
type Endpoint = { path: string; get?: Answer; post?: Answer }

/** The web pages, over what they need of the service. */
export function createApp(deps: WebDeps): Hono {
  const forEveryone: Endpoint[] = [
    { path: routes.home.path, get: showLatestDigest(deps) },
    { path: routes.digest.path, get: showDigest(deps) },
    { path: routes.topic.path, get: showTopic(deps) },
    { path: routes.paper.path, get: showPaper(deps) },
    { path: routes.search.path, get: showSearch(deps) },
    { path: routes.feed.path, get: sendFeed(deps) },
    { path: routes.topicFeed.path, get: sendTopicFeed(deps) },
    { path: routes.robots.path, get: sendRobots(deps) },
    { path: routes.sitemap.path, get: sendSitemap(deps) },
  ]
  const open: Endpoint[] = [
    { path: routes.subscribe.path, get: showSubscribeForm(deps), post: takeSubscription(deps) },
    { path: routes.status.path, get: showStatus(deps) },
    { path: routes.health.path, get: reportHealth(deps) },
    ...monitored(deps),
    ...Object.values(assets).map(({ path, answer }) => ({ path, get: answer })),
  ]
  const behindToken: Endpoint[] = [
    { path: routes.confirm.path, get: askToConfirm(deps), post: takeConfirmation(deps) },
    { path: routes.preferences.path, get: showPreferences(deps), post: takePreferences(deps) },
    { path: routes.why.path, get: explain(deps) },
    { path: routes.mute.path, get: showMuteForm(deps), post: takeMutes(deps) },
    { path: routes.ownMail.path, post: takeOwnMailRequest(deps) },
    { path: routes.unsubscribe.path, get: askToUnsubscribe(deps), post: takeUnsubscription(deps) },
    { path: routes.undo.path, get: askToUndo(deps), post: takeUndo(deps) },
    { path: routes.exportData.path, get: askToExport(deps), post: takeExport(deps) },
    { path: routes.erase.path, get: askToErase(deps), post: takeErasure(deps) },
  ]
  const forOperator: Endpoint[] = [
    { path: routes.preview.path, get: showPreview(deps), post: sendPreviewToOperator(deps) },
    { path: routes.previewedMail.path, get: showPreviewedMail(deps) },
  ]
  const app = new Hono()
  app.use(securityHeaders(deps.config.publicUrl))
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: (c) => sendPage(c, <TooLargePage />, 413) }))
  app.use(readLimits(deps, [routes.health.path, ...behindToken.map(({ path }) => path)]))
  for (const { path } of behindToken) app.use(path, privateHeaders, linkLimits(deps, path))
  for (const { path } of forOperator) app.use(path, privateHeaders, operatorOnly(deps))
  // Packed only where everyone reads the same: sizes must not tell anything about what is private.
  for (const { path } of Object.values(assets)) app.use(path, compress())
  const cached = publicCache(deps)
  for (const { path } of forEveryone) app.use(path, cached)
  app.route('/', createApi(deps))
  for (const endpoint of [...forEveryone, ...open, ...behindToken, ...forOperator]) register(app, endpoint)
  app.notFound((c) => sendPage(c, <NotFoundPage />, 404))
  app.onError((error, c) => answerFailure(deps, error, c))
  return app
}

/** Where no token is configured there is nothing at the address. */
function monitored(deps: WebDeps): Endpoint[] {
  const { metricsToken } = deps.config
  return metricsToken === null ? [] : [{ path: routes.metrics.path, get: sendMetrics(deps, metricsToken) }]
}

function register(app: Hono, { path, get, post }: Endpoint): void {
  if (get) app.get(path, get)
  if (post) app.post(path, post)
  const allowed = [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : []), 'OPTIONS'].join(', ')
  app.all(path, (c) => {
    c.header('Allow', allowed)
    return c.req.method === 'OPTIONS' ? c.body(null, 204) : sendPage(c, <WrongMethodPage />, 405)
  })
}

/** The page shows a number that finds the line in the log. The path is left out of it: it may hold a token. */
function answerFailure(deps: WebDeps, error: Error, c: Context): Response {
  const reference = randomUUID().slice(0, 8)
  deps.logger.error(
    { reference, method: c.req.method, error: messageOf(error), stack: error.stack },
    'a request failed',
  )
  return sendPage(c, <FailurePage reference={reference} />, 500)
}
