import type { MailBrand } from '../../emails/brand.ts'
import { dark, light, paint } from '../../emails/theme.ts'
import { brandFileHref, type Brand, type BrandFile } from '../config/brand.ts'
import type { Language } from '../store/schema.ts'
import { plainLine } from './shorten.ts'

/**
 * What mails in a language show of a brand, whose pictures are served at `publicUrl`, or nowhere. Footers of other languages are left out, and English stands in for a
 * missing one.
 */
export function mailBrand(
  { name, footer, colors, logo }: Brand,
  language: Language,
  publicUrl: string | null,
): MailBrand {
  const shown = logo && publicUrl !== null ? mailLogo(logo, publicUrl) : null
  return {
    name: plainLine(name),
    logo: shown,
    footer: plainLine(footer[language] ?? footer.en ?? ''),
    styles: (colors ? repaint(colors) : '') + (shown?.dark ? swapLogos : ''),
  }
}

/**
 * Gmail and Outlook show no SVG, and mail programs warn of pictures from addresses without HTTPS, or leave them out: there
 * the name stands in letters.
 */
function mailLogo(
  { light: onLight, dark: onDark }: NonNullable<Brand['logo']>,
  publicUrl: string,
): MailBrand['logo'] {
  const url = (name: string, file: BrandFile) => publicUrl + brandFileHref(name, file)
  const isShown = ({ type }: BrandFile) => type === 'image/png' || type === 'image/jpeg'
  if (!publicUrl.startsWith('https:') || !isShown(onLight)) return null
  const hasDark = isShown(onDark) && onDark.version !== onLight.version
  return { light: url('logo', onLight), dark: hasDark ? url('logo-dark', onDark) : null }
}

const swapLogos = `@media (prefers-color-scheme:dark){.${paint.onLight}{display:none!important}.${paint.onDark}{display:inline!important}}`

/** The mails' own colours stand in their elements, so these must be important. */
function repaint(colors: NonNullable<Brand['colors']>): string {
  const rules = ({ accent, link }: { accent: string; link: string }, { ground }: { ground: string }) =>
    `.${paint.link}{color:${link}!important}.${paint.accent}{color:${accent}!important}` +
    `.${paint.tint}{border-color:${accent}!important}` +
    `.${paint.button}{background-color:${link}!important;color:${ground}!important}`
  return `${rules(colors.light, light)}@media (prefers-color-scheme:dark){${rules(colors.dark, dark)}}`
}
