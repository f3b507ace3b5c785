import { expect, test } from 'vitest'
import { insertSubscribers, listPapers, testApp } from './test-app.ts'

const day = '2026-05-20'

test('everyone can read how each source stands, and nothing about subscribers', async () => {
  const { context, get } = await testApp()
  const before = await (await get('/status')).text()
  expect(before).toContain('No list of papers has come yet')
  expect(before).toContain('Nothing has come from it lately')
  await listPapers(context, '2026-05-19', [{ id: 'arxiv:1', title: 'Walking' }])
  await listPapers(context, day, [])
  await context.db
    .updateTable('digests')
    .set({ state: 'failed', problem: 'no answer from internal.example:8080 within 5 s' })
    .where('day', '=', day)
    .execute()
  await context.db
    .insertInto('watermarks')
    .values({ name: 'ingest:huggingface', at: new Date('2026-05-19T00:00:00Z') })
    .execute()
  await insertSubscribers(context, ['ada@example.org'], 'active')
  const answer = await get('/status')
  const text = await answer.text()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('public, max-age=30')
  expect(text).toContain('There is trouble with the source')
  expect(text).toContain('Its list could not be read. It will be asked again.')
  for (const told of ['Wednesday, 20 May 2026', 'Tuesday, 19 May 2026', '2026-05-20T06:00:00']) {
    expect(text).toContain(told)
  }
  expect(text).not.toMatch(/internal\.example|ada@|subscribers/)
})

test.each([
  ['fetched', null, 'All is well with the source'],
  ['empty', null, 'nothing listed'],
  ['fetched', 'it answered with HTTP 500', 'The list from before is kept'],
  ['partial', 'it lists only 1', 'Its list may have gaps'],
  ['stale', '9 of 9 entries are those of 2026-05-19', 'There is trouble with the source'],
] as const)('a day that is %s (%s) is told in plain words', async (state, problem, words) => {
  const { context, get } = await testApp()
  await listPapers(context, day, [{ id: 'arxiv:1', title: 'Walking' }], { state })
  await context.db.updateTable('digests').set({ problem }).execute()
  const text = await (await get('/status')).text()
  expect(text).toContain(words)
  expect(text.includes('problem-summary')).toBe(problem !== null)
})

test('the foot of each page leads there', async () => {
  const { get } = await testApp()
  for (const path of ['/', '/subscribe', '/nope']) {
    expect(await (await get(path)).text()).toContain('href="/status"')
  }
})
