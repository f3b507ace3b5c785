import { createServer } from 'node:http'
import { createAdaptorServer, getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { isThisMachineOnly } from '../config/public-url.ts'
import { UserError } from '../errors.ts'
import { createApp } from './app.tsx'
import { basePathOf } from './base-path.ts'
import { defaultConnectionLimits, limitConnections } from './connections.ts'
import type { WebDeps } from './deps.ts'
import { routes } from '../routes.ts'
import { healthRoutes, type HealthDeps } from './operator/health.ts'
import { metricsOnly, sendProcessMetrics } from './operator/metrics.ts'
import { recent } from './public-cache.ts'
import { withRequestId } from './request-id.ts'
import { refuseAgain } from './refuse-again.ts'

/** A server that takes requests. */
export type WebServer = {
  port: number
  /** Where it answers on this machine. */
  url: string
  /** Takes no more requests, and waits for those under way. */
  stop: () => Promise<void>
}

const stopWithinMs = 10_000

/** How slow a client may be. A telephone in a tunnel sends a form's few kilobytes in less. */
const slowness = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5000 }

/**
 * Serves the web pages on a port of the configured address; 0 takes a free one.
 *
 * @throws {UserError} when the port is in use or not allowed, or the address is not this machine's
 */
export async function startServer(
  deps: WebDeps,
  port: number,
  limits = defaultConnectionLimits,
): Promise<WebServer> {
  const { host, trustedProxies, publicUrl } = deps.config.web
  const app = createApp(deps, recent)
  const behind = { trustedProxies, basePath: basePathOf(publicUrl) }
  const answer = getRequestListener(app.fetch)
  const listener = refuseAgain(deps.limits.refusals, behind, (request, response) => {
    void answer(request, response)
  })
  const server = createServer(slowness, listener)
  limitConnections(server, trustedProxies, limits)
  return listen(server, { port, host, portVariable: 'PORT' })
}

/**
 * For the parts without pages: tells supervisors of this process' health, and Prometheus of its work where there is a token.
 *
 * @throws {UserError} as `startServer`
 */
export function startHealthServer(
  deps: HealthDeps,
  { port, host, metricsToken }: { port: number; host: string | null; metricsToken: string | null },
): Promise<WebServer> {
  const app = new Hono()
  app.use(withRequestId([]))
  for (const { path, get } of healthRoutes(deps)) if (get) app.get(path, get)
  if (metricsToken !== null) app.get(routes.metrics.path, metricsOnly(metricsToken), sendProcessMetrics)
  const server = createAdaptorServer({ fetch: app.fetch, createServer, serverOptions: slowness })
  return listen(server, { port, host, portVariable: 'HEALTH_PORT' })
}

type Listening = { port: number; host: string | null; portVariable: string }

async function listen(
  server: ReturnType<typeof createAdaptorServer>,
  { port, host, portVariable }: Listening,
): Promise<WebServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const problem = listenProblem(error.code, { port, host, portVariable })
      reject(problem === null ? error : new UserError(problem))
    })
    server.listen({ port, ...(host !== null && { host }) }, resolve)
  })
  const address = server.address()
  const taken = typeof address === 'object' && address ? address.port : port
  return { port: taken, url: `http://${nameHere(host)}:${taken}`, stop: () => stopServer(server) }
}

/** @param code the system's, as Node tells it */
function listenProblem(code: string | undefined, { port, host, portVariable }: Listening): string | null {
  if (code === 'EADDRINUSE') return `${portVariable}: ${port} is in use by another program; choose another`
  if (code === 'EACCES')
    return `${portVariable}: this user may not listen on ${port}; choose one from 1024 on, and let a proxy pass requests on`
  return code !== undefined && foreignHost.has(code)
    ? `HOST: ${host} is no address of this machine; choose 127.0.0.1, or 0.0.0.0 for all of them`
    : null
}

const foreignHost: ReadonlySet<string> = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAFNOSUPPORT', 'EINVAL'])

/** What a server that listens there is called on this machine. */
function nameHere(host: string | null): string {
  if (host === null || isThisMachineOnly(host) || host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

async function stopServer(server: ReturnType<typeof createAdaptorServer>): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  if (!('closeIdleConnections' in server)) return closed
  // Browsers hold connections open: those without a request are cut now and whenever one falls idle.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const late = setTimeout(() => server.closeAllConnections(), stopWithinMs)
  await closed
  clearInterval(idle)
  clearTimeout(late)
}
