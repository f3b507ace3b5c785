import { expect, test } from 'vitest'
import { z } from 'zod'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { listPapers, testApp, type TestApp } from './test-app.ts'

const day = '2026-05-20'

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query']),
  required: z.boolean().optional(),
})
const Content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.json()) }))
const Operation = z.object({
  summary: z.string(),
  parameters: z.array(Parameter).default([]),
  responses: z.record(z.string(), z.object({ description: z.string(), content: Content })),
})
const Document = z.object({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.object({ get: Operation }).strict()),
  components: z.object({ schemas: z.record(z.string(), z.json()) }),
})

async function readDocument({ get }: Pick<TestApp, 'get'>): Promise<z.infer<typeof Document>> {
  const answer = await get('/api/v1/openapi.json')
  expect(answer.headers.get('content-type')).toBe('application/json')
  return Document.parse(await answer.json())
}

/** Checks an answer against what the served document says of its path, status and type. */
async function check(document: z.infer<typeof Document>, path: string, answer: Response): Promise<unknown> {
  const type = answer.headers.get('content-type') ?? ''
  const declared = document.paths[path]?.get.responses[String(answer.status)]?.content[type]?.schema
  if (!declared) throw new Error(`the document does not say: ${path} ${answer.status} ${type}`)
  const schema: unknown = JSON.parse(
    JSON.stringify({ ...declared, $defs: document.components.schemas }).replaceAll(
      '#/components/schemas/',
      '#/$defs/',
    ),
  )
  const body: unknown = await answer.json()
  z.fromJSONSchema(z.record(z.string(), z.json()).parse(schema)).parse(body)
  return body
}

/** For each documented path: what fits, and what does not, with the status that it gets. */
const calls: Record<string, { url: string; status: number }[]> = {
  '/api/v1/digests/latest': [
    { url: '/api/v1/digests/latest', status: 200 },
    { url: '/api/v1/digests/latest?topic=robotics', status: 200 },
    { url: '/api/v1/digests/latest?topic=nonsense', status: 400 },
  ],
  '/api/v1/digests/{day}': [
    { url: `/api/v1/digests/${day}`, status: 200 },
    { url: '/api/v1/digests/2026-05-18', status: 404 },
    { url: '/api/v1/digests/2026-02-30', status: 400 },
    { url: '/api/v1/digests/yesterday', status: 400 },
  ],
  '/api/v1/papers/{id}': [
    { url: '/api/v1/papers/arxiv:1', status: 200 },
    { url: '/api/v1/papers/arxiv:hep-th%2F9901001', status: 200 },
    { url: '/api/v1/papers/arxiv:none', status: 404 },
    { url: '/api/v1/papers/%00', status: 404 },
  ],
  '/api/v1/topics': [{ url: '/api/v1/topics', status: 200 }],
  '/api/v1/topics/{slug}/papers': [
    { url: '/api/v1/topics/robotics/papers', status: 200 },
    { url: '/api/v1/topics/robotics/papers?page=9', status: 200 },
    { url: '/api/v1/topics/nonsense/papers', status: 400 },
    { url: '/api/v1/topics/robotics/papers?page=0', status: 400 },
    { url: '/api/v1/topics/robotics/papers?page=x', status: 400 },
  ],
  '/api/v1/search': [
    { url: '/api/v1/search?q=walking', status: 200 },
    { url: '/api/v1/search?q=%00%27', status: 200 },
    { url: '/api/v1/search', status: 400 },
    { url: '/api/v1/search?q=%20', status: 400 },
    { url: `/api/v1/search?q=${'x'.repeat(201)}`, status: 400 },
  ],
}

