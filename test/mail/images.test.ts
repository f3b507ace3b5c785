import { describe, expect, test } from 'vitest'
import { defaultBrand, type BrandFile } from '../../src/config/brand.ts'
import { versionOf } from '../../src/content-version.ts'
import { mailBrand } from '../../src/render/mail-brand.ts'
import { renderDigest } from '../../src/render/digest-email.ts'
import { openPage } from '../helpers/browser.ts'
import { lacks } from '../helpers/requirements.ts'
import { digestInput, picked } from '../render/candidates.ts'

const figureUrl = 'https://images.example.org/one.png'

describe.skipIf(lacks('chromium'))('the picture of the first paper', () => {
  test.each([
    ['a wide one', 1600, 900, { width: 199, height: 112 }],
    ['a high one', 500, 1000, { width: 56, height: 112 }],
    ['a small one', 90, 60, { width: 90, height: 60 }],
  ])('keeps its proportions on a phone: %s', async (_, width, height, shown) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"></svg>`
    expect(await shownFigure({ contentType: 'image/svg+xml', body: svg })).toEqual(shown)
  })

  test('is as high as 200 pixels on a wide screen', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="1000"></svg>'
    const shown = await shownFigure({ contentType: 'image/svg+xml', body: svg }, 800)
    expect(shown).toEqual({ width: 100, height: 200 })
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

async function shownFigure(answer: { contentType: string; body: string } | null, width = 360) {
  const page = await openPage({ viewport: { width, height: 600 } })
  await page.route(figureUrl, (route) => (answer ? route.fulfill(answer) : route.abort()))
  const { html } = await renderDigest(digestInput({ picks: [picked({ figureUrl })] }))
  await page.setContent(html, { waitUntil: 'load' })
  const box = await page.locator('img').boundingBox()
  return box && { width: Math.round(box.width), height: Math.round(box.height) }
}

describe.skipIf(lacks('chromium'))('a logo', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"></svg>'
  const files = { light: brandFile('.png', 'on light'), dark: brandFile('.png', 'on dark') }
  const brand = mailBrand(
    { ...defaultBrand, name: 'Lab News', logo: files },
    'en',
    'https://papers.example.org',
  )

  test.each([
    ['light', /\/logo\.png/],
    ['dark', /\/logo-dark\.png/],
  ] as const)('stands in the masthead in %s colours, 28 pixels high', async (colorScheme, file) => {
    const page = await openPage({ viewport: { width: 360, height: 600 }, colorScheme })
    await page.route(/papers\.example\.org/, (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: svg }),
    )
    await page.setContent((await renderDigest(digestInput({ brand }))).html, { waitUntil: 'load' })
    const shown = page.locator('img:visible')
    expect(await shown.count()).toBe(1)
    expect((await shown.boundingBox())?.height).toBe(28)
    expect(await shown.getAttribute('src')).toMatch(file)
  })

  test('is the name where pictures are blocked', async () => {
    const page = await openPage({ viewport: { width: 360, height: 600 } })
    await page.route(/^https:/, (route) => route.abort())
    await page.setContent((await renderDigest(digestInput({ brand }))).html, { waitUntil: 'load' })
    expect(await page.locator('img:visible').getAttribute('alt')).toBe('Lab News')
    expect((await page.locator('img:visible').boundingBox())?.width).toBeGreaterThan(60)
  })

  test.each([
    ['an SVG, which Gmail and Outlook do not show', '.svg', 'https://papers.example.org'],
    ['a picture without HTTPS, which mail programs leave out', '.png', 'http://papers.example.org'],
  ])('stands in letters instead of %s', async (_, extension, publicUrl) => {
    const file = brandFile(extension, 'x')
    const plain = mailBrand(
      { ...defaultBrand, name: 'Lab News', logo: { light: file, dark: file } },
      'en',
      publicUrl,
    )
    const { html } = await renderDigest(digestInput({ brand: plain }))
    expect(html).not.toContain('<img')
    expect(html).toContain('Lab News</p>')
  })
})

function brandFile(extension: string, content: string): BrandFile {
  const type = extension === '.png' ? 'image/png' : 'image/svg+xml'
  return { type, extension, content: Buffer.from(content), version: versionOf(content) }
}
