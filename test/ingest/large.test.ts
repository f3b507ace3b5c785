import { expect, test } from 'vitest'
import { ingestDay } from '../../src/ingest/ingest.ts'
import { listing, scriptedSource, testIngest } from './deps.ts'

const day = '2026-05-20'

test('while a long list is stored, other work of the process has its turns', async () => {
  const listings = Array.from({ length: 500 }, (_, position) => ({
    ...listing(`url:${String(position).padStart(32, '0')}`),
    position,
  }))
  const ingest = await testIngest(`${day}T10:00:00Z`, scriptedSource({ [day]: { listings } }))
  let turns = 0
  const count = () => {
    turns += 1
    timer = setImmediate(count)
  }
  let timer = setImmediate(count)
  const report = await ingestDay(ingest, day)
  clearImmediate(timer)
  expect(report).toMatchObject({ state: 'fetched', listed: 500, added: 500, updated: 0 })
  // The embedded database runs in this thread, so that without a pause nothing else would run until the end.
  expect(turns).toBeGreaterThanOrEqual(20)
})
