import { describe, expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/web/server.ts'
import { openPage } from '../helpers/browser.ts'
import { lacks } from '../helpers/requirements.ts'
import { subscriptionRows, testApp } from '../web/test-app.ts'

describe.skipIf(lacks('chromium'))('proof of work, in a browser', () => {
  test('the browser does its sum, also for a form that came without, and may subscribe', async () => {
    const { context, url, answerRequests } = await startProving()
    const page = await openPage()
    await page.goto(url)
    await page.getByLabel(/e-?mail/i).fill('ada@example.org')
    await page.getByRole('button', { name: /subscribe|get/i }).click()
    await page.getByText('a little sum').waitFor()
    expect(await page.getByLabel(/e-?mail/i).inputValue()).toBe('ada@example.org')
    // Pressed before the script is there, the form would only come back once more.
    await page.locator('input[name=proof][value]').waitFor({ state: 'attached' })
    await page.getByRole('button', { name: /subscribe|get/i }).click()
    await page.getByText('Check your inbox').first().waitFor()
    await answerRequests()
    expect((await subscriptionRows(context)).mails).toHaveLength(1)
  })

  test('without scripts the form says what it needs', async () => {
    const { url } = await startProving()
    const page = await openPage({ javaScriptEnabled: false })
    await page.goto(`${url}/subscribe`)
    expect(await page.locator('body').innerText()).toContain('needs JavaScript')
  })
})

async function startProving() {
  const { deps, context, answerRequests } = await testApp()
  const server = await startServer(
    { ...deps, config: { ...deps.config, web: { ...deps.config.web, isProofWanted: true } } },
    0,
  )
  onTestFinished(() => server.stop())
  return { context, answerRequests, url: server.url }
}
