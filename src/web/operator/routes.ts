import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import type { Endpoint } from '../respond.tsx'
import { reportHealth } from './health.ts'
import { sendMetrics } from './metrics.ts'

/** Health for supervisors, and metrics where a token for them is configured. */
export function operatorRoutes(deps: WebDeps): Endpoint[] {
  const { metricsToken } = deps.config.web
  return [
    { path: routes.health.path, get: reportHealth(deps) },
    ...(metricsToken === null ? [] : [{ path: routes.metrics.path, get: sendMetrics(deps, metricsToken) }]),
  ]
}
