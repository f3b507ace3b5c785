import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { need } from './requirements.ts'

let launched: Promise<Browser> | undefined

/**
 * A new page in a browser of its own profile, which is closed when the test is over. One browser serves all tests of a
 * worker, and ends with it.
 */
export async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  launched ??= chromium.launch({
    executablePath: need('chromium'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
  const context = await (await launched).newContext(options)
  onTestFinished(() => context.close())
  // What takes a second may take many on a busy machine.
  context.setDefaultTimeout(60_000)
  return context.newPage()
}
