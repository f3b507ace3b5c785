import { request, type IncomingHttpHeaders } from 'node:http'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openMailbox, type Mailbox } from '../../src/inbox/mailbox.ts'
import { createApp } from '../../src/web/app.tsx'
import { hasInboxPage } from '../../src/web/inbox/access.tsx'
import { startServer } from '../../src/web/server.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { temporaryDir } from '../helpers/context.ts'
import { formBody, testApp, type Fields, type TestApp } from './test-app.ts'

type Headers = Record<string, string>
type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

const html = `<!doctype html><html><head><title>x</title></head><body>
<script>parent.document.title = 'taken'</script><a href="https://example.org/">A link</a></body></html>`

const message = (subject: string) =>
  Buffer.from(
    [
      'From: Paperboy <news@example.org>',
      'To: ada@example.org',
      `Subject: ${subject}`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'The text part.',
      '--b',
      'Content-Type: text/html; charset=utf-8',
      '',
      html,
      '--b--',
      '',
    ].join('\r\n'),
  )

let site: TestApp
let mailbox: Mailbox
let port: number

beforeEach(async () => {
  site = await testApp()
  mailbox = openMailbox(await temporaryDir(), site.context.logger)
  const server = await startServer({ ...site.deps, mailbox }, 0)
  onTestFinished(() => server.stop())
  port = server.port
})

/** A real request, with whatever a hostile client may put into it. */
function ask(
  path: string,
  { headers = {}, fields }: { headers?: Headers; fields?: Fields } = {},
): Promise<Answer> {
  const body = fields && formBody(fields).toString()
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: fields ? 'POST' : 'GET',
        headers: {
          Host: `localhost:${port}`,
          ...(body && { 'Content-Type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
      },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => (text += chunk))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

const own = { 'Sec-Fetch-Site': 'same-origin' }

async function addOne(subject: string): Promise<string> {
  await mailbox.add(message(subject))
  return (await mailbox.list())[0]?.id ?? ''
}

describe('the inbox', () => {
  test('lists mails with whom they are from and to, the newest first', async () => {
    expect((await ask('/inbox')).body).toContain('Nothing here yet')
    await addOne('First & foremost')
    await addOne('<b>Second</b>')
    const { status, body, headers } = await ask('/inbox', { headers: own })
    expect(status).toBe(200)
    expect(body).toContain('2 mails, 2 unread')
    expect(body.indexOf('&lt;b&gt;Second')).toBeLessThan(body.indexOf('First &amp; foremost'))
    expect(body).toContain('From Paperboy to ada@example.org')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
  })

  test('shows a mail as HTML, text, headers and source, and looking changes nothing', async () => {
    const id = await addOne('A digest')
    expect((await ask(`/inbox/${id}`)).body).toMatch(
      /<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/,
    )
    expect((await ask(`/inbox/${id}?view=text`)).body).toContain('The text part.')
    expect((await ask(`/inbox/${id}?view=headers`)).body).toContain('multipart/alternative')
    expect((await ask(`/inbox/${id}?view=source`)).body).toContain('&lt;script&gt;parent')
    expect((await ask('/inbox/nothing')).status).toBe(404)
    expect((await ask('/inbox/nothing/html')).status).toBe(404)
    expect((await ask('/inbox/..%2f..%2fsecret-key')).status).toBe(404)
    expect(await mailbox.list()).toMatchObject([{ isRead: false }])
  })

  test('a frame may do nothing but show its mail and open links in other tabs', async () => {
    const id = await addOne('A digest')
    const { body, headers } = await ask(`/inbox/${id}/html`, { headers: own })
    expect(body).toMatch(/^<!doctype html><base target="_blank">/)
    const policy = String(headers['content-security-policy'])
    expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'self'; sandbox allow-popups/)
    expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin|allow-top-navigation|allow-forms/)
  })

  test('what cannot be parsed shows its source', async () => {
    const parts = Array.from(
      { length: 400 },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
    )
    await mailbox.add(Buffer.from(`From: a@example.org\r\n${parts.join('')}`))
    const [mail] = await mailbox.list()
    const { status, body } = await ask(`/inbox/${mail?.id}`)
    expect(status).toBe(200)
    expect(body).toContain('This is its source')
    expect((await ask(`/inbox/${mail?.id}/html`)).status).toBe(404)
  })

  test('marks as read and deletes, one or all, by POST', async () => {
    const first = await addOne('First')
    const second = await addOne('Second')
    await ask(`/inbox/${first}`, { headers: own, fields: { button: 'read' } })
    expect((await ask('/inbox')).body).toContain('2 mails, 1 unread')
    const deleted = await ask(`/inbox/${second}`, { headers: own, fields: { button: 'delete' } })
    expect(deleted).toMatchObject({ status: 303, headers: { location: '/inbox' } })
    await ask('/inbox', { headers: own, fields: {} })
    expect(await mailbox.list()).toMatchObject([{ subject: 'First', isRead: true }])
    await ask('/inbox', { headers: own, fields: { button: 'delete-all' } })
    expect(await mailbox.list()).toEqual([])
  })

  test('turns its pages by fifty', async () => {
    for (let number = 1; number <= 51; number++) await mailbox.add(message(`Mail ${number}.`))
    expect((await ask('/inbox')).body).toMatch(/Mail 51\.[^]*Mail 2\.[^]*page=2/)
    for (const page of ['2', '99']) expect((await ask(`/inbox?page=${page}`)).body).toContain('Mail 1.')
    for (const page of ['0', '-1', 'x', '1e9', ''])
      expect((await ask(`/inbox?page=${page}`)).status).toBe(200)
  })
})

