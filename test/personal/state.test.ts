import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openState } from '../../src/personal/state.ts'
import { dumpTables } from '../../src/store/dump.ts'
import { addConsented } from '../../src/subscribers/add.ts'
import { emptyTables, temporaryDir, testContext } from '../helpers/context.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { addressOf, logger } from './runs.ts'

const now = new Date('2026-05-20T07:00:00Z')
const me = addressOf('me@example.org')

async function open() {
  const context = await testContext()
  const dir = await temporaryDir()
  const openStore = async () => {
    await emptyTables(context.db)
    return { ...context, close: () => Promise.resolve() }
  }
  return {
    dir,
    path: join(dir, 'state.gz'),
    openAs: (reader = me) => openState(dir, reader, { logger, now, openStore }),
  }
}

test('comes back as it was, under the address of the next run', async () => {
  const { openAs } = await open()
  const first = await openAs()
  const { db } = first.store
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1', title: 'Tabs\tand\nlines, “quoted” \\n' })])
  await addConsented(db, [{ address: me, preferences: {} }], { how: 'cli', at: now.toISOString() }, now, [
    'key',
  ])
  const tables = ['papers', 'digests', 'digest_entries', 'signal_snapshots', 'subscribers']
  const before = await dumpTables(db, tables)
  await first.save()
  await first.close()
  const second = await openAs(addressOf('other@example.org'))
  const after = await dumpTables(second.store.db, tables)
  expect(JSON.stringify(after).replaceAll('other@', 'me@')).toBe(JSON.stringify(before))
  await second.close()
})

test('is one run’s at a time', async () => {
  const { openAs } = await open()
  const first = await openAs()
  await expect(openAs()).rejects.toThrow('Another run is using')
  await first.close()
  await (await openAs()).close()
})

test.each([
  [
    'is cut short',
    (packed: Buffer) => packed.subarray(0, packed.length / 2),
    'cannot be used (unexpected end of file)',
  ],
  ['is something else', () => gzipSync('{"format":"other"}'), 'cannot be used'],
  [
    'is a newer version’s',
    (packed: Buffer) => gzipSync(gunzipSync(packed).toString().replace('"0001_papers"', '"9999_later"')),
    'a newer Paperboy has written it (9999_later)',
  ],
])('is refused, and kept, where the file %s', async (_what, change, problem) => {
  const { openAs, path } = await open()
  const first = await openAs()
  await first.save()
  await first.close()
  const broken = change(await readFile(path))
  await writeFile(path, broken)
  await expect(openAs()).rejects.toThrow(problem)
  expect(await readFile(path)).toEqual(Buffer.from(broken))
})
