import type { Context, MiddlewareHandler } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { Gauge, Registry } from 'prom-client'
import { processRegistry } from '../../process-metrics.ts'
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
    return sendRegistry(c, Registry.merge([processRegistry, toRegistry(await recently())]))
  }
}

/** Only what this process measures itself, for the parts without pages: the rest is the same for all of them. */
export const sendProcessMetrics: Handler = (c) => {
  c.header('Cache-Control', 'no-store')
  return sendRegistry(c, processRegistry)
}

async function sendRegistry(c: Context, registry: Registry): Promise<Response> {
  return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
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
  const subscribers = gauge('subscribers', 'By status', ['status'])
  for (const { status, count } of measures.subscribers) subscribers.set({ status }, count)
  const lanes = gauge('lane_open', '1 where a lane takes messages, 0 where it is paused or closed', ['lane'])
  for (const { lane, isOpen } of measures.lanes) lanes.set({ lane }, isOpen ? 1 : 0)
  gauge(
    'unfinished_edition_age_seconds',
    'Since the time of the oldest edition of the last 24 hours that is not tried to its end; 0 where there is none',
  ).set(measures.unfinishedSeconds)
  return registry
}
