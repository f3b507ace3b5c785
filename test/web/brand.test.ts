import { expect, test } from 'vitest'
import type { Brand } from '../../src/config/brand.ts'
import { createApp } from '../../src/web/app.tsx'
import { configWith } from '../helpers/config.ts'
import { listPapers, testApp } from './test-app.ts'

const picture = { type: 'image/svg+xml', extension: '.svg', content: Buffer.from('<svg/>'), version: '1' }
const brand: Partial<Brand> = {
  name: 'Lab & News',
  tagline: 'What we read',
  logo: { light: picture, dark: picture },
  favicon: picture,
  socialCard: picture,
  colors: { light: { accent: '#7a1f5c', link: '#0b4f3a' }, dark: { accent: '#f0a', link: '#9fc' } },
  footer: { en: 'A service of the library.' },
  links: [{ label: 'Imprint', url: 'https://lab.example.org/imprint' }],
  defaults: { cadence: 'weekly' },
  topics: ['robotics', 'science'],
}

async function brandedApp() {
  const site = await testApp()
  const app = createApp({ ...site.deps, config: configWith(site.context.config, { brand }) })
  const get = async (path: string) => app.request(path)
  return { ...site, app, get, text: async (path: string) => (await get(path)).text() }
}

test('every page, feed and document has the brand’s name, and none has ours', async () => {
  const { context, text } = await brandedApp()
  await listPapers(context, '2026-05-20', [{ id: 'arxiv:2605.00001', title: 'Robots' }])
  const paths = [
    '/',
    '/topics',
    '/topics/robotics',
    '/people',
    '/archive',
    '/papers/arxiv:2605.00001',
    '/search',
    '/subscribe',
    '/status',
    '/feed.atom',
    '/topics/robotics/feed.atom',
    '/api/v1/openapi.json',
    '/nothing',
  ]
  for (const path of paths) {
    const page = await text(path)
    expect(page).toMatch(/Lab (&amp;|&) News/)
    expect(page).not.toMatch(/Paperboy/)
  }
  const front = await text('/')
  for (const part of ['What we read', 'A service of the library.', 'href="https://lab.example.org/imprint"'])
    expect(front).toContain(part)
})

test('its pictures and colours are served, to be kept, and a picture cannot run scripts', async () => {
  const { get, text } = await brandedApp()
  const page = await text('/subscribe')
  const hrefs = [...page.matchAll(/"(\/assets\/brand[^"]+)"/g)].map(([, href = '']) => href)
  expect(hrefs.length).toBeGreaterThanOrEqual(4)
  for (const href of hrefs) {
    const answer = await get(href)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  }
  expect(await text('/assets/brand.css')).toContain('--accent:#7a1f5c')
  expect((await get('/assets/brand/other.svg')).status).toBe(404)
})

test('forms offer its topics, and who does not choose gets its cadence', async () => {
  const { app, text, answerRequests, context } = await brandedApp()
  const form = await text('/subscribe')
  expect([...form.matchAll(/name="topics" value="([^"]+)"/g)].map(([, slug]) => slug)).toEqual([
    'robotics',
    'science',
  ])
  await app.request('/subscribe', {
    method: 'POST',
    body: new URLSearchParams({ email: 'ada@example.org' }),
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  })
  await answerRequests()
  const rows = await context.db.selectFrom('subscribers').select('cadence').execute()
  expect(rows).toEqual([{ cadence: 'weekly' }])
})
