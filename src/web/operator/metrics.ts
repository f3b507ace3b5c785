import type { MiddlewareHandler } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { Gauge, Registry } from 'prom-client'
import type { WebDeps } from '../deps.ts'
import { measure, type Measures } from './measures.ts'
import type { Handler } from '../respond.tsx'

/** Counting reads all deliveries of a day, so the numbers are kept for this long. */
const keptForMs = 15_000

/** For Prometheus, in its text format: the state of the sources, the deliveries and the queues. */
export function sendMetrics(deps: WebDeps): Handler {
  let kept: { at: number; measures: Promise<Measures> } | undefined
  const recently = () => {
    const now = deps.clock().getTime()
    if (!kept || now - kept.at >= keptForMs) {
      const measures = measure(deps)
      kept = { at: now, measures }
      // A failure is not kept.
      measures.catch(() => (kept = undefined))
    }
    return kept.measures
  }
  return async (c) => {
    c.header('Cache-Control', 'no-store')
    const registry = toRegistry(await recently())
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  }
}

/** Lets only requests with `Authorization: Bearer <METRICS_TOKEN>` in. */
export function metricsOnly(token: string): MiddlewareHandler {
  const message = () =>
    new Response('Give METRICS_TOKEN as “Authorization: Bearer …”.\n', {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer' },
    })
  return bearerAuth({
    token,
    noAuthenticationHeader: { message },
    invalidAuthenticationHeader: { message },
    invalidToken: { message },
  })
}

function toRegistry(measures: Measures): Registry {
  const registry = new Registry()
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `paperboy_${name}`, help, labelNames, registers: [registry] })
  const digests = gauge('digests', 'Days of each source, by state', ['source', 'state'])
  for (const { source, state, count } of measures.digests) digests.set({ source, state }, count)
  const age = gauge('source_good_digest_age_seconds', 'Since a source last gave a good list', ['source'])
  for (const { source, seconds } of measures.sourceAges) age.set({ source }, seconds)
  const deliveries = gauge('deliveries', 'Of the editions of the last 24 hours, by status', ['status'])
  for (const { status, count } of measures.deliveries) deliveries.set({ status }, count)
  const jobs = gauge('queue_jobs', 'That wait, are delayed or are worked on, by queue', ['queue'])
  for (const { queue, count } of measures.queues) jobs.set({ queue }, count)
  const returned = gauge('returned', 'That came back in the last 24 hours, by kind', ['kind'])
  for (const { kind, count } of measures.returned) returned.set({ kind }, count)
  gauge('suppressions', 'Addresses that are never mailed').set(measures.suppressions)
  return registry
}
