import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import type { Endpoint } from '../respond.tsx'
import { limitTries } from './access.ts'
import { reportHealth } from './health.ts'
import { metricsOnly, sendMetrics } from './metrics.ts'

/** Health for supervisors, and metrics where a token for them is configured. */
export function operatorRoutes(deps: WebDeps): Endpoint[] {
  const { metricsToken } = deps.config.web
  const health = { path: routes.health.path, get: reportHealth(deps) }
  if (metricsToken === null) return [health]
  return [
    health,
    {
      path: routes.metrics.path,
      before: [limitTries(deps), metricsOnly(metricsToken)],
      get: sendMetrics(deps),
    },
  ]
}
