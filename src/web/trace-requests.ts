import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import { routes } from '../routes.ts'
import { inSpan } from '../tracing.ts'

const asked: ReadonlySet<string> = new Set(
  [routes.alive, routes.ready, routes.health, routes.metrics].map(({ path }) => path),
)

/** A span for each request, but for those that supervisors make all the time. It has the route and no path: links hold tokens. */
export const traceRequests: MiddlewareHandler = (c, next) => {
  const route = routeOf(c)
  if (asked.has(route)) return next()
  const { method } = c.req
  const attributes = { 'http.request.method': method, 'http.route': route }
  return inSpan({ name: `${method} ${route}`, kind: 'server', attributes }, async (describe) => {
    await next()
    describe({ 'http.response.status_code': c.res.status })
  })
}

function routeOf(c: Context): string {
  const paths = matchedRoutes(c).map(({ path }) => path)
  return paths.findLast((path) => !path.includes('*')) ?? 'no route'
}