describe('other sites and other machines', () => {
  const refused: [string, Headers][] = [
    ['another name led here (DNS rebinding)', { Host: 'evil.example:3000' }],
    ['a name that begins as ours', { Host: 'localhost.evil.example' }],
    ['a name with our address in it', { Host: '127.0.0.1.nip.io' }],
    ['a user name before the host', { Host: 'localhost:3000@evil.example' }],
    ['another site asks', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another port of this machine asks', { 'Sec-Fetch-Site': 'same-site' }],
    ['another origin asks', { Origin: 'https://evil.example' }],
    ['a page without an origin asks', { Origin: 'null' }],
    ['another port’s origin asks', { Origin: 'http://localhost:1' }],
    [
      'a site says it is ours, but the browser does not',
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost' },
    ],
    ['a proxy asks', { 'X-Forwarded-For': '203.0.113.7' }],
    ['a proxy asks for this machine', { 'X-Forwarded-For': '127.0.0.1' }],
    ['a proxy of the standard asks', { Forwarded: 'for=127.0.0.1' }],
  ]

  test.each(refused)('%s: nothing is read or deleted', async (_name, headers) => {
    const id = await addOne('A secret link')
    for (const path of ['/inbox', `/inbox/${id}`, `/inbox/${id}?view=source`, `/inbox/${id}/html`]) {
      const answer = await ask(path, { headers })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.body).not.toMatch(/A secret link|The text part/)
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
    await ask('/inbox', { headers, fields: { button: 'delete-all' } })
    await ask(`/inbox/${id}`, { headers, fields: { button: 'delete' } })
    await ask(`/inbox/${id}`, { headers, fields: { button: 'read' } })
    expect(await mailbox.list()).toMatchObject([{ subject: 'A secret link', isRead: false }])
  })

  test('a form that does not say where it comes from deletes nothing', async () => {
    await addOne('First')
    expect((await ask('/inbox', { fields: { button: 'delete-all' } })).status).toBe(403)
    const typed = { 'Sec-Fetch-Site': 'none' }
    expect((await ask('/inbox', { headers: typed, fields: { button: 'delete-all' } })).status).toBe(403)
    expect(await mailbox.list()).toHaveLength(1)
    // Browsers from before Sec-Fetch-Site say their origin.
    const old = { Origin: `http://localhost:${port}` }
    expect((await ask('/inbox', { headers: old, fields: { button: 'delete-all' } })).status).toBe(303)
    expect(await mailbox.list()).toEqual([])
  })

  test('whoever is not at this machine gets nothing, under any name', async () => {
    await addOne('A secret link')
    const app = createApp({ ...site.deps, mailbox })
    const from = async (remoteAddress: string | undefined, headers: Headers = { Host: 'localhost:3000' }) => {
      return (await app.request('/inbox', { headers }, { incoming: { socket: { remoteAddress } } })).status
    }
    for (const address of [
      '192.0.2.1',
      '10.0.0.1',
      '::',
      '0.0.0.0',
      '2001:db8::1',
      '::ffff:192.0.2.1',
      'x',
      undefined,
    ])
      expect(await from(address)).toBe(403)
    expect(await from('127.0.0.1', {})).toBe(403)
    for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])
      expect(await from(address)).toBe(200)
  })

  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])('it opens at %s', async (name) => {
    expect((await ask('/inbox', { headers: { Host: `${name}:${port}` } })).status).toBe(200)
  })
})

test('there is a page only where mail goes nowhere else, and people come by an address of this machine', () => {
  const lanes = [laneTo('smtp://127.0.0.1:9', { name: 'real' })]
  for (const publicUrl of ['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000/papers']) {
    expect(hasInboxPage({ delivery: { lanes: [] }, web: { publicUrl } })).toBe(true)
    expect(hasInboxPage({ delivery: { lanes }, web: { publicUrl } })).toBe(false)
  }
  for (const publicUrl of [
    'https://papers.example.org',
    'http://192.168.1.5:3000',
    'http://localhost.example.org',
  ]) {
    expect(hasInboxPage({ delivery: { lanes: [] }, web: { publicUrl } })).toBe(false)
  }
})

test('without an inbox there is no such page', async () => {
  for (const path of ['/inbox', '/inbox/x', '/inbox/x/html']) expect((await site.get(path)).status).toBe(404)
})

test('who subscribes at this machine is led there, and nobody else', async () => {
  const fields = { email: 'ada@example.org' }
  const link = 'href="/inbox"'
  expect((await ask('/subscribe', { fields })).body).toContain(link)
  expect((await ask('/subscribe', { fields, headers: { Host: 'papers.example.org' } })).body).not.toContain(
    link,
  )
  expect(await (await site.post('/subscribe', fields)).text()).not.toContain(link)
})
