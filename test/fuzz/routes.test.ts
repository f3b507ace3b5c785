import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openMailbox } from '../../src/inbox/mailbox.ts'
import { routes } from '../../src/routes.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { configWith } from '../helpers/config.ts'
import { addActive } from '../helpers/subscribers.ts'
import { testApp } from '../web/test-app.ts'
import { anyText, fuzzing, fuzzTimeout, mutated } from './fuzz.ts'

const names = `topic topics page q day about button email keywords mutedKeywords authors reason hour timeZone
  cadence language maxPapers organizations pausedUntil withDiscovery withQuietMail withLearning paper mark what view scheme images
  List-Unsubscribe stamp altcha website __proto__ keyword address`.split(/\s+/)
const values = [
  'robotics',
  '2026-05-20',
  '1',
  '99',
  'UTC',
  'daily',
  'weekly',
  'en',
  'save',
  'unsubscribe',
  'erase',
  'delete',
  'a@b.example',
]
const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...names) }, anyText)
const value = fc.oneof(fc.constantFrom(...values), mutated(values), anyText)
const fields = fc.array(fc.tuple(name, value), { maxLength: 8 })

const methods = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'PROPFIND',
]
const headerNames = `Accept Accept-Encoding Accept-Language If-None-Match If-Modified-Since Range Cookie Host
  X-Forwarded-For X-Forwarded-Host Origin Referer Sec-Fetch-Site Authorization Content-Type
  Content-Encoding Content-Length X-HTTP-Method-Override Forwarded Expect Upgrade`.split(/\s+/)
const headers = fc.array(fc.tuple(fc.constantFrom(...headerNames), anyText), { maxLength: 4 })

/** A body, and what it says of itself. */
const body = fc.oneof(
  fields.map((all) => ({ type: 'application/x-www-form-urlencoded', text: urlencoded(all) })),
  fields.chain((all) =>
    mutated([multipart(all)]).map((text) => ({ type: 'multipart/form-data; boundary=x', text })),
  ),
  fc.json().map((text) => ({ type: 'application/json', text })),
  fc.tuple(anyText, anyText).map(([type, text]) => ({ type, text })),
)

function urlencoded(all: readonly (readonly [string, string])[]): string {
  return all.map(([key, one]) => `${encodeLoosely(key)}=${encodeLoosely(one)}`).join('&')
}

/** As a client that does not know how to: half of a character stays one, and a percent sign stands for itself. */
function encodeLoosely(text: string): string {
  return text.replace(/[&=#\s]/g, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

function multipart(all: readonly (readonly [string, string])[]): string {
  const parts = all.map(
    ([key, one]) => `--x\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${one}\r\n`,
  )
  return `${parts.join('')}--x--\r\n`
}

type Site = { request: (path: string, init: RequestInit) => Promise<Response>; paths: string[] }
/** Nothing is limited, so that every request is answered. */
async function start(): Promise<Site> {
  const { context, deps, link } = await testApp()
  await storeCandidates(context.db, [
    candidate({ id: 'arxiv:2605.00001', title: 'A robot', firstListedOn: '2026-05-19' }),
  ])
  const id = await addActive(context.db, 'reader@example.org', { topics: ['robotics'] })
  const config = configWith(context.config, { web: { publicUrl: 'http://localhost:3000' } })
  const mailbox = openMailbox(config.store.dataDir, context.logger)
  await mailbox.add(Buffer.from('From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\nHello\r\n'))
  const [mail] = await mailbox.list()
  const app = createApp({
    ...deps,
    config,
    mailbox,
    limits: createLimits(config, context, context.logger, {}),
  })
  const tokenOf = (purpose: 'preferences' | 'unsubscribe' | 'export' | 'erase' | 'confirm') =>
    link(purpose, id).split('/')[2] ?? ''
  const params: Record<string, string> = {
    day: '2026-05-19',
    slug: 'robotics',
    id: 'arxiv:2605.00001',
    paper: 'arxiv:2605.00001',
  }
  const paths = Object.values(routes).map(({ path }) =>
    path.replace(/:(\w+)/g, (_, param: string) => {
      if (param === 'token') return tokenOf(purposeOf(path))
      return param === 'id' && path.startsWith('/inbox') ? (mail?.id ?? '') : (params[param] ?? '')
    }),
  )
  const env = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }
  return { paths, request: async (path, init) => app.request(`http://localhost:3000${path}`, init, env) }
}

function purposeOf(path: string) {
  const purposes = ['preferences', 'unsubscribe', 'export', 'erase', 'confirm'] as const
  return purposes.find((purpose) => path.startsWith(`/${purpose}/`)) ?? 'unsubscribe'
}

const stack = /\bat [^\n]{0,200}\.(?:ts|tsx|mjs|js):\d+|node_modules|node:internal/

test('whatever is asked, no route fails or shows its insides', fuzzTimeout, async () => {
  const site = await start()
  const request = fc.record({
    path: fc.nat(),
    change: fc.option(fc.array(anyText, { maxLength: 2 }), { freq: 4 }),
    mutate: fc.option(mutated(['x']), { freq: 5 }),
    query: fields,
    method: fc.constantFrom(...methods),
    headers,
    body,
  })
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const answer = await send(site, asked)
      if (answer === null) return
      const text = await answer.text()
      expect(answer.status).toBeLessThan(500)
      expect(text).not.toMatch(stack)
    }),
    fuzzing(60),
  )
})

type Asked = {
  path: number
  change: string[] | null
  mutate: string | null
  query: [string, string][]
  method: string
  headers: [string, string][]
  body: { type: string; text: string }
}

/** @returns null where the request cannot be made at all: fetch refuses it before it is sent */
async function send(site: Site, asked: Asked): Promise<Response | null> {
  const base = site.paths[asked.path % site.paths.length] ?? '/'
  const segments = base.split('/')
  if (asked.change) segments.splice(1 + (asked.path % segments.length), 1, ...asked.change.map(encodeLoosely))
  const path = segments.join('/') + (asked.mutate === null ? '' : encodeLoosely(asked.mutate))
  const query = urlencoded(asked.query)
  const hasBody = asked.method !== 'GET' && asked.method !== 'HEAD'
  try {
    const headers = new Headers({ 'Sec-Fetch-Site': 'same-origin' })
    if (hasBody) headers.set('Content-Type', asked.body.type)
    for (const [key, text] of asked.headers) headers.set(key, text)
    const init = { method: asked.method, headers, ...(hasBody && { body: asked.body.text }) }
    // Made here, so that what fetch itself refuses is told from what fails in a handler.
    new Request(`http://localhost:3000${path}?${query}`, init)
    return await site.request(`${path.startsWith('/') ? '' : '/'}${path}?${query}`, init)
  } catch (error) {
    if (error instanceof TypeError && !stackOfOurs(error)) return null
    throw error
  }
}

function stackOfOurs({ stack: lines = '' }: Error): boolean {
  return /\/src\/|\/hono\//.test(lines)
}
