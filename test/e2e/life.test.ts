import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createContext } from '../../src/context.ts'
import { startService } from '../../src/service.ts'
import { openPage } from '../helpers/browser.ts'
import { testConfig } from '../helpers/config.ts'
import { temporaryDir } from '../helpers/context.ts'
import { startHfReplay } from '../helpers/hf-replay.ts'
import { freePort } from '../helpers/ports.ts'
import { lacks } from '../helpers/requirements.ts'

/** Set to a folder to keep a picture of every step. */
const pictures = process.env['PAPERBOY_TEST_PICTURES']

describe.skipIf(lacks('chromium', 'recordings'))('the life of a subscriber, in a browser', () => {
  test('subscribe, confirm, get the edition, change topics, unsubscribe', { timeout: 180_000 }, async () => {
    const { context, service } = await startOn('2026-05-20T07:45:00Z')
    const page = await openPage({ viewport: { width: 1000, height: 900 } })

    await untilShown(page, service.webUrl ?? '', 'GoLongRL')
    await picture(page, '1-home')
    await page.getByLabel(/e-?mail/i).fill('ada@example.org')
    await page.getByRole('checkbox', { name: /^Robotics/ }).check()
    await page.getByRole('button', { name: /subscribe|get/i }).click()
    await picture(page, '2-check-your-inbox')

    const opened = await openMail(page, service.inboxUrl ?? '', /Confirm your subscription/)
    await picture(page, '3-opt-in-mail')
    await follow(page, opened, /confirm/i)
    await picture(page, '4-confirm')
    await page.getByRole('button', { name: /confirm|subscribe|yes/i }).click()
    await picture(page, '5-confirmed')

    const digest = await openMail(page, service.inboxUrl ?? '', /papers$|^(?!Confirm).*more/)
    await picture(page, '6-digest')
    expect(await digest.locator('body').innerText()).toMatch(/Because you follow Robotics/)
    await follow(page, digest, /preferences|topics|change/i)
    await page.getByRole('checkbox', { name: /^Robotics/ }).uncheck()
    await page.getByRole('checkbox', { name: /^3D/ }).check()
    await page.getByRole('button', { name: /save/i }).click()
    await picture(page, '7-preferences')
    const subscriber = () => context.db.selectFrom('subscribers').selectAll().executeTakeFirstOrThrow()
    expect(await subscriber()).toMatchObject({ status: 'active', topics: ['3d'] })

    const again = await openMail(page, service.inboxUrl ?? '', /papers$|^(?!Confirm).*more/)
    await follow(page, again, /unsubscribe/i)
    await picture(page, '8-unsubscribe')
    expect(await subscriber()).toMatchObject({ status: 'active' })
    await page.getByRole('button', { name: /unsubscribe/i }).click()
    await picture(page, '9-unsubscribed')
    expect(await subscriber()).toMatchObject({ status: 'unsubscribed' })
    await page.getByRole('button', { name: /undo/i }).click()
    expect(await subscriber()).toMatchObject({ status: 'active', topics: ['3d'] })

    const third = await openMail(page, service.inboxUrl ?? '', /papers$|^(?!Confirm).*more/)
    await follow(page, third, /less like this/i)
    await picture(page, '10-less-like-this')
    await page.getByRole('checkbox', { name: /^Robotics/ }).check()
    await page.getByRole('button', { name: /mute/i }).click()
    expect(await subscriber()).toMatchObject({ muted_topics: ['robotics'] })
    const deliveries = await context.db.selectFrom('deliveries').select('status').execute()
    expect(deliveries).toEqual([{ status: 'submitted' }])
  })
})

/** The whole embedded service, as `npm start` has it, at another time. */
async function startOn(time: string) {
  const port = await freePort()
  const offsetMs = Date.now() - Date.parse(time)
  const config = testConfig({
    dataDir: await temporaryDir(),
    huggingFaceUrl: await startHfReplay({ now: time }),
    port,
    publicUrl: `http://127.0.0.1:${port}`,
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
  await expect
    .poll(
      async () => {
        await page.goto(url)
        return page.locator('body').innerText()
      },
      { timeout: 60_000, interval: 500 },
    )
    .toContain(text)
}

/** Finds a mail in the inbox's page by its subject, and opens what it says as the inbox shows it. */
async function openMail(page: Page, inboxUrl: string, subject: RegExp) {
  await page.goto(inboxUrl)
  const row = page.getByText(subject).first()
  await row.waitFor({ timeout: 60_000 })
  await row.click()
  return page.frameLocator('iframe').first()
}

/** Follows a link of a mail in this tab, where the inbox would open another. */
async function follow(page: Page, mail: ReturnType<Page['frameLocator']>, name: RegExp): Promise<void> {
  const href = await mail.getByRole('link', { name }).first().getAttribute('href')
  expect(href).toBeTruthy()
  await page.goto(href ?? '')
}

async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}
