import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { HTTPException } from 'hono/http-exception'
import { messageOf } from '../errors.ts'
import { routes } from '../routes.ts'
import { createApi } from './api/api.ts'
import { archiveRoutes } from './archive/routes.tsx'
import { assetRoutes } from './assets.ts'
import { confirmRoutes } from './confirm/routes.tsx'
import { refuseCrossSite } from './cross-site.tsx'
import { brandRoutes } from './brand-files.ts'
import { basePathOf, pathBelow, withBasePath } from './base-path.ts'
import type { WebDeps } from './deps.ts'
import { digestRoutes } from './digest/routes.tsx'
import { feedRoutes } from './feeds/routes.tsx'
import { privateFeedHeaders, privateHeaders, revalidate, securityHeaders } from './headers.ts'
import { localOnly } from './inbox/access.tsx'
import { howRoutes } from './how/routes.tsx'
import { inboxRoutes } from './inbox/routes.tsx'
import { isRead } from './is-read.ts'
import { inEnglish, withLanguage } from './language.ts'
import { linkLimits, readLimits, takeTurns } from './limit-requests.tsx'
import { makerRoutes } from './makers/routes.tsx'
import { markRoutes } from './marks/routes.tsx'
import { muteRoutes } from './mute/routes.tsx'
import { operatorOnly } from './operator/access.ts'
import { operatorRoutes } from './operator/routes.ts'
import { feedAddressRoutes } from './own-feed/addresses.tsx'
import { ownFeedRoutes } from './own-feed/routes.tsx'
import { ownPageRoutes } from './own-pages/routes.tsx'
import { ownDataRoutes } from './own-data/routes.tsx'
import {
  FailurePage,
  ListTooLargePage,
  NotFoundPage,
  TooLargePage,
  WrongMethodPage,
} from './page/error-pages.tsx'
import { paperRoutes } from './paper/routes.tsx'
import { preferencesRoutes } from './preferences/routes.tsx'
import { previewRoutes } from './preview/routes.tsx'
import { profileRoutes } from './profile/routes.tsx'
import { exact, publicCache } from './public-cache.ts'
import { withRequestId } from './request-id.ts'
import { sendFixedPage, sendPage, withBrand, type Endpoint } from './respond.tsx'
import { searchRoutes } from './search/routes.tsx'
import { seedRoutes } from './seeds/routes.tsx'
import { isListUpload, maxFormBytes, maxListMegabytes, maxUploadBytes } from './seeds/upload.ts'
import { statusRoutes } from './status/routes.tsx'
import { subscribeRoutes } from './subscribe/routes.tsx'
import { traceRequests } from './trace-requests.ts'
import { topicRoutes } from './topic/routes.tsx'
import { unsubscribeRoutes } from './unsubscribe/routes.tsx'
import { webhookRoutes } from './webhooks/routes.tsx'
import { whyRoutes } from './why/routes.tsx'

/** Behind a token. */
const pagesOfSubscribers = [
  confirmRoutes,
  preferencesRoutes,
  whyRoutes,
  ownPageRoutes,
  markRoutes,
  seedRoutes,
  profileRoutes,
  muteRoutes,
  ownDataRoutes,
  feedAddressRoutes,
  unsubscribeRoutes,
]

