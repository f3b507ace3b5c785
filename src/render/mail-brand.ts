import type { MailBrand } from '../../emails/brand.ts'
import { dark, light, paint } from '../../emails/theme.ts'
import type { Brand } from '../config/brand.ts'
import type { Language } from '../store/schema.ts'
import { plainLine } from './shorten.ts'

/** What mails in a language show of a brand. Footers of other languages are left out, and English stands in for a missing one. */
export function mailBrand({ name, footer, colors }: Brand, language: Language): MailBrand {
  return {
    name: plainLine(name),
    footer: plainLine(footer[language] ?? footer.en ?? ''),
    styles: colors ? repaint(colors) : '',
  }
}

/** The mails' own colours stand in their elements, so these must be important. */
function repaint(colors: NonNullable<Brand['colors']>): string {
  const rules = ({ accent, link }: { accent: string; link: string }, { ground }: { ground: string }) =>
    `.${paint.link}{color:${link}!important}.${paint.accent}{color:${accent}!important}` +
    `.${paint.tint}{border-color:${accent}!important}` +
    `.${paint.button}{background-color:${link}!important;color:${ground}!important}`
  return `${rules(colors.light, light)}@media (prefers-color-scheme:dark){${rules(colors.dark, dark)}}`
}
