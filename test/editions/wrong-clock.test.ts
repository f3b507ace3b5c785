import { expect, test } from 'vitest'
import { openDueEdition, openEditionAt } from '../../src/editions/edition.ts'
import type { Db } from '../../src/store/open.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { addActive } from '../helpers/subscribers.ts'

const at = (time: string) => new Date(`2026-05-${time}:00Z`)

async function prepared(): Promise<{
  db: Db
  id: number
  lines: string[]
  logger: { error: (...said: unknown[]) => void }
}> {
  const { db } = await testContext()
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1' })])
  const lines: string[] = []
  const logger = { error: (...said: unknown[]) => void lines.push(JSON.stringify(said)) }
  return { db, id: await addActive(db, 'a@example.org', { hour: '7' }), lines, logger }
}

async function recipients(db: Db, editionId: number | undefined): Promise<number[]> {
  const rows = await db
    .selectFrom('edition_ranges')
    .select('subscriber_ids')
    .where('edition_id', '=', editionId ?? 0)
    .execute()
  return rows.flatMap((row) => row.subscriber_ids)
}

// For a tick in 2037, for a month, for a day, for the hours of a wrong time zone.
test.each(['2037-01-01T00:00:00Z', '2026-06-20T07:00:00Z', '2026-05-21T07:00:00Z', '2026-05-20T09:00:00Z'])(
  'a watermark of %s is told, set back, and whoever was due meanwhile is caught up',
  async (watermark) => {
    const { db, id, lines, logger } = await prepared()
    await db
      .insertInto('watermarks')
      .values({ name: 'slots', at: new Date(watermark) })
      .execute()
    const edition = await openDueEdition(db, at('20T07:35'), logger)
    expect(await recipients(db, edition?.id)).toEqual([id])
    expect(lines).toEqual([expect.stringContaining('ahead of the clock')])
    expect(await openDueEdition(db, at('20T07:50'), logger)).toBeNull()
    const next = await openDueEdition(db, at('21T07:00'), logger)
    expect(await recipients(db, next?.id)).toEqual([id])
    expect(lines).toHaveLength(1)
  },
)

test('a clock that was two hours ahead for one tick mails nobody twice', async () => {
  const { db, id, logger } = await prepared()
  await openDueEdition(db, at('20T06:00'), logger)
  const ahead = await openDueEdition(db, at('20T08:15'), logger)
  expect(await recipients(db, ahead?.id)).toEqual([id])
  for (const time of ['20T06:15', '20T07:00', '20T07:15', '20T08:15', '20T08:30'])
    expect(await recipients(db, (await openDueEdition(db, at(time), logger))?.id)).toEqual([])
  expect(await recipients(db, (await openDueEdition(db, at('21T07:00'), logger))?.id)).toEqual([id])
})

test('an edition that was opened weeks before its slot silences nobody', async () => {
  const { db, id, logger } = await prepared()
  await openEditionAt(db, at('20T07:00'), new Date('2026-04-20T12:00:00Z'), { isForAllActive: true })
  await openDueEdition(db, at('20T06:45'), logger)
  await openDueEdition(db, at('20T07:00'), logger)
  expect(await recipients(db, (await openDueEdition(db, at('20T07:15'), logger))?.id)).toEqual([id])
  expect(await recipients(db, (await openDueEdition(db, at('21T07:00'), logger))?.id)).toEqual([id])
})

test.each(['America/Atlantis', 'Mars/Olympus_Mons'])(
  'the zone %s, which nobody knows, stops nobody else',
  async (zone) => {
    const { db, id, lines, logger } = await prepared()
    for (const name of ['b', 'c']) {
      const other = await addActive(db, `${name}@example.org`, { hour: '7' })
      await db.updateTable('subscribers').set({ time_zone: zone }).where('id', '=', other).execute()
    }
    const edition = await openEditionAt(db, at('20T07:00'), at('20T07:00'), { logger })
    expect(await recipients(db, edition?.id)).toEqual([id])
    expect(lines).toEqual([expect.stringContaining(`{"${zone}":2}`)])
    await openDueEdition(db, at('20T06:45'), logger)
    expect(await recipients(db, (await openDueEdition(db, at('21T07:00'), logger))?.id)).toEqual([id])
  },
)