/** The web pages, over what they need of the service. */
export function createApp(deps: WebDeps, freshness = exact): Hono {
  // The same for everyone, so cached.
  const published = [
    digestRoutes,
    archiveRoutes,
    topicRoutes,
    makerRoutes,
    paperRoutes,
    searchRoutes,
    feedRoutes,
  ].flatMap((list) => list(deps))
  const open = [subscribeRoutes, statusRoutes, howRoutes].flatMap((list) => list(deps))
  const behindLinks = pagesOfSubscribers.flatMap((list) => list(deps))
  const ownFeeds = ownFeedRoutes(deps)
  const webhooks = webhookRoutes(deps)
  const forSupervisors = operatorRoutes(deps)
  const forOperator = previewRoutes(deps)
  const onThisMachine = inboxRoutes(deps)
  const basePath = basePathOf(deps.config.web.publicUrl)
  const app = new Hono({ getPath: pathBelow(basePath) })
  app.use(withRequestId(deps.config.web.trustedProxies), traceRequests)
  app.use(withBasePath(basePath), withBrand(deps.config.brand), withLanguage(deps.config.brand))
  app.use(securityHeaders(deps.config.web.publicUrl), revalidate)
  app.use(refuseCrossSite(deps))
  const limitBody = bodyLimit({
    maxSize: maxFormBytes,
    onError: (c) => sendFixedPage(c, <TooLargePage />, 413),
  })
  const limitList = bodyLimit({
    maxSize: maxUploadBytes,
    onError: (c) => sendFixedPage(c, <ListTooLargePage megabytes={maxListMegabytes} />, 413),
  })
  // Webhooks have a limit of their own.
  const hooked = new Set(webhooks.map(({ path }) => path))
  // The body of a GET is never read, and looking whether there is one costs more than most answers.
  app.use((c, next) => {
    if (isRead(c) || hooked.has(c.req.path)) return next()
    return isListUpload(c, deps.signer, deps.clock()) ? limitList(c, next) : limitBody(c, next)
  })
  const uncounted = [...behindLinks, ...ownFeeds, ...onThisMachine, ...webhooks].map(({ path }) => path)
  app.use(readLimits(deps, [routes.health.path, routes.ready.path, ...uncounted]))
  for (const { path } of behindLinks) app.use(path, privateHeaders, linkLimits(deps, path))
  for (const { path } of ownFeeds) app.use(path, privateFeedHeaders, linkLimits(deps, path), etag())
  for (const { path } of forOperator) app.use(path, privateHeaders, inEnglish, ...operatorOnly(deps))
  for (const { path } of onThisMachine) app.use(path, inEnglish, localOnly(deps))
  // Only what is the same for everyone is compressed: sizes must not reveal anything private.
  const files = [...assetRoutes, ...brandRoutes(deps.config.brand)]
  for (const { path } of files) app.use(path, compress())
  for (const { path } of [routes.subscribe, routes.how, routes.status]) app.use(path, compressRead)
  app.use(routes.status.path, inEnglish)
  const inTurn = takeTurns(deps)
  const cached = publicCache(deps, freshness, inTurn)
  for (const { path, query } of published) app.use(path, cached(query ?? []))
  for (const { path } of [...open, ...behindLinks, ...ownFeeds]) app.use(path, inTurn)
  app.route('/', createApi(deps, freshness, inTurn))
  const own = [...forSupervisors, ...forOperator, ...onThisMachine]
  const all = [...published, ...open, ...webhooks, ...files, ...behindLinks, ...ownFeeds, ...own]
  for (const endpoint of all) register(app, endpoint)
  app.notFound((c) => sendFixedPage(c, <NotFoundPage />, 404))
  app.onError((error, c) => answerFailure(deps, error, c))
  return app
}

/** For pages that caches do not keep, as long as nothing was typed into them. */
const compressRead: MiddlewareHandler = (c, next) => (c.req.method === 'GET' ? packed(c, next) : next())

const packed = compress()

function register(app: Hono, { path, before = [], get, post }: Endpoint): void {
  if (before.length > 0) app.use(path, ...before)
  if (get) app.get(path, get)
  if (post) app.post(path, post)
  const allowed = [...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : []), 'OPTIONS'].join(', ')
  app.all(path, (c) => {
    c.header('Allow', allowed)
    return c.req.method === 'OPTIONS' ? c.body(null, 204) : sendFixedPage(c, <WrongMethodPage />, 405)
  })
}

/** The page shows a number that finds the line in the log. The path is not logged: it may hold a token. */
function answerFailure(deps: WebDeps, error: Error, c: Context): Response {
  // How the framework's middleware refuses a request.
  if (error instanceof HTTPException) return error.getResponse()
  // Whoever closed the connection reads no answer, and it is no failure of ours.
  if (c.req.raw.signal.aborted) return c.body(null, 400)
  const { method } = c.req
  deps.logger.error({ method, error: messageOf(error), stack: error.stack }, 'a request failed')
  return sendPage(c, <FailurePage reference={c.get('requestId')} />, 500)
}
