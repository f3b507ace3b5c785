import { describe, expect, test } from 'vitest'
import { renderDigest } from '../../src/render/digest-email.ts'
import { openPage } from '../helpers/browser.ts'
import { lacks } from '../helpers/requirements.ts'
import { digestInput, picked } from '../render/candidates.ts'

const figureUrl = 'https://images.example.org/one.png'

describe.skipIf(lacks('chromium'))('the picture of the first paper', () => {
  test.each([
    ['a wide one', 1600, 900, { width: 320, height: 180 }],
    ['a high one', 500, 1000, { width: 100, height: 200 }],
    ['a small one', 90, 60, { width: 90, height: 60 }],
  ])('keeps its proportions on a phone: %s', async (_, width, height, shown) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"></svg>`
    expect(await shownFigure({ contentType: 'image/svg+xml', body: svg })).toEqual(shown)
  })

  test('is one line of text where it is blocked', async () => {
    expect((await shownFigure(null))?.height).toBeLessThan(24)
  })
})

test('only the first paper has a picture, and none has the source’s card', async () => {
  const picks = ['1', '2'].map((id) => picked({ id: `arxiv:2605.${id}`, figureUrl }))
  const { html } = await renderDigest(digestInput({ picks }))
  const sources = [...html.matchAll(/\bsrc="([^"]*)"/g)].map(([, source]) => source)
  expect(sources).toEqual([figureUrl])
  expect(html).toContain('alt="Picture from the paper’s page"')
})

async function shownFigure(answer: { contentType: string; body: string } | null) {
  const page = await openPage({ viewport: { width: 360, height: 600 } })
  await page.route(figureUrl, (route) => (answer ? route.fulfill(answer) : route.abort()))
  const { html } = await renderDigest(digestInput({ picks: [picked({ figureUrl })] }))
  await page.setContent(html, { waitUntil: 'load' })
  const box = await page.locator('img').boundingBox()
  return box && { width: box.width, height: box.height }
}
