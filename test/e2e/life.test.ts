import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createContext } from '../../src/context.ts'
import { startService } from '../../src/service.ts'
import { openPage } from '../helpers/browser.ts'
import { testConfig } from '../helpers/config.ts'
import { migratedDataDir } from '../helpers/context.ts'
import { startHfReplay } from '../helpers/hf-replay.ts'
import { freePort } from '../helpers/ports.ts'
import { lacks } from '../helpers/requirements.ts'

/** How a person may read the pages. Without scripts everything must work the same. */
const readers = [
  { name: 'with scripts, wide', javaScriptEnabled: true, width: 1200 },
  { name: 'without scripts, narrow', javaScriptEnabled: false, width: 360 },
] as const

const digestSubject = / and |\(\d/

describe.skipIf(lacks('chromium', 'recordings'))('the life of a subscriber, in a browser', () => {
  test.each(readers)('$name: from subscribing to erasure', { timeout: 240_000 }, async (reader) => {
    const { context, service } = await startOn('2026-05-20T07:45:00Z')
    const { javaScriptEnabled, width } = reader
    const page = await openPage({ viewport: { width, height: 900 }, javaScriptEnabled })
    const inbox = await openPage({ viewport: { width: 1000, height: 900 } })
    const inboxUrl = service.inboxUrl ?? ''
    const subscriber = () => context.db.selectFrom('subscribers').selectAll().executeTakeFirst()

    await untilShown(page, service.webUrl ?? '', 'GoLongRL')
    await page.getByLabel(/e-?mail/i).fill('ada@example.org')
    await page.getByText(/more topics/).click()
    await topic(page, 'robotics').check()
    await page.getByRole('button', { name: 'Subscribe' }).click()
    await page.getByText('Check your inbox').waitFor()

    const optIn = await openMail(inbox, inboxUrl, /Confirm your subscription/)
    await follow(page, optIn, /confirm/i)
    await page.getByRole('button', { name: /yes/i }).click()
    await page.getByText('You’re subscribed').waitFor()

    const digest = await openMail(inbox, inboxUrl, digestSubject)
    expect(await digest.locator('body').innerText()).toMatch(
      /From now on[^]*every [^]*Because you follow Robotics/,
    )
    await follow(page, digest, /preferences/i)
    await topic(page, 'robotics').uncheck()
    await topic(page, '3d').check()
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Saved.').waitFor()
    expect(await subscriber()).toMatchObject({ status: 'active', topics: ['3d'] })

    await follow(page, digest, /^more like this$/i)
    await page.getByRole('button', { name: 'More like this' }).click()
    await page.getByText('Noted').waitFor()
    await follow(page, digest, /^less$/i)
    await page.getByText(/or mute/i).click()
    await topic(page, 'robotics').check()
    await page.getByRole('button', { name: /mute/i }).click()
    await page.getByText('Noted').waitFor()
    expect(await subscriber()).toMatchObject({ muted_topics: ['robotics'] })

    await follow(page, digest, /unsubscribe/i)
    expect(await subscriber()).toMatchObject({ status: 'active' })
    await page.getByRole('button', { name: 'Unsubscribe' }).click()
    await page.getByText('You are unsubscribed').waitFor()
    expect(await subscriber()).toMatchObject({ status: 'unsubscribed' })
    await page.getByRole('button', { name: /undo/i }).click()
    await page.getByText('Undone').waitFor()
    expect(await subscriber()).toMatchObject({ status: 'active', topics: ['3d'] })
    const deliveries = await context.db.selectFrom('deliveries').select('status').execute()
    expect(deliveries).toEqual([{ status: 'submitted' }])

    await follow(page, digest, /preferences/i)
    await page.getByRole('button', { name: /erase/i }).click()
    await page.getByText('Check your inbox').waitFor()
    expect(await subscriber()).toMatchObject({ status: 'active' })
    const erasure = await openMail(inbox, inboxUrl, /erase|erasure/i)
    await follow(page, erasure, /erase/i)
    await page.getByRole('button', { name: /erase/i }).click()
    await page.getByText('You are erased').waitFor()
    expect(await subscriber()).toBeUndefined()
  })
})

/** The whole embedded service, as `npm start` has it, at another time. */
async function startOn(time: string) {
  const port = await freePort()
  const offsetMs = Date.now() - Date.parse(time)
  const config = testConfig(await migratedDataDir(), {
    sources: { huggingFaceUrl: await startHfReplay({ now: time }) },
    web: { port, publicUrl: `http://127.0.0.1:${port}` },
  })
  const stopping = new AbortController()
  const context = await createContext(config, {
    clock: () => new Date(Date.now() - offsetMs),
    signal: stopping.signal,
  })
  onTestFinished(() => context.close())
  const service = await startService(context, ['web', 'worker', 'scheduler'])
  onTestFinished(() => {
    stopping.abort()
    return service.stop()
  })
  return { context, service }
}

async function untilShown(page: Page, url: string, text: string): Promise<void> {
  // Not in the browser, which keeps a page of the first papers for a minute.
  const load = async () => (await fetch(url)).text()
  await expect.poll(load, { timeout: 60_000, interval: 500 }).toContain(text)
  await page.goto(url)
  expect(await page.locator('body').innerText()).toContain(text)
}

/** Waits until the inbox's page shows a mail by itself, and opens it. */
async function openMail(inbox: Page, inboxUrl: string, subject: RegExp) {
  await inbox.goto(inboxUrl)
  await inbox.getByRole('link', { name: subject }).first().click({ timeout: 90_000 })
  return inbox.frameLocator('iframe').first()
}

/** The box of a topic, whatever else has its name. */
function topic(page: Page, slug: string) {
  return page.locator(`input[name="topics"][value="${slug}"]`)
}

/** Follows a link of a mail in this tab, where the inbox would open another. */
async function follow(page: Page, mail: ReturnType<Page['frameLocator']>, name: RegExp): Promise<void> {
  const href = await mail.getByRole('link', { name }).first().getAttribute('href')
  expect(href).toBeTruthy()
  await page.goto(href ?? '')
}
