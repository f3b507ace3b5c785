import { expect, test } from 'vitest'
import { findUnsentMails } from '../../src/outbox/mail-rows.ts'
import { sendMail } from '../../src/outbox/send-mail.ts'
import { createApp } from '../../src/web/app.tsx'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { configWith } from '../helpers/config.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { formBody, subscriptionRows, testApp, type TestApp } from './test-app.ts'

const token = 'an operator token that is only for tests'

async function start(): Promise<TestApp> {
  const site = await testApp()
  const title = 'A robot that folds'
  await storeCandidates(site.context.db, [
    candidate({ id: 'arxiv:2605.00001', title, topics: { robotics: 0.9 } }),
  ])
  return site
}

/** The same pages where mail goes to real people. */
function onServer(site: TestApp, config: { operatorToken: string | null; operatorEmail?: string }) {
  const lanes = [laneTo('smtp://127.0.0.1:9', { name: 'real' })]
  const { operatorToken, operatorEmail = null } = config
  const overrides = { delivery: { lanes }, web: { operatorToken }, mail: { operatorEmail } }
  return createApp({ ...site.deps, config: configWith(site.context.config, overrides) })
}

test('the preview shows the mail of any choice from all sides, and changes nothing', async () => {
  const site = await start()
  const before = await subscriptionRows(site.context)
  const page = await (await site.get('/preview?topics=robotics&language=de')).text()
  for (const said of ['A robot that folds', 'List-Unsubscribe-Post', 'Heute in einem Paper', 'kB']) {
    expect(page).toContain(said)
  }
  expect(page.match(/<iframe/g)).toHaveLength(5)
  expect(page).toMatch(/<iframe[^>]* sandbox="allow-popups"/)
  expect((await site.get('/preview?hour=99')).status).toBe(422)
  expect(await (await site.get('/preview?topics=theory&withDiscovery=no')).text()).toContain(
    'None of the 1 papers',
  )
  expect(await subscriptionRows(site.context)).toEqual(before)
  expect(site.enqueued).toEqual([])
})

test('a frame may show its mail, light or dark, and nothing else', async () => {
  const site = await start()
  const mail = async (query: string) => {
    const answer = await site.get(`/preview/mail?${query}`)
    return { html: await answer.text(), policy: answer.headers.get('content-security-policy') }
  }
  const dark = await mail('topics=robotics&scheme=dark')
  expect(dark.html).toContain('@media all{')
  expect(dark.policy).toMatch(/default-src 'none'.*img-src https: data:.*frame-ancestors 'self'; sandbox/)
  expect(dark.policy).not.toContain('script-src')
  const light = await mail('topics=robotics&scheme=light&images=off')
  expect(light.html).toContain('@media not all{')
  expect(light.policy).toContain("img-src 'none'")
})

test('it is sent to the operator and to nobody else', async () => {
  const site = await start()
  const sent = await site.post('/preview', {
    topics: ['robotics'],
    email: 'victim@example.org',
    to: 'victim@example.org',
  })
  expect(await sent.text()).toContain('On its way to operator@localhost.localdomain')
  expect(site.enqueued).toHaveLength(1)
  const later = new Date(site.context.clock().getTime() + 60_000)
  expect(await findUnsentMails(site.context.db, later)).toEqual(site.enqueued)
  const smtp = await startSmtpServer()
  const deps = { ...site.context, outlet: outletTo(smtp.url) }
  await sendMail(deps, site.enqueued[0] ?? 0)
  await sendMail(deps, site.enqueued[0] ?? 0)
  expect(smtp.received).toHaveLength(1)
  expect(await findUnsentMails(site.context.db, later)).toEqual([])
  expect(smtp.received[0]?.raw.toString()).toMatch(/^To: operator@localhost.localdomain/m)
  expect(smtp.received[0]?.raw.toString()).toContain('A robot that folds')
})

test('on a server there is no preview without a token, and none for who does not have it', async () => {
  const site = await start()
  const basic = (password: string) => ({
    headers: { Authorization: `Basic ${Buffer.from(`me:${password}`).toString('base64')}` },
  })
  const without = onServer(site, { operatorToken: null })
  expect((await without.request('/preview')).status).toBe(404)
  expect((await without.request('/preview/mail', basic(''))).status).toBe(404)
  const app = onServer(site, { operatorToken: token })
  for (const path of ['/preview', '/preview/mail']) {
    for (const init of [
      {},
      basic(''),
      basic('undefined'),
      basic(`${token} `),
      { headers: { Authorization: token } },
    ]) {
      expect((await app.request(path, init)).status).toBe(401)
    }
    expect((await app.request(path, basic(token))).status).toBe(200)
  }
  // There is nobody to send it to.
  await app.request('/preview', { method: 'POST', ...basic(token) })
  expect(site.enqueued).toEqual([])
})

test('another site cannot make the operator’s browser send anything', async () => {
  const site = await start()
  const foreign = { Origin: 'https://evil.example' }
  for (const headers of [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', ...foreign },
    foreign,
  ]) {
    for (const body of [null, formBody({ topics: 'robotics' })]) {
      expect((await site.get('/preview', { method: 'POST', headers, body })).status).toBe(403)
    }
  }
  expect(site.enqueued).toEqual([])
})
