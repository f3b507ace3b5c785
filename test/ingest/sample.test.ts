import { expect, test } from 'vitest'
import { ingestDay } from '../../src/ingest/ingest.ts'
import { hasRealPapers, loadSample } from '../../src/ingest/sample.ts'
import { sampleSource } from '../../src/sources/sample/sample-source.ts'
import { classify } from '../../src/topics/classify.ts'
import { topics } from '../../src/topics/catalogue.ts'
import { listings, scriptedSource, testIngest } from './deps.ts'

const day = '2026-05-20'
const now = '2026-05-20T10:00:00Z'

test('an empty store gets the sample as the digest of today, once', async () => {
  const ingest = await testIngest(now, scriptedSource({}))
  expect(await loadSample(ingest)).toBe(true)
  expect(await loadSample(ingest)).toBe(false)
  const digests = await ingest.db.selectFrom('digests').select(['source', 'day', 'state', 'listed']).execute()
  expect(digests).toEqual([{ source: 'sample', day, state: 'fetched', listed: 14 }])
  expect(await hasRealPapers(ingest.db)).toBe(false)
})

test('the first real papers take its place, and an empty day or a failure does not', async () => {
  const source = scriptedSource({ '2026-05-19': 'it is down', [day]: { listings: listings(day, 4) } })
  const ingest = await testIngest(now, source)
  await loadSample(ingest)
  await ingestDay(ingest, '2026-05-16')
  await ingestDay(ingest, '2026-05-19')
  expect(await ingest.db.selectFrom('papers').select('id').execute()).toHaveLength(14)
  await ingestDay(ingest, day)
  const papers = await ingest.db.selectFrom('papers').select('id').execute()
  expect(papers).toHaveLength(4)
  expect(papers.filter(({ id }) => id.startsWith('sample:'))).toEqual([])
  expect(
    await ingest.db.selectFrom('digests').select('source').where('source', '=', 'sample').execute(),
  ).toEqual([])
  expect(await hasRealPapers(ingest.db)).toBe(true)
  expect(await loadSample(ingest)).toBe(false)
})

test('whatever topic someone chooses, the sample has something', async () => {
  const answer = await sampleSource.fetchDigest(day, { etag: null })
  const papers = answer.kind === 'digest' ? answer.digest.listings.map(({ paper }) => paper) : []
  const covered = new Set(
    papers.flatMap((paper) =>
      Object.entries(classify(paper)).flatMap(([slug, score]) => (score >= 0.4 ? [slug] : [])),
    ),
  )
  const missing = topics.filter(({ slug }) => !covered.has(slug)).map(({ slug }) => slug)
  // The classifier may be tuned without regard to these few papers.
  expect(missing.length).toBeLessThanOrEqual(3)
})

test('the sample links to nothing outside', async () => {
  const answer = await sampleSource.fetchDigest(day, { etag: null })
  expect(JSON.stringify(answer)).not.toMatch(/https?:/)
})
