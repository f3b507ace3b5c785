import { createElement } from 'react'
import { join } from 'node:path'
import { render } from 'react-email'
import type { Browser } from 'playwright-core'
import { Digest } from '../../emails/digest.tsx'
import { digestPreview } from '../../emails/previews/digest-preview.ts'
import { defaultBrand } from '../../src/config/brand.ts'
import { mailBrand } from '../../src/render/mail-brand.ts'
import { labColors, labLogo } from './brand-pictures.ts'
import { previewPapers } from '../../emails/previews/papers.ts'

// As much as a page of documentation has room for: whole, each would be a quarter of a megabyte.
const wide = { width: 800, height: 1000 }
const phone = { width: 360, height: 1180 }

const pictures = [
  { name: 'digest-light', viewport: wide, colorScheme: 'light', language: 'en' },
  { name: 'digest-dark', viewport: wide, colorScheme: 'dark', language: 'en' },
  { name: 'digest-phone-light', viewport: phone, colorScheme: 'light', language: 'en' },
  { name: 'digest-phone-dark', viewport: phone, colorScheme: 'dark', language: 'en' },
  { name: 'digest-phone-german', viewport: phone, colorScheme: 'light', language: 'de' },
  { name: 'digest-phone-chinese', viewport: phone, colorScheme: 'light', language: 'zh' },
  { name: 'digest-phone-blocked', viewport: phone, colorScheme: 'light', language: 'en', isBlocked: true },
  { name: 'digest-branded', viewport: phone, colorScheme: 'light', language: 'en', isBranded: true },
] as const

const logo = { type: 'image/png', extension: '.png', content: Buffer.from(labLogo), version: '1' }
const labBrand = mailBrand(
  { ...defaultBrand, name: 'Lab News', colors: labColors, logo: { light: logo, dark: logo } },
  'en',
  'https://lab.example.org',
)

/** Saves what the beginning of a mail of made-up papers looks like. */
export async function savePictures(browser: Browser, folder: string): Promise<void> {
  for (const { name, viewport, colorScheme, language, ...rest } of pictures) {
    const all = previewPapers(language)
    const shown =
      'isBlocked' in rest ? all.map((one) => ({ ...one, figureUrl: 'https://blocked.invalid/x.png' })) : all
    const props = digestPreview({ language, papers: shown })
    const html = await render(
      createElement(Digest, 'isBranded' in rest ? { ...props, brand: labBrand } : props),
    )
    const context = await browser.newContext({ viewport, colorScheme })
    const tab = await context.newPage()
    await tab.route(/^https?:/, (route) =>
      route.request().url().includes('/brand/')
        ? route.fulfill({ contentType: 'image/svg+xml', body: labLogo })
        : route.abort(),
    )
    await tab.setContent(html, { waitUntil: 'load' })
    await tab.screenshot({ path: join(folder, `${name}.png`) })
    await context.close()
  }
}
