import { expect, test } from 'vitest'
import { computePaperVectors } from '../../src/ingest/paper-vectors.ts'
import { papersPerPage } from '../../src/papers/find-papers.ts'
import { busyDay, listPapers, testApp, type TestApp } from './test-app.ts'

const day = '2026-05-20'

async function describe(
  { context }: TestApp,
  id: string,
  values: { topics?: Record<string, number>; authors?: string[]; upvotes?: number },
): Promise<void> {
  const { topics, ...others } = values
  await context.db
    .updateTable('papers')
    .set({ ...others, ...(topics ? { topics: JSON.stringify(topics) } : {}) })
    .where('id', '=', id)
    .execute()
}

/** The titles on a page, in their order. */
async function titles(answer: Promise<Response>): Promise<string[]> {
  const page = await (await answer).text()
  return [...page.matchAll(/<h3 class="paper-title"><a [^>]*>([^<]*)</g)].map(([, title = '']) => title)
}

test('a day can be read by topic, keeps its ranks, and turns to other days of that topic', async () => {
  const site = await testApp()
  await listPapers(site.context, '2026-05-19', [{ id: 'arxiv:2605.00009', title: 'Before' }])
  await listPapers(site.context, day, [
    { id: 'arxiv:2605.00001', title: 'Speech' },
    { id: 'arxiv:2605.00002', title: 'Robots' },
  ])
  await describe(site, 'arxiv:2605.00001', { topics: { 'speech-audio': 0.8 } })
  for (const path of ['/?topic=robotics', `/digests/${day}?topic=robotics`]) {
    const page = await (await site.get(path)).text()
    expect((await titles(site.get(path)))[0]).toBe('Robots')
    expect(page).toContain('<span class="paper-rank" aria-hidden="true">2</span>')
    expect(page).toContain('href="/digests/2026-05-19?topic=robotics" rel="prev"')
    expect(page).toContain('href="/?topic=speech-audio#papers"')
  }
  expect(await (await site.get('/?topic=theory')).text()).toContain('Nothing about Theory that day')
  expect((await site.get('/?topic=nonsense')).status).toBe(404)
})

test('a long day ends in lines, and stays light', async () => {
  const site = await testApp()
  await listPapers(site.context, day, busyDay)
  const page = await (await site.get('/')).text()
  expect(page).toContain('In brief')
  expect(page).toContain('href="/papers/arxiv:2605.00079"')
  expect(Buffer.byteLength(page)).toBeLessThan(60_000)
  // A browser that knows a picture's size moves nothing when it comes.
  for (const [image] of page.matchAll(/<img[^>]*>/g)) expect(image).toMatch(/width="\d+" height="\d+"/)
})

test('a topic has its papers, newest first, by pages', async () => {
  const site = await testApp()
  const ids = Array.from({ length: papersPerPage }, (_, index) => `arxiv:2605.000${10 + index}`)
  await listPapers(
    site.context,
    '2026-05-19',
    ids.map((id) => ({ id, title: id })),
  )
  await listPapers(site.context, day, [{ id: 'arxiv:2605.00099', title: 'Newest' }])
  const first = await titles(site.get('/topics/robotics'))
  expect(first).toHaveLength(papersPerPage)
  expect(first[0]).toBe('Newest')
  expect(await titles(site.get('/topics/robotics?page=2'))).toEqual([ids.at(-1)])
  expect(await (await site.get('/topics/robotics?page=2')).text()).toContain(
    'href="/topics/robotics" rel="prev"',
  )
  for (const path of [
    '/topics/nonsense',
    '/topics/robotics?page=3',
    '/topics/robotics?page=x',
    '/topics/robotics?page=-1',
  ]) {
    expect((await site.get(path)).status).toBe(404)
  }
  expect(await (await site.get('/topics/theory')).text()).toContain(
    'Nothing about Theory has been listed yet',
  )
})

