import { Gauge, Registry } from 'prom-client'
import type { WebDeps } from '../deps.ts'
import { measure, type Measures } from './measures.ts'
import type { Handler } from '../respond.tsx'
import { isSame } from '../same.ts'

/** Counting deliveries reads all of a day's: however often it is asked, the database counts no more often than this. */
const keptForMs = 15_000

/**
 * For Prometheus, in its text format: how the sources, the deliveries and the queues stand.
 *
 * @param token what has to be presented, as `Authorization: Bearer …`
 */
export function sendMetrics(deps: WebDeps, token: string): Handler {
  let kept: { at: number; measures: Promise<Measures> } | undefined
  const recently = () => {
    const now = deps.clock().getTime()
    if (!kept || now - kept.at >= keptForMs) {
      const measures = measure(deps)
      kept = { at: now, measures }
      // What failed is asked for again.
      measures.catch(() => (kept = undefined))
    }
    return kept.measures
  }
  return async (c) => {
    c.header('Cache-Control', 'no-store')
    if (!isSame(c.req.header('Authorization') ?? '', `Bearer ${token}`)) {
      c.header('WWW-Authenticate', 'Bearer')
      return c.text('Give METRICS_TOKEN as “Authorization: Bearer …”.\n', 401)
    }
    const registry = toRegistry(await recently())
    return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType })
  }
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
  gauge('suppressions', 'Addresses that are never mailed').set(measures.suppressions)
  return registry
}
