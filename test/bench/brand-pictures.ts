import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'

export const labColors = {
  light: { accent: '#7a1f5c', link: '#0b4f3a' },
  dark: { accent: '#f2a7d0', link: '#8fd8b8' },
}

/** A mark and a name, on light ground. */
export const labLogo =
  '<svg xmlns="http://www.w3.org/2000/svg" width="220" height="56"><circle cx="28" cy="28" r="24" fill="#7a1f5c"/>' +
  '<path d="M16 34 28 16l12 18z" fill="#fbf9f4"/><text x="64" y="38" textLength="150" font-family="Georgia,serif" font-size="30" ' +
  'font-weight="bold" fill="#24211c">Lab News</text></svg>'

const launcher = fileURLToPath(new URL('../../src/launch.mjs', import.meta.url))
const longestStartMs = 120_000

/** Saves what the front page of a trial looks like with a brand of its own: its papers are the bundled sample. */
export async function saveBrandedPage(browser: Browser, folder: string): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-brand-'))
  writeFileSync(join(dir, 'logo.svg'), labLogo)
  const brand = {
    name: 'Lab News',
    tagline: 'What we read this week',
    logo: { light: 'logo.svg' },
    colors: labColors,
  }
  writeFileSync(join(dir, 'brand.json'), JSON.stringify(brand))
  const port = await freePort()
  const service = spawn(process.execPath, [launcher, 'start'], {
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      DATA_DIR: join(dir, 'data'),
      BRAND: join(dir, 'brand.json'),
      // Where nothing answers: so the sample is shown.
      HF_URL: 'http://127.0.0.1:9',
      ARXIV_DETAILS: 'off',
    },
  })
  try {
    await waitForPapers(`http://127.0.0.1:${port}/`)
    const context = await browser.newContext({ viewport: { width: 800, height: 900 }, colorScheme: 'light' })
    const tab = await context.newPage()
    await tab.goto(`http://127.0.0.1:${port}/`)
    await tab.screenshot({ path: join(folder, 'page-branded.png') })
    await context.close()
  } finally {
    service.kill()
    await once(service, 'exit')
    rmSync(dir, { recursive: true, force: true })
  }
}

async function waitForPapers(url: string): Promise<void> {
  const until = Date.now() + longestStartMs
  while (Date.now() < until) {
    const page = await fetch(url).then(
      (answer) => answer.text(),
      () => '',
    )
    if (page.includes('class="paper"')) return
    await sleep(500)
  }
  throw new Error(`${url} shows no papers`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
