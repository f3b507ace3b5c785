import { expect, test } from 'vitest'
import { ingest, ingestAwaited } from '../../jobs/ingest.ts'
import { OperatorMail } from '../../src/outbox/content.ts'
import { readSourcesFile } from '../../src/sources/sources-file.ts'
import { configWith } from '../helpers/config.ts'
import { testContext } from '../helpers/context.ts'
import { entries, startJsonOrigin } from '../sources/origin.ts'

async function context(operatorEmail: string | null) {
  let huggingFaceUrl = 'http://127.0.0.1:9'
  const opened = await testContext({ clock: () => new Date('2026-05-20T10:00:00Z') })
  const mails = async () => {
    const rows = await opened.db
      .selectFrom('outbox')
      .select(['dedup_key as key', 'payload'])
      .orderBy('key')
      .execute()
    return rows.map(({ key, payload }) => ({ key, subject: OperatorMail.parse(payload).subject }))
  }
  return {
    mails,
    poll: () =>
      ingestAwaited(
        {
          ...opened,
          config: configWith(opened.config, { mail: { operatorEmail }, sources: { huggingFaceUrl } }),
        },
        { retries: 0 },
      ),
    recover: (url: string) => (huggingFaceUrl = url),
    opened,
  }
}

test('a day that stays failed is told to the operator, once for each day and not at the first fault', async () => {
  const { poll, mails } = await context('ops@example.org')
  await poll()
  expect(await mails()).toEqual([])
  await poll()
  await poll()
  expect(await mails()).toEqual([
    { key: 'digest failed huggingface 2026-05-19', subject: 'No digest of 2026-05-19 from huggingface' },
    { key: 'digest failed huggingface 2026-05-20', subject: 'No digest of 2026-05-20 from huggingface' },
  ])
})

test('a passing fault, or an operator without an address, makes no mail', async () => {
  const { poll, mails, recover } = await context('ops@example.org')
  const origin = await startJsonOrigin((query) => entries(5, `26${query.get('date')?.slice(-2)}`))
  await poll()
  recover(origin.url)
  await poll()
  await poll()
  expect(await mails()).toEqual([])
  const nobody = await context(null)
  await nobody.poll()
  await nobody.poll()
  expect(await nobody.mails()).toEqual([])
})

test('no first answer of arXiv’s is waited for, and a job of a source that is no more does nothing', async () => {
  const { opened } = await context(null)
  const asked: string[] = []
  const sources = readSourcesFile(null).map((source) => ({
    ...source,
    name: 'slow',
    isAwaited: false,
    open: () => ({
      name: 'slow',
      fetchDigest: (day: string) => {
        asked.push(day)
        return Promise.resolve({ kind: 'gone' as const, reason: 'test' })
      },
    }),
  }))
  const slow = { ...opened, config: configWith(opened.config, { sources: { planned: sources } }) }
  await ingestAwaited(slow, { retries: 0 })
  expect(asked).toEqual([])
  await ingest(slow, { source: 'removed' })
  expect(asked).toEqual([])
  await ingest(slow, { source: 'slow' })
  expect(asked).toContain('2026-05-20')
})
