import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/web/server.ts'
import { openPage } from '../helpers/browser.ts'
import { lacks } from '../helpers/requirements.ts'
import { busyDay, listPapers, testApp } from '../web/test-app.ts'

const day = '2026-05-20'
/** A picture's bytes, twice as wide as it is high. */
const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="600"><rect width="1200" height="600"/></svg>`

describe.skipIf(lacks('chromium'))('a page in a browser', () => {
  test.each([
    { path: '/', width: 1200 },
    { path: '/', width: 360 },
    { path: '/topics/robotics', width: 1200 },
    { path: '/papers/arxiv:2605.00000', width: 1200 },
  ])('$path, $width wide: is light, and nothing moves when its pictures come', async ({ path, width }) => {
    const url = await serveBusyDay()
    const page = await openPage({ viewport: { width, height: 900 } })
    const { pictures } = await watch(page)
    await page.goto(url + path)
    await seeAllOf(page)
    const bytes = await weightOf(page)
    expect(bytes).toBeGreaterThan(5000)
    expect(bytes).toBeLessThan(60_000)
    // Narrow pages show none, and load none.
    expect(pictures() > 0).toBe(width > 800 && !path.startsWith('/papers'))
    expect(await shiftOf(page)).toBeLessThan(0.01)
  })

  test('whose pictures have no room kept for them moves, and that is noticed', async () => {
    const url = await serveBusyDay()
    const page = await openPage({ viewport: { width: 1200, height: 900 } })
    await watch(page)
    await page.route(`${url}/`, async (route) => {
      const response = await route.fetch()
      const html = await response.text()
      const bare = html.replace(
        /class="paper-picture"|loading="lazy"|(?<=<img[^>]*) (?:width|height)="\d+"/g,
        '',
      )
      await route.fulfill({ response, body: bare })
    })
    await page.goto(`${url}/`)
    await seeAllOf(page)
    expect(await shiftOf(page)).toBeGreaterThan(0.01)
  })
})

/** The web pages over HTTP, on a day with as many papers as the busiest. */
async function serveBusyDay(): Promise<string> {
  const { context, deps } = await testApp()
  await listPapers(context, day, busyDay)
  const server = await startServer(deps, 0)
  onTestFinished(() => server.stop())
  return server.url
}

/** Brings the pictures of a page once the rest of it was painted, and counts them. */
async function watch(page: Page) {
  let pictures = 0
  await page.route(/^https:/, async (route) => {
    pictures += 1
    await until(page, `performance.getEntriesByName('first-contentful-paint').length > 0`)
    await route.fulfill({ contentType: 'image/svg+xml', body: picture })
  })
  await page.addInitScript(`
    window.shifted = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shifted += entry.value
    }).observe({ type: 'layout-shift', buffered: true })`)
  return { pictures: () => pictures }
}

/** Scrolls to the end, since pictures far below are loaded when they are near, and waits for all that the page shows. */
async function seeAllOf(page: Page): Promise<void> {
  for (let step = 0; step < 12; step++) {
    await page.mouse.wheel(0, 900)
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  }
  await until(
    page,
    `[...document.images].filter((image) => image.offsetParent !== null).every((image) => image.complete)`,
  )
}

/** Waits until an expression is true on the page. (Playwright's own waiting evaluates text, which the pages forbid.) */
async function until(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate<boolean>(expression), { timeout: 20_000 }).toBe(true)
}

/** What the page and all of ours that it loads weigh on their way, in bytes. */
function weightOf(page: Page): Promise<number> {
  return page.evaluate<number>(`
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter((entry) => entry.name.startsWith(location.origin))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0)`)
}

/** The sum of all layout shifts so far, as Chromium measures them: 0.1 is what Lighthouse still calls good. */
function shiftOf(page: Page): Promise<number> {
  return page.evaluate<number>('window.shifted')
}