test('every documented path answers as the document says, also when something is wrong', async () => {
  const site = await testApp()
  await listPapers(site.context, '2026-05-19', [{ id: 'arxiv:hep-th/9901001', title: 'Old-style' }])
  await listPapers(site.context, day, [
    {
      id: 'arxiv:1',
      title: 'Walking',
      code_url: 'javascript:alert(1)',
      project_url: 'https://walk.example.org',
    },
    { id: 'arxiv:2', title: 'Talking', summary: '<b>' },
  ])
  const document = await readDocument(site)
  expect(Object.keys(calls).sort()).toEqual(Object.keys(document.paths).sort())
  for (const [path, { get }] of Object.entries(document.paths)) {
    const seen = new Set<string>()
    for (const { url, status } of calls[path] ?? []) {
      const answer = await site.get(url)
      expect([url, answer.status]).toEqual([url, status])
      seen.add(String(status))
      await check(document, path, answer)
    }
    // Another test has these.
    const declared = Object.keys(get.responses).filter((status) => !['429', '500'].includes(status))
    // Before the first digest, which another test has.
    if (path === '/api/v1/digests/latest') seen.add('404')
    expect([path, ...[...seen].sort()]).toEqual([path, ...declared.sort()])
  }
})

test('each path refuses a network that asks too much, with a problem that says when to come back', async () => {
  const site = await testApp()
  const document = await readDocument(site)
  const rules = { read: { network: { points: 1, seconds: 60 } } }
  for (const path of Object.keys(document.paths)) {
    const limits = createLimits(site.context.config, site.context, site.context.logger, rules)
    const app = createApp({ ...site.deps, limits })
    const url = calls[path]?.[0]?.url ?? ''
    await app.request(url)
    const refused = await app.request(url)
    expect([path, refused.status]).toEqual([path, 429])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
    await check(document, path, refused)
  }
})

test('each path that fails inside says so as a problem, with a number for the operator alone', async () => {
  const site = await testApp()
  const document = await readDocument(site)
  const broken = createApp({ ...site.deps, db: site.deps.db.withSchema('nowhere') })
  for (const path of Object.keys(document.paths).filter((one) => one !== '/api/v1/topics')) {
    const answer = await broken.request(calls[path]?.[0]?.url ?? '')
    expect([path, answer.status]).toEqual([path, 500])
    expect(JSON.stringify(await check(document, path, answer))).not.toContain('nowhere')
  }
})

test('the document names every address that it has an operation for', async () => {
  const document = await readDocument(await testApp())
  for (const [path, { get }] of Object.entries(document.paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = get.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    expect(declared).toEqual(inPath)
  }
})

test('before the first digest there is nothing, and unknown paths and methods are problems', async () => {
  const site = await testApp()
  const document = await readDocument(site)
  const latest = await site.get('/api/v1/digests/latest')
  expect(latest.status).toBe(404)
  await check(document, '/api/v1/digests/latest', latest)
  const unknown = await site.get('/api/v1/nonsense')
  expect(unknown.status).toBe(404)
  expect(unknown.headers.get('content-type')).toBe('application/problem+json')
  const posted = await site.get('/api/v1/topics', { method: 'POST' })
  expect(posted.status).toBe(405)
  expect(posted.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
})

test('a paper comes as it was listed, with links that are of the web', async () => {
  const { context, get } = await testApp()
  await listPapers(context, day, [
    { id: 'arxiv:1', title: 'First' },
    { id: 'arxiv:2', title: '<i>Second</i>', code_url: 'javascript:alert(1)' },
  ])
  await context.db
    .updateTable('papers')
    .set({ topics: '{"theory":0.7}' })
    .where('id', '=', 'arxiv:1')
    .execute()
  const answer = await get('/api/v1/digests/latest?topic=robotics')
  expect(await answer.json()).toMatchObject({
    day,
    previousDay: null,
    papers: [
      {
        rank: 2,
        title: '<i>Second</i>',
        signals: { upvotes: 12, comments: 3, stars: null },
        links: { self: 'http://paperboy.test/papers/arxiv:2', arxiv: 'https://arxiv.org/abs/2', code: null },
      },
    ],
  })
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  const topics = await (await get('/api/v1/topics')).json()
  expect(topics).toMatchObject({
    topics: expect.arrayContaining([expect.objectContaining({ slug: 'robotics', papersLastWeek: 1 })]),
  })
})
