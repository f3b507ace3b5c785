import { createElement } from 'react'
import { join } from 'node:path'
import { render } from 'react-email'
import type { Browser } from 'playwright-core'
import { Digest } from '../../emails/digest.tsx'
import { digestPreview } from '../../emails/previews/digest-preview.ts'
import { previewPapers } from '../../emails/previews/papers.ts'

const wide = { width: 800, height: 1100 }
const phone = { width: 360, height: 740 }

const pictures = [
  { name: 'digest-light', viewport: wide, colorScheme: 'light', language: 'en' },
  { name: 'digest-dark', viewport: wide, colorScheme: 'dark', language: 'en' },
  { name: 'digest-phone-light', viewport: phone, colorScheme: 'light', language: 'en' },
  { name: 'digest-phone-dark', viewport: phone, colorScheme: 'dark', language: 'en' },
  { name: 'digest-phone-german', viewport: phone, colorScheme: 'light', language: 'de' },
  { name: 'digest-phone-chinese', viewport: phone, colorScheme: 'light', language: 'zh' },
  { name: 'digest-phone-blocked', viewport: phone, colorScheme: 'light', language: 'en', isBlocked: true },
] as const

/** Saves what a mail of made-up papers looks like, whole. */
export async function savePictures(browser: Browser, folder: string): Promise<void> {
  for (const { name, viewport, colorScheme, language, ...rest } of pictures) {
    const all = previewPapers(language)
    const shown =
      'isBlocked' in rest ? all.map((one) => ({ ...one, figureUrl: 'https://blocked.invalid/x.png' })) : all
    const html = await render(createElement(Digest, digestPreview({ language, papers: shown })))
    const context = await browser.newContext({ viewport, colorScheme })
    const tab = await context.newPage()
    await tab.route(/^https?:/, (route) => route.abort())
    await tab.setContent(html, { waitUntil: 'load' })
    await tab.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
    await context.close()
  }
}
