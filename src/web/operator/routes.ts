import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import type { Endpoint } from '../respond.tsx'
import { limitTries, operatorOnly } from './access.ts'
import { sendEdition } from './edition-figures.ts'
import { healthRoutes } from './health.ts'
import { metricsOnly, sendMetrics } from './metrics.ts'

/** Health for supervisors, the operator's figures, and metrics where a token for them is configured. */
export function operatorRoutes(deps: WebDeps): Endpoint[] {
  const { metricsToken } = deps.config.web
  const open = [
    ...healthRoutes({ db: deps.db, logger: deps.logger }),
    { path: routes.editionFigures.path, before: operatorOnly(deps), get: sendEdition(deps) },
  ]
  if (metricsToken === null) return open
  return [
    ...open,
    {
      path: routes.metrics.path,
      before: [limitTries(deps), metricsOnly(metricsToken)],
      get: sendMetrics(deps),
    },
  ]
}
