import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { routes } from '../../src/routes.ts'
import { openPage } from '../helpers/browser.ts'
import { lacks } from '../helpers/requirements.ts'
import { everyPage, type AnsweredPage } from '../web/every-page.ts'
import { testApp, type TestApp } from '../web/test-app.ts'

/** Set to a folder to keep a picture of every page in every mode. */
const pictures = process.env['PAPERBOY_TEST_PICTURES']

/**
 * How a page may look. In two of them axe runs in full, so that each scheme and each width has had all of its rules once.
 * Colours do not depend on the width, and all text that a wide window shows is in a narrow one too: there the other scheme
 * has the rules on colours, and the wide dark page is only measured.
 */
const modes = [
  { colorScheme: 'light', width: 1280, rules: 'all' },
  { colorScheme: 'dark', width: 1280, rules: 'none' },
  { colorScheme: 'dark', width: 320, rules: 'all' },
  { colorScheme: 'light', width: 320, rules: 'colors' },
] as const
type Mode = (typeof modes)[number]

describe.skipIf(lacks('chromium'))('every page in a browser', () => {
  // Axe runs three times on each of several dozen pages.
  test(
    'fits its window and is accessible, light and dark, wide and narrow',
    { timeout: 300_000 },
    async () => {
      const site = await testApp()
      const pages = await everyPage(site)
      expect(addressesNotIn(pages)).toEqual([])
      const page = await openPage()
      await openSite(page, site)
      const found: string[] = []
      for (const { name, html } of pages) {
        await page.setContent(html)
        await page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true')
        for (const mode of modes) {
          await switchTo(page, mode)
          const state = `${name}, ${mode.colorScheme}, ${mode.width}`
          if (pictures) await takePicture(page, state)
          const problems = [...(await overflowIn(page)), ...(await seriousIn(page, mode))]
          found.push(...problems.map((problem) => `${state}: ${problem}`))
        }
      }
      expect(found).toEqual([])
    },
  )
})

/** The addresses that answer with a page, and with none of these. */
function addressesNotIn(pages: AnsweredPage[]): string[] {
  const otherThanPages =
    /\.(atom|json|txt|xml|css|js|svg|bib|ris)$|^\/(api|assets|health|readyz|metrics|operator|webhooks|preview\/mail|inbox\/:id\/html)/
  const paths = pages.map(({ path }) => path.replace(/\?.*/, ''))
  return Object.values(routes)
    .map(({ path }) => path)
    .filter((path) => !otherThanPages.test(path))
    .filter((path) => {
      const pattern = new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)
      return !paths.some((one) => pattern.test(one))
    })
}

/** Opens the site once: pages are put into its document one after the other, so that axe need not be loaded for each. */
async function openSite(page: Page, { app, context }: TestApp): Promise<void> {
  const { publicUrl } = context.config.web
  await page.route('**', async (route) => {
    const url = route.request().url()
    if (!url.startsWith(publicUrl)) return route.abort()
    const answer = await app.request(url.slice(publicUrl.length))
    const text = await answer.text()
    // In a block, because a script of the next page may declare the same again.
    const body = answer.headers.get('content-type')?.includes('javascript') ? `{${text}}` : text
    return route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
  })
  await page.goto(publicUrl)
  await page.evaluate(axe.source)
}

async function switchTo(page: Page, { colorScheme, width }: Mode): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 900 })
}

async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures ?? '', { recursive: true })
  await page.screenshot({ path: join(pictures ?? '', `${name}.png`), fullPage: true })
}

async function overflowIn(page: Page): Promise<string[]> {
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
  return overflow > 0 ? [`${overflow} px wider than the window`] : []
}

/** What axe calls serious or critical. The frames are mails, which have tests of their own. */
async function seriousIn(page: Page, { rules }: Mode): Promise<string[]> {
  if (rules === 'none') return []
  const options = {
    ...(rules === 'colors' ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}),
    resultTypes: ['violations'],
    iframes: false,
    preload: false,
    selectors: false,
  }
  return page.evaluate<string[]>(`
    axe.run(${JSON.stringify(options)}).then(({ violations }) =>
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')),
    )`)
}
