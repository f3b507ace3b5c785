import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import { sendPage, type Endpoint } from '../respond.tsx'
import { HowPage } from './page.tsx'

export function howRoutes({ config }: WebDeps): Endpoint[] {
  const url = config.web.publicUrl + routes.how.href()
  return [{ path: routes.how.path, get: (c) => sendPage(c, <HowPage url={url} />) }]
}
