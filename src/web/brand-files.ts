import { brandFileHref, type Brand } from '../config/brand.ts'
import { versionOf } from '../content-version.ts'
import { routes } from '../routes.ts'
import type { Endpoint } from './respond.tsx'

/** Where pages find what comes with the brand. Null: the brand has none. */
export type BrandHrefs = {
  styles: string | null
  logo: { light: string; dark: string } | null
  favicon: string | null
  socialCard: string | null
}

/** The addresses of a brand's files. They change with the content, so that browsers may keep them for a year. */
export function brandHrefs({ colors, logo, favicon, socialCard }: Brand): BrandHrefs {
  return {
    styles: colors && `${routes.brandStyles.href()}?v=${versionOf(JSON.stringify(colors))}`,
    logo: logo && { light: brandFileHref('logo', logo.light), dark: brandFileHref('logo-dark', logo.dark) },
    favicon: favicon && brandFileHref('favicon', favicon),
    socialCard: socialCard && brandFileHref('card', socialCard),
  }
}

/** The files that come with the brand. */
export function brandRoutes({ colors, logo, favicon, socialCard }: Brand): Endpoint[] {
  const pictures = {
    ...(logo && { logo: logo.light, 'logo-dark': logo.dark }),
    ...(favicon && { favicon }),
    ...(socialCard && { card: socialCard }),
  }
  return [
    ...(colors
      ? [serve(routes.brandStyles.path, 'text/css; charset=utf-8', Buffer.from(stylesOf(colors)))]
      : []),
    ...Object.entries(pictures).map(([name, { type, extension, content }]) =>
      serve(routes.brandFile.href({ file: name + extension }), type, content),
    ),
  ]
}

function stylesOf({ light, dark }: NonNullable<Brand['colors']>): string {
  const rules = ({ accent, link }: { accent: string; link: string }) =>
    `:root{--accent:${accent};--link:${link};--button:${link}}`
  return `${rules(light)}@media (prefers-color-scheme:dark){${rules(dark)}}`
}

function serve(path: string, type: string, content: Buffer): Endpoint {
  const body = new Uint8Array(content)
  return {
    path,
    get: (c) => {
      c.header('Cache-Control', c.req.query('v') ? 'public, max-age=31536000, immutable' : 'no-cache')
      // A picture may hold scripts, which must not run where it is opened by itself.
      c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      return c.body(body, 200, { 'Content-Type': type })
    },
  }
}