test('a paper has a page with all that is known of it', async () => {
  const site = await testApp()
  const paper = {
    id: 'arxiv:hep-th/9901001',
    title: 'Old-style',
    abstract: 'All of it.',
  }
  await listPapers(site.context, day, [paper])
  await listPapers(site.context, '2026-05-19', [paper])
  await describe(site, paper.id, { authors: Array.from({ length: 664 }, (_, index) => `Author ${index}`) })
  const answer = await site.get('/papers/arxiv:hep-th%2F9901001')
  expect(answer.status).toBe(200)
  const page = await answer.text()
  for (const text of ['Old-style', 'All of it.', 'Author 663', 'and 640 others', 'Wednesday, 20 May 2026']) {
    expect(page).toContain(text)
  }
  expect(page).toContain('href="/digests/2026-05-19"')
  for (const id of ['arxiv:1', 'x', '%00', '%E0%A4%A', "'", 'a'.repeat(5000)]) {
    expect((await site.get(`/papers/${id}`)).status).toBe(404)
  }
})

test('a paper of a bad day, or of the sample beside real ones, has no page', async () => {
  const site = await testApp()
  await listPapers(site.context, day, [{ id: 'sample:1', title: 'Invented' }], { source: 'sample' })
  expect((await site.get('/papers/sample:1')).status).toBe(200)
  await listPapers(site.context, day, [{ id: 'arxiv:2605.00001', title: 'Stale' }], { state: 'stale' })
  expect((await site.get('/papers/arxiv:2605.00001')).status).toBe(404)
  await listPapers(site.context, '2026-05-19', [{ id: 'arxiv:2605.00002', title: 'Real' }])
  expect((await site.get('/papers/sample:1')).status).toBe(404)
})

test('search finds words in titles, then authors, then abstracts', async () => {
  const site = await testApp()
  await listPapers(site.context, day, [
    { id: 'arxiv:1', title: 'Cooking', abstract: 'We mention turing once.' },
    { id: 'arxiv:2', title: 'Turing machines' },
    { id: 'arxiv:3', title: 'Enigma' },
    { id: 'arxiv:4', title: 'Unrelated' },
  ])
  await describe(site, 'arxiv:3', { authors: ['Alan Turing'] })
  expect(await titles(site.get('/search?q=turing'))).toEqual(['Turing machines', 'Enigma', 'Cooking'])
  expect(await titles(site.get('/search?q=machine'))).toEqual(['Turing machines'])
  expect(await titles(site.get('/search?q=turing+-cooking+-enigma'))).toEqual(['Turing machines'])
  expect(await titles(site.get(`/search?q=${encodeURIComponent('"mention turing"')}`))).toEqual(['Cooking'])
  expect(await titles(site.get('/search?q=alan+enigma'))).toEqual(['Enigma'])
})

test('search finds words between angle brackets and slashes', async () => {
  const site = await testApp()
  const title = 'When p < 0.05 fails, and a > b in vision/language'
  await listPapers(site.context, day, [{ id: 'arxiv:1', title }])
  for (const text of ['fails', 'language', 'vision/language', '<language>']) {
    expect(await titles(site.get(`/search?q=${encodeURIComponent(text)}`))).toHaveLength(1)
  }
})

test('search takes anything, and finds what has changed', async () => {
  const site = await testApp()
  await listPapers(site.context, day, [{ id: 'arxiv:1', title: 'First words' }])
  const hostile = [
    '',
    ' ',
    '%00',
    '%27%3B--',
    '%22%22%22',
    '%3A*%26%7C!()',
    '%3Cscript%3E',
    'the',
    'x'.repeat(9999),
    '%E0%A4%A',
  ]
  for (const text of hostile) {
    const answer = await site.get(`/search?q=${text}`)
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toContain('<script>')
  }
  await site.context.db.updateTable('papers').set({ title: 'Second thoughts' }).execute()
  expect(await titles(site.get('/search?q=thoughts'))).toEqual(['Second thoughts'])
  expect(await titles(site.get('/search?q=words'))).toEqual([])
})

test('search turns pages and stays out of search engines', async () => {
  const site = await testApp()
  const papers = Array.from({ length: papersPerPage + 1 }, (_, index) => ({
    id: `arxiv:${index}`,
    title: `Robot ${index}`,
  }))
  await listPapers(site.context, day, papers)
  const page = await (await site.get('/search?q=robot%20%26')).text()
  expect(page).toContain('href="/search?q=robot+%26&amp;page=2" rel="next"')
  expect(page).toContain('<meta name="robots" content="noindex, nofollow"/>')
  expect(await titles(site.get('/search?q=robot&page=2'))).toHaveLength(1)
  expect((await site.get('/search?q=robot&page=3')).status).toBe(404)
  expect((await site.get('/search?q=robot&page=999999999')).status).toBe(404)
})

