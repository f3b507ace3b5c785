import { expect, test } from 'vitest'
import { addNote, removeNote } from '../../src/editions/notes.ts'
import type { Note } from '../../src/store/schema.ts'
import { listPapers, testApp } from './test-app.ts'

test('the front page shows the newest good day, and turns to those beside it', async () => {
  const { context, get } = await testApp()
  await listPapers(context, '2026-05-18', [{ id: 'arxiv:2605.00001', title: 'Monday’s paper' }])
  await listPapers(context, '2026-05-19', [{ id: 'arxiv:2605.00002', title: 'Tuesday’s paper' }])
  await listPapers(context, '2026-05-20', [], { state: 'empty' })
  await listPapers(context, '2026-05-21', [{ id: 'arxiv:2605.00002', title: 'Tuesday’s paper' }], {
    state: 'stale',
  })
  const front = await (await get('/')).text()
  expect(front).toContain('Tuesday, 19 May 2026')
  expect(front).toContain('Tuesday’s paper')
  expect(front).toContain('href="/digests/2026-05-18"')
  const monday = await (await get('/digests/2026-05-18')).text()
  expect(monday).toContain('Monday’s paper')
  expect(monday).toContain('href="/digests/2026-05-19"')
  for (const day of ['2026-05-20', '2026-05-21']) {
    const answer = await get(`/digests/${day}`)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toContain('No papers on that day')
  }
})

test('early in a day, the front page goes on with the days before, each paper once', async () => {
  const { context, get } = await testApp()
  await listPapers(context, '2026-05-19', [
    { id: 'arxiv:2605.00001', title: 'Of both days' },
    { id: 'arxiv:2605.00002', title: 'Of Tuesday' },
  ])
  await listPapers(context, '2026-05-20', [{ id: 'arxiv:2605.00001', title: 'Of both days' }])
  const page = await (await get('/')).text()
  expect(page.match(/Of both days</g)).toHaveLength(1)
  expect(page).toMatch(/Of both days<[^]*href="\/digests\/2026-05-19">Tuesday, 19 May 2026<[^]*Of Tuesday</)
  expect(await (await get('/digests/2026-05-20')).text()).not.toContain('Of Tuesday')
})

test('before the first digest the form stands alone, and no browser keeps that', async () => {
  const answer = await (await testApp()).get('/')
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  const page = await answer.text()
  expect(page).toContain('No papers yet')
  expect(page).toContain('action="/subscribe"')
})

test('the sample says that it is made up, and is gone when real papers are there', async () => {
  const { context, get } = await testApp()
  await listPapers(context, '2026-05-20', [{ id: 'sample:1', title: 'An invented paper' }], {
    source: 'sample',
  })
  expect(await (await get('/')).text()).toContain('made up')
  await listPapers(context, '2026-05-19', [{ id: 'arxiv:2605.00001', title: 'A real paper' }])
  const page = await (await get('/')).text()
  expect(page).toContain('A real paper')
  expect(page).not.toContain('made up')
  expect((await get('/digests/2026-05-20')).status).toBe(404)
})

test('a paper comes with its summary, signals, topics and links', async () => {
  const { context, get } = await testApp()
  await listPapers(context, '2026-05-20', [
    {
      id: 'arxiv:2605.00001',
      title: 'Walking',
      summary: 'Robots walk.',
      organization: 'A Lab',
      code_url: 'https://github.com/a/b',
      project_url: 'http://walk.example.org/',
      thumbnail_url: 'https://images.example.org/1.png',
    },
    { id: 'arxiv:2605.00002', title: 'No summary', abstract: 'word '.repeat(200) },
  ])
  const page = await (await get('/')).text()
  for (const text of ['Walking', 'Robots walk.', 'A Lab', '12 upvotes', '3 comments', 'Robotics']) {
    expect(page).toContain(text)
  }
  for (const url of [
    'https://huggingface.co/papers/2605.00001',
    'https://arxiv.org/abs/2605.00001',
    'https://arxiv.org/pdf/2605.00001',
    'https://github.com/a/b',
    'http://walk.example.org/',
  ]) {
    expect(page).toContain(`href="${url}"`)
  }
  expect(page).toMatch(/<img[^>]*width="160" height="86" loading="lazy"/)
  expect(page).toContain('word word…')
})

test('hostile texts are shown as texts, and links that are not of the web are left out', async () => {
  const { context, get } = await testApp()
  await listPapers(context, '2026-05-20', [
    {
      id: 'arxiv:2605.00001"onmouseover="x',
      title: '<script>alert("title")</script> $SL^{2}A$ & <img src=x onerror=y>',
      summary: '</article><iframe src="https://evil.example">',
      organization: '"><svg onload=z>',
      code_url: 'javascript:alert(1)',
      project_url: 'data:text/html,<script>1</script>',
      thumbnail_url: 'https://x.example/" onerror="alert(1)',
    },
  ])
  const page = await (await get('/')).text()
  const foreign = page.replace(/<script src="\/assets\/page\.js[^>]*>/, '')
  expect(foreign).not.toMatch(/<(script|iframe|svg)|javascript:|data:text/i)
  const tags = foreign.match(/<[a-z][^>]*>/g) ?? []
  expect(tags.filter((tag) => /\son\w+=/.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([])
  expect(page).toContain('&lt;script&gt;alert(&quot;title&quot;)&lt;/script&gt; SL²A &amp; &lt;img')
})

test('a day’s page and the feeds show its notes, as they are now, and those of days to come not yet', async () => {
  const { context, get } = await testApp()
  await listPapers(context, '2026-05-20', [{ id: 'arxiv:2605.00001', title: 'A paper' }])
  const add = (body: string, more: Partial<Note> = {}) =>
    addNote(
      context.db,
      { day: '2026-05-20', place: 'top', topics: [], sponsor: null, body, ...more },
      context.clock(),
    )
  const said = async (path: string) => (await get(path)).text()
  expect(await said('/')).not.toContain('editor-note')
  const first = await add('The **first** text. <script>alert(1)</script>')
  await add('Robots only', { topics: ['robotics'] })
  await add('Buy [one](https://acme.example/)', { sponsor: 'Acme & Sons', place: 'end' })
  await add('To come', { day: '2026-05-21' })
  await add('On Sunday', { day: '2026-05-17' })
  const page = await said('/')
  expect(page).toMatch(
    /Editor’s note[^]*The <strong>first<\/strong> text. &lt;script>?[^]*A paper[^]*Advertisement: Acme &amp; Sons/,
  )
  expect(page).toContain('rel="sponsored nofollow"')
  expect(page).not.toMatch(/Robots only|To come|On Sunday/)
  expect(await said('/?topic=robotics')).toContain('Robots only')
  expect(await said('/digests/2026-05-17')).toContain('On Sunday')
  expect((await get('/digests/2026-05-21')).status).toBe(404)
  const feed = await said('/feed.atom')
  expect(feed).toMatch(/digests\/2026-05-20#note-\d+<\/id>[^]*Advertisement: Acme &amp; Sons[^]*A paper/)
  expect(feed).toContain('The <strong>first</strong> text.')
  expect(feed).not.toMatch(/Robots only|To come|<script/)
  await removeNote(context.db, first)
  await add('The second text')
  for (const path of ['/', '/digests/2026-05-20', '/feed.atom']) {
    expect(await said(path)).toContain('The second text')
    expect(await said(path)).not.toContain('first</strong>')
  }
})
