import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import type { Candidate } from '../../src/papers/paper.ts'
import { renderDigest } from '../../src/render/digest-email.ts'
import { mailOf } from './reading-mails.ts'

const wide = { width: 800, height: 1100 }
const phone = { width: 360, height: 740 }

const pictures = [
  { name: 'digest-light', viewport: wide, colorScheme: 'light', language: 'en' },
  { name: 'digest-dark', viewport: wide, colorScheme: 'dark', language: 'en' },
  { name: 'digest-phone-light', viewport: phone, colorScheme: 'light', language: 'en' },
  { name: 'digest-phone-dark', viewport: phone, colorScheme: 'dark', language: 'en' },
  { name: 'digest-phone-german', viewport: phone, colorScheme: 'light', language: 'de' },
  { name: 'digest-phone-chinese', viewport: phone, colorScheme: 'light', language: 'zh' },
] as const

/** Saves what the mail of a recorded day looks like, whole, with its pictures blocked, as most clients have them at first. */
export async function savePictures(
  browser: Browser,
  candidates: Candidate[],
  day: string,
  folder: string,
): Promise<void> {
  for (const { name, viewport, colorScheme, language } of pictures) {
    const input = mailOf(candidates, day, { language })
    if (!input) throw new Error(`${day} has no papers for this reader`)
    const { html } = await renderDigest(input)
    const context = await browser.newContext({ viewport, colorScheme })
    const tab = await context.newPage()
    await tab.route(/^https?:/, (route) => route.abort())
    await tab.setContent(html, { waitUntil: 'load' })
    await tab.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
    await context.close()
  }
}