test('hostile texts are texts on every page', async () => {
  const site = await testApp()
  const title = '<script>alert(1)</script> $SL^{2}A$'
  await listPapers(site.context, day, [
    {
      id: 'arxiv:1',
      title,
      abstract: '<think></p><iframe src=x>',
      organization: '"><svg onload=z>',
      code_url: 'javascript:alert(1)',
      thumbnail_url: 'data:text/html,x',
    },
  ])
  await describe(site, 'arxiv:1', { authors: ['<b>Eve</b>\r\nX: y'] })
  for (const path of ['/topics/robotics', '/papers/arxiv:1', '/search?q=alert']) {
    const page = (await (await site.get(path)).text()).replace(/<script src="\/assets\/page\.js[^>]*>/, '')
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toMatch(/<(script|iframe|svg|think|b)[\s>]|"javascript:|"data:/i)
  }
})

test('the form beside the papers shows the topics with the most papers, and a topic’s page leads to it with that topic', async () => {
  const site = await testApp()
  await listPapers(site.context, '2026-05-10', [{ id: 'arxiv:1', title: 'Old' }])
  await listPapers(site.context, day, [
    { id: 'arxiv:2', title: 'New' },
    { id: 'arxiv:3', title: 'New, too' },
  ])
  const shown = /<div class="chips">(.*?)<\/div>/.exec(await (await site.get('/')).text())?.[1] ?? ''
  expect(shown.match(/<label/g)).toHaveLength(8)
  expect(shown).toContain('value="robotics"')
  expect(await (await site.get('/topics/robotics')).text()).toContain('href="/subscribe?topics=robotics"')
  const form = await (await site.get('/subscribe?topics=robotics&topics=nonsense')).text()
  expect(form).toMatch(/<input type="checkbox" name="topics" checked="" value="robotics"\/>/)
  expect(form.match(/checked=""[^>]*value="(?!daily)/g)).toHaveLength(1)
})

test('names of people and organisations lead to their papers, and those with the most are listed', async () => {
  const site = await testApp()
  await listPapers(site.context, day, [
    { id: 'arxiv:2605.00001', title: 'First', organization: 'A/B Lab' },
    { id: 'arxiv:2605.00002', title: 'Second', organization: 'A/B Lab' },
    { id: 'arxiv:2605.00003', title: 'Third' },
  ])
  for (const id of ['arxiv:2605.00001', 'arxiv:2605.00003'])
    await describe(site, id, { authors: ['Ada Ö. Love'] })
  const hrefs = async (path: string) =>
    [...(await (await site.get(path)).text()).matchAll(/href="(\/(?:people|organizations)\/[^"]+)"/g)].map(
      ([, href = '']) => href,
    )
  const found = await hrefs('/people')
  expect(new Set(found)).toEqual(new Set(await hrefs('/papers/arxiv:2605.00001')))
  const [lab = '', ada = ''] = found
  expect(new Set(await titles(site.get(lab)))).toEqual(new Set(['First', 'Second']))
  expect(new Set(await titles(site.get(ada)))).toEqual(new Set(['First', 'Third']))
  expect((await site.get('/people/Nobody')).status).toBe(404)
  expect((await site.get('/people/%00')).status).toBe(404)
})

test('the archive has every month, and of each day its best papers', async () => {
  const site = await testApp()
  await listPapers(site.context, '2026-04-30', [{ id: 'arxiv:2604.00001', title: 'In April' }])
  await listPapers(site.context, '2026-05-01', [{ id: 'arxiv:2605.00001', title: 'In May' }])
  const newest = await (await site.get('/archive')).text()
  expect(newest).toContain('In May')
  expect(newest).not.toContain('In April')
  expect(newest).toContain('href="/archive/2026-04"')
  expect(await (await site.get('/archive/2026-04')).text()).toContain('In April')
  for (const month of ['2026-03', '2026-13', 'x'])
    expect((await site.get(`/archive/${month}`)).status).toBe(404)
})

test('every topic is listed with its papers of the last weeks', async () => {
  const site = await testApp()
  await listPapers(site.context, '2026-05-01', [{ id: 'arxiv:2605.00001', title: 'Earlier' }])
  await listPapers(site.context, day, [{ id: 'arxiv:2605.00002', title: 'Later' }])
  const page = await (await site.get('/topics')).text()
  expect(page).toContain('Robotics in the last 3 weeks: 1, 0, 1 papers')
})

test('a search can be narrowed to a topic, days, a source and papers with code, also without words', async () => {
  const site = await testApp()
  await listPapers(site.context, '2026-05-01', [
    { id: 'arxiv:2605.00001', title: 'Old robots', code_url: 'https://github.com/a/b' },
  ])
  await listPapers(site.context, day, [
    { id: 'arxiv:2605.00002', title: 'New robots' },
    { id: 'arxiv:2605.00003', title: 'New speech' },
  ])
  await describe(site, 'arxiv:2605.00003', { topics: { 'speech-audio': 0.8 } })
  expect(new Set(await titles(site.get('/search?q=new')))).toEqual(new Set(['New robots', 'New speech']))
  expect(await titles(site.get('/search?q=new&topic=robotics'))).toEqual(['New robots'])
  expect(await titles(site.get('/search?topic=robotics&to=2026-05-02'))).toEqual(['Old robots'])
  expect(await titles(site.get('/search?q=robots&from=2026-05-02'))).toEqual(['New robots'])
  expect(await titles(site.get('/search?code=yes'))).toEqual(['Old robots'])
  // What is no topic, day or source is as if it had not been chosen.
  expect(await titles(site.get('/search?q=speech&topic=x&from=x&source=x&code=x'))).toEqual(['New speech'])
})

test('a paper can be cited: for Zotero in the head of its page, as BibTeX and as RIS', async () => {
  const site = await testApp()
  await listPapers(site.context, day, [{ id: 'arxiv:2605.00001', title: 'Walking 100% alone' }])
  await describe(site, 'arxiv:2605.00001', { authors: ['Ada Lovelace', 'Alan Turing'] })
  const page = await (await site.get('/papers/arxiv:2605.00001')).text()
  expect(page).toContain('<meta name="citation_author" content="Alan Turing"/>')
  expect(page).toContain('<meta name="citation_pdf_url" content="https://arxiv.org/pdf/2605.00001"/>')
  const bibtex = await site.get('/papers/arxiv:2605.00001/citation.bib')
  expect(bibtex.headers.get('content-type')).toBe('application/x-bibtex; charset=utf-8')
  expect(await bibtex.text()).toContain('author = {Ada Lovelace and Alan Turing}')
  expect(await (await site.get('/papers/arxiv:2605.00001/citation.ris')).text()).toContain(
    'AU  - Alan Turing\r\n',
  )
  expect((await site.get('/papers/arxiv:2605.99999/citation.bib')).status).toBe(404)
})

test('a paper’s page lists papers like it, once their places are computed', async () => {
  const site = await testApp()
  await listPapers(site.context, day, [
    { id: 'arxiv:2605.00001', title: 'A neural audio codec for speech at low bitrates' },
    { id: 'arxiv:2605.00002', title: 'Audio tokenizers: neural codecs for speech and music' },
    { id: 'arxiv:2605.00003', title: 'Robot arms that grasp objects' },
  ])
  expect(await computePaperVectors(site.context.db)).toBe(3)
  expect(await computePaperVectors(site.context.db)).toBe(0)
  const page = await (await site.get('/papers/arxiv:2605.00001')).text()
  expect(page).toContain('Similar papers')
  expect(page).toContain(
    '<a href="/papers/arxiv:2605.00002">Audio tokenizers: neural codecs for speech and music</a>',
  )
  expect(page).not.toContain('Robot arms')
})

test.each([
  ['https://cdn.example.org/figure.png', true],
  ['http://cdn.example.org/figure.png', false],
  ['javascript:alert(1)', false],
  [null, false],
])('a paper’s page shows its own figure %s: %s', async (figureUrl, isShown) => {
  const site = await testApp()
  await listPapers(site.context, day, [{ id: 'arxiv:2605.00001', title: 'Pictured' }])
  await site.context.db.updateTable('papers').set({ figure_url: figureUrl }).execute()
  const page = await (await site.get('/papers/arxiv:2605.00001')).text()
  const [figure = ''] = /<figure class="paper-figure">.*?<\/figure>/.exec(page) ?? []
  expect(figure !== '').toBe(isShown)
  if (isShown) expect(figure).toContain(`<img src="${figureUrl}" alt="Picture from the paper’s page" width=`)
})
