import { expect, onTestFinished, test } from 'vitest'
import { rescoreOwnTopics } from '../../jobs/ingest.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { exportSubscribers } from '../../src/subscribers/export.ts'
import { findSubscriberById } from '../../src/subscribers/find.ts'
import { useOwnTopics } from '../../src/topics/own-topics.ts'
import { parseTopics } from '../../src/topics/topics-file.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { addActive } from '../helpers/subscribers.ts'
import { testApp } from '../web/test-app.ts'

const file = `
- slug: neuromorphic
  name: { en: Neuromorphic computing, de: Neuromorphes Rechnen }
  phrases: [spiking neural network]
  group: Hardware
`

async function start() {
  const site = await testApp()
  useOwnTopics(parseTopics('topics.yaml', file))
  onTestFinished(() => useOwnTopics([]))
  return site
}

test('papers stored before a topic was defined have it, and it is on pages, in reasons and exports', async () => {
  const site = await start()
  const { db } = site.context
  const id = await addActive(db, 'ada@example.org', { topics: ['neuromorphic'], hour: '7' })
  await storeCandidates(db, [
    candidate({ id: 'arxiv:2605.1', title: 'Flies in a Spiking Neural Network', topics: { theory: 0.9 } }),
    candidate({ id: 'arxiv:2605.2', title: 'Cups', topics: { robotics: 0.9 } }),
  ])
  await rescoreOwnTopics(site.context)
  expect(await db.selectFrom('papers').select(['id', 'topics']).orderBy('id').execute()).toEqual([
    { id: 'arxiv:2605.1', topics: { theory: 0.9, neuromorphic: expect.any(Number) } },
    { id: 'arxiv:2605.2', topics: { robotics: 0.9 } },
  ])
  const slot = new Date('2026-05-20T07:00:00Z')
  const edition = await openEditionAt(db, slot, slot)
  await createComposer({ db })(edition?.id ?? 0, 0, slot)
  const { selection } = await db.selectFrom('deliveries').select('selection').executeTakeFirstOrThrow()
  expect(selection).toBe('[["arxiv:2605.1","topic","neuromorphic"]]')
  await db.updateTable('deliveries').set({ status: 'submitted' }).execute()

  const textOf = async (path: string) => (await site.get(path)).text()
  expect(await textOf('/topics')).toMatch(/Hardware.*Neuromorphic computing/s)
  expect(await textOf('/topics/neuromorphic')).toContain('Flies in a Spiking Neural Network')
  expect(await textOf('/subscribe?lang=de')).toContain('Neuromorphes Rechnen')
  expect(await textOf(`${site.link('preferences', id)}/why`)).toContain(
    'Because you follow Neuromorphic computing',
  )
  const api = await (await site.get('/api/v1/topics')).json()
  expect(api).toMatchObject({
    topics: expect.arrayContaining([
      {
        slug: 'neuromorphic',
        name: 'Neuromorphic computing',
        group: 'Hardware',
        about: 'spiking neural network',
        papersLastWeek: 1,
      },
    ]),
  })
  expect((await site.get('/api/v1/topics/neuromorphic/papers')).status).toBe(200)
})

test('a topic that is removed is kept with whoever follows it, and counts again when it is back', async () => {
  const site = await start()
  const { db } = site.context
  const id = await addActive(db, 'ada@example.org', { topics: ['neuromorphic', 'robotics'] })
  const topicsOf = async () => (await findSubscriberById(db, id))?.preferences.topics
  const page = site.link('preferences', id)

  useOwnTopics([])
  expect(await (await site.get(page)).text()).not.toContain('neuromorphic')
  expect((await site.post(page, { topics: ['code'], hour: '9' })).status).toBe(200)
  expect(await topicsOf()).toEqual(['code'])
  const lines: string[] = []
  for await (const line of exportSubscribers(db)) lines.push(String(line))
  expect(lines.join('')).toContain('neuromorphic')

  useOwnTopics(parseTopics('topics.yaml', file))
  expect(await topicsOf()).toEqual(['code', 'neuromorphic'])
  await site.post(page, { topics: ['code'] })
  expect(await topicsOf()).toEqual(['code'])
})
