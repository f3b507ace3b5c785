import { expect, test } from 'vitest'
import { renderDigest } from '../../src/render/digest-email.ts'
import { openPage } from '../helpers/browser.ts'
import { digestInput, picked } from '../render/candidates.ts'

const thumbnailUrl = 'https://images.example.org/one.svg'

test.each([
  ['as wide as they come', 1200, 630],
  ['square', 500, 500],
])('a thumbnail that is %s takes 120 × 63 pixels', async (_, width, height) => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"></svg>`
  expect(await shownThumbnail({ contentType: 'image/svg+xml', body: svg })).toEqual({
    width: 120,
    height: 63,
  })
})

test('a thumbnail that is blocked leaves no frame', async () => {
  expect(await shownThumbnail(null)).toEqual({ width: 0, height: 0 })
})

async function shownThumbnail(answer: { contentType: string; body: string } | null) {
  const page = await openPage({ viewport: { width: 800, height: 600 } })
  await page.route(thumbnailUrl, (route) => (answer ? route.fulfill(answer) : route.abort()))
  const { html } = await renderDigest(digestInput({ picks: [picked({ thumbnailUrl })] }))
  await page.setContent(html, { waitUntil: 'load' })
  const box = await page.locator('img').boundingBox()
  return box && { width: box.width, height: box.height }
}
