import type { ActionFrame } from '../action-mail.tsx'
import { paperboyBrand } from '../brand.ts'
import type { Language } from '../locales/locale.ts'

const site = 'https://papers.example.org'
const token = 'Zk3xQa.1f.t4k9zz.Yb7Jm0q2Vd8sLr5Wc1TnHx3KpEa'

export const previewPostalAddress = 'Paperboy Society, 4 Example Lane, 1000 Exampleton'

/** What the foot of a mail leads to, for looking at the templates. */
export const previewLinks = {
  unsubscribe: `${site}/unsubscribe/${token}`,
  preferences: `${site}/preferences/${token}`,
  why: `${site}/preferences/${token}/why`,
  website: `${site}/`,
  how: `${site}/how`,
  digest: `${site}/digests/2026-05-20`,
}

/** @param page where the mail's button leads */
export function actionPreview(page: string, language: Language = 'en'): ActionFrame {
  return {
    language,
    brand: paperboyBrand,
    url: `${site}/${page}/${token}`,
    website: previewLinks.website,
    links: previewLinks,
    postalAddress: previewPostalAddress,
  }
}
