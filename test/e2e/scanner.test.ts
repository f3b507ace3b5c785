import type { Page } from 'playwright-core'
import PostalMime from 'postal-mime'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createContext, type Context } from '../../src/context.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { startService } from '../../src/service.ts'
import { openPage } from '../helpers/browser.ts'
import { testConfig } from '../helpers/config.ts'
import { migratedDataDir } from '../helpers/context.ts'
import { freePort } from '../helpers/ports.ts'
import { lacks } from '../helpers/requirements.ts'
import { startSmtpServer, type Received } from '../helpers/smtp.ts'
import { listPapers, subscriptionRows } from '../web/test-app.ts'

/** A scanner follows links from page to page; this many beside those in the mails are enough to see every kind of page. */
const maxFollowed = 20

describe.skipIf(lacks('chromium'))('a scanner with a browser', () => {
  test('opens every link of every mail and changes nothing', { timeout: 180_000 }, async () => {
    const { context, url, received } = await startWithPeople()
    const links = new Set<string>()
    for (const { raw } of received) for (const link of await linksOf(raw, url)) links.add(link)
    const kinds = kindsOf(links, url)
    expect(kinds).toContain('confirm')
    expect(kinds).toContain('preferences')
    expect(kinds).toContain('unsubscribe')

    const before = await stateOf(context)
    const opened = await crawl([...links], url)
    expect([...opened]).toEqual(expect.arrayContaining([...links]))
    expect(await stateOf(context)).toEqual(before)
    const mails = received.length
    // Whatever was started by a page is over then.
    await expect.poll(async () => (await context.queues.count()).filter(({ count }) => count > 0)).toEqual([])
    expect(await stateOf(context)).toEqual(before)
    expect(received).toHaveLength(mails)
  })
})

/** The service with three people: one who was asked to confirm, one active, and one who has left again. */
async function startWithPeople() {
  const smtp = await startSmtpServer()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const offsetMs = Date.now() - Date.parse('2026-05-20T12:00:00Z')
  const config = testConfig(await migratedDataDir(), {
    delivery: { lanes: [laneTo(smtp.url)] },
    web: { port, publicUrl: url },
  })
  const clock = () => new Date(Date.now() - offsetMs)
  const context = await createContext(config, { clock })
  onTestFinished(() => context.close())
  await listPapers(context, '2026-05-20', [
    { id: 'arxiv:2605.00001', title: 'Walking' },
    { id: 'arxiv:2605.00002', title: 'Running' },
  ])
  // No scheduler: nothing changes but by requests.
  const service = await startService(context, ['web', 'worker'])
  onTestFinished(() => service.stop())
  const post = async (path: string, fields: Record<string, string>) => {
    const answer = await fetch(url + path, { method: 'POST', body: new URLSearchParams(fields) })
    expect(answer.status).toBe(200)
  }
  for (const name of ['asked', 'active', 'left']) await post('/subscribe', { email: `${name}@example.org` })
  await untilMailed(context, smtp.received, 3)
  const idOf = async (name: string) =>
    (
      await context.db
        .selectFrom('subscribers')
        .select('id')
        .where('email', '=', `${name}@example.org`)
        .executeTakeFirstOrThrow()
    ).id
  const tokenOf = async (name: string, purpose: 'confirm' | 'unsubscribe') =>
    context.signer.sign(purpose, await idOf(name), clock())
  for (const name of ['active', 'left']) await post(`/confirm/${await tokenOf(name, 'confirm')}`, {})
  await untilMailed(context, smtp.received, 5)
  await post(`/unsubscribe/${await tokenOf('left', 'unsubscribe')}`, { button: 'unsubscribe' })
  // The goodbye is under way still.
  await untilMailed(context, smtp.received, 6)
  return { context, url, received: smtp.received }
}

/** Waits until the mails are there and their outcome is written, so that nothing is under way any more. */
async function untilMailed({ db }: Context, received: Received[], count: number): Promise<void> {
  const open = async () => {
    const mails = await db.selectFrom('outbox').select('status').execute()
    const deliveries = await db.selectFrom('deliveries').select('status').execute()
    return [...mails, ...deliveries].filter(({ status }) => status !== 'submitted').length
  }
  await expect.poll(async () => [received.length, await open()], { timeout: 30_000 }).toEqual([count, 0])
}

/** Every link to the service in a message's parts and headers. */
async function linksOf(raw: Buffer, url: string): Promise<string[]> {
  const mail = await PostalMime.parse(raw)
  const headers = mail.headers.map(({ value }) => value).join('\n')
  const inHtml = [...(mail.html ?? '').matchAll(/href="([^"]+)"/g)].map(
    ([, href]) => href?.replaceAll('&amp;', '&') ?? '',
  )
  const inText = [...`${headers}\n${mail.text ?? ''}`.matchAll(/https?:\/\/[^\s<>]+/g)].map(([link]) => link)
  return [...inHtml, ...inText].filter((link) => link.startsWith(url))
}

/** Opens links as a browser does, scripts and all, and those that the pages have; a few tabs at a time. */
async function crawl(start: string[], url: string): Promise<Set<string>> {
  const tabs = await Promise.all([1, 2, 3, 4].map(() => openPage()))
  const opened = new Set<string>()
  let queue = [...new Set(start)]
  const most = queue.length + maxFollowed
  while (queue.length > 0 && opened.size < most) {
    const next = queue.slice(0, tabs.length)
    for (const link of next) opened.add(link)
    const found = await Promise.all(tabs.slice(0, next.length).map((tab, n) => open(tab, next[n] ?? '', url)))
    // After the mails' links, pages behind a token come first: they are the ones that could change something.
    const isBehindToken = (href: string) => start.some((one) => href.includes(tokenIn(one) ?? ' '))
    const { yes = [], no = [] } = Object.groupBy(found.flat(), (href) => (isBehindToken(href) ? 'yes' : 'no'))
    const waiting = [...queue.slice(tabs.length), ...yes, ...no]
    queue = [...new Set(waiting)].filter((link) => !opened.has(link))
  }
  return opened
}

/** @returns the links of the page to the service */
async function open(page: Page, link: string, url: string): Promise<string[]> {
  const answer = await page.goto(link, { waitUntil: 'networkidle' }).catch(() => null)
  if (!answer || !(answer.headers()['content-type'] ?? '').startsWith('text/html')) return []
  return [...(await page.content()).matchAll(/<a [^>]*?href="([^"]+)"/g)]
    .map(([, href = '']) => new URL(href.replaceAll('&amp;', '&'), page.url()).href.replace(/#.*/, ''))
    .filter((href) => href.startsWith(url))
}

function tokenIn(link: string): string | undefined {
  return /\/[a-z]+\/([\w-]{6}\.[^/?]+)/.exec(link)?.[1]
}

/** The first part of the path of each link that holds a token. */
function kindsOf(links: Iterable<string>, url: string): string[] {
  const behindToken = [...links].filter((link) => tokenIn(link) !== undefined)
  return [...new Set(behindToken.map((link) => link.slice(url.length).split('/')[1] ?? ''))]
}

async function stateOf(context: Context) {
  const deliveries = await context.db.selectFrom('deliveries').selectAll().orderBy('id').execute()
  const editions = await context.db.selectFrom('editions').selectAll().orderBy('id').execute()
  const marks = await context.db.selectFrom('marks').selectAll().execute()
  const tastes = await context.db.selectFrom('tastes').selectAll().execute()
  return { ...(await subscriptionRows(context)), deliveries, editions, marks, tastes }
}
