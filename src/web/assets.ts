import { readFileSync } from 'node:fs'
import { versionOf } from '../content-version.ts'
import { routes } from '../routes.ts'
import type { Endpoint, Handler } from './respond.tsx'

/** A file that pages load. Its address changes with its content, so browsers may cache it for a year. */
export type Asset = { path: string; href: string; handle: Handler }

export const assets = {
  styles: asset(routes.styles.path, 'styles.css', 'text/css; charset=utf-8'),
  pageScript: asset(routes.pageScript.path, 'page.js', 'text/javascript; charset=utf-8'),
  proofScript: asset(routes.proofScript.path, 'proof.js', 'text/javascript; charset=utf-8'),
  inboxScript: asset(routes.inboxScript.path, 'inbox.js', 'text/javascript; charset=utf-8'),
  icon: asset(routes.icon.path, 'icon.svg', 'image/svg+xml'),
} as const

/** Every file of the pages. */
export const assetRoutes: Endpoint[] = Object.values(assets).map(({ path, handle }) => ({
  path,
  get: handle,
}))

function asset(path: string, file: string, type: string): Asset {
  const content = readFileSync(new URL(`./assets/${file}`, import.meta.url), 'utf8')
  const version = versionOf(content)
  const handle: Handler = (c) => {
    const isCurrent = c.req.query('v') === version
    c.header('Content-Type', type)
    c.header('Cache-Control', isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache')
    return c.body(content)
  }
  return { path, href: `${path}?v=${version}`, handle }
}
