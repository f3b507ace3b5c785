import { createServer } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { UserError } from '../errors.ts'
import { createApp } from './app.tsx'
import type { WebDeps } from './deps.ts'

/** A server that takes requests. */
export type WebServer = {
  port: number
  /** Where it answers on this machine. */
  url: string
  /** Takes no more requests, and waits for those under way. */
  stop: () => Promise<void>
}

const stopWithinMs = 10_000

/**
 * Serves the web pages on a port; 0 takes a free one.
 *
 * @throws {UserError} when the port is in use
 */
export async function startServer(deps: WebDeps, port: number): Promise<WebServer> {
  const app = createApp(deps)
  const server = createAdaptorServer({ fetch: app.fetch, createServer })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new UserError(`PORT: ${port} is in use by another program; choose another`) : error)
    })
    server.listen(port, resolve)
  })
  const address = server.address()
  const taken = typeof address === 'object' && address ? address.port : port
  return { port: taken, url: `http://localhost:${taken}`, stop: () => stopServer(server) }
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
