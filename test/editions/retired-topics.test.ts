import { expect, test } from 'vitest'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { logRetiredTopics } from '../../src/editions/retired-topics.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const slot = new Date('2026-05-20T07:00:00Z')

test('topics that have left the catalogue are counted in one line, and count as not chosen', async () => {
  const { db } = await testContext()
  await storeCandidates(db, [
    candidate({ id: 'arxiv:2605.1', topics: { robotics: 0.9 } }),
    candidate({ id: 'arxiv:2605.2', topics: { agents: 0.9 } }),
  ])
  const stored = [
    { topics: ['alchemy'], muted_topics: ['astrology'] },
    { topics: ['alchemy', 'robotics'], muted_topics: [] },
    { topics: ['robotics'], muted_topics: [] },
  ]
  for (const [n, row] of stored.entries()) {
    const id = await addActive(db, `reader${n}@example.org`, { hour: '7' })
    await db.updateTable('subscribers').set(row).where('id', '=', id).execute()
  }
  const lines: unknown[] = []
  await logRetiredTopics(db, { warn: (...said: unknown[]) => void lines.push(said) })
  expect(lines).toEqual([[{ topics: { alchemy: 2, astrology: 1 } }, expect.stringContaining('left out')]])

  const edition = await openEditionAt(db, slot, slot)
  await createComposer({ db })(edition?.id ?? 0, 0, slot)
  const deliveries = await db.selectFrom('deliveries').select('selection').orderBy('subscriber_id').execute()
  expect(deliveries.map(({ selection }) => selection)).toEqual([
    '[["arxiv:2605.1","trending"],["arxiv:2605.2","trending"]]',
    '[["arxiv:2605.1","topic","robotics"]]',
    '[["arxiv:2605.1","topic","robotics"]]',
  ])
})

test('nothing is logged where every topic is known', async () => {
  const { db } = await testContext()
  await addActive(db, 'reader@example.org', { topics: ['robotics'] })
  const lines: unknown[] = []
  await logRetiredTopics(db, { warn: (...said: unknown[]) => void lines.push(said) })
  expect(lines).toEqual([])
})
