import { expect, test } from 'vitest'
import { closes, readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { prune } from '../../src/editions/prune.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

test('months that nobody needs go as a whole, and leave the others as they are', async () => {
  const { db } = await testContext()
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' }), candidate({ id: 'arxiv:2605.2' })])
  await addActive(db, 'a@example.org')
  const send = async (at: Date) => {
    const edition = await openEditionAt(db, at, at)
    await createComposer({ db })(edition?.id ?? 0, 0, at)
    return edition?.id ?? 0
  }
  const old = await send(new Date('2026-05-20T07:00:00Z'))
  const kept = await send(new Date('2026-07-01T07:00:00Z'))
  const before = await readAccounting(db, kept)

  expect(await prune(db, new Date('2026-06-15T00:00:00Z'))).toMatchObject({
    // Other tests may have left empty ones in the database that they share.
    months: expect.arrayContaining(['deliveries_2026_05']),
    editions: 1,
    candidateSets: 1,
  })
  expect(await readAccounting(db, old)).toBeNull()
  expect(await readAccounting(db, kept)).toEqual(before)
  expect(before && closes(before)).toBe(true)
  expect(await prune(db, new Date('2026-06-15T00:00:00Z'))).toMatchObject({ months: [], editions: 0 })
})
