import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { watchDemand } from '../../jobs/demand.ts'
import { findShortfall, shortfallLine } from '../../src/deliver/demand.ts'
import { OperatorMail } from '../../src/outbox/content.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import type { Db } from '../../src/store/open.ts'
import { testContext } from '../helpers/context.ts'

const relay = 'smtp://127.0.0.1:9'

/** 175 daily readers, 70 of weekdays and 7 weekly ones; and two who are not mailed. */
async function addReaders(db: Db): Promise<void> {
  await sql`
    insert into subscribers (email, email_key, status, topics, hour, time_zone, cadence, consent, active_since, created_at)
    select 'r' || n || '@example.org', 'r' || n || '@example.org', case when n = 253 then 'unsubscribed' else 'active' end,
      '{}', 7, 'UTC', case when n <= 175 then 'daily' when n <= 245 then 'weekdays' when n <= 252 then 'weekly' else 'daily' end,
      '{"how": "import", "at": "2026-01-01T00:00:00Z"}', '2026-05-01', '2026-05-01'
    from generate_series(1, 254) n`.execute(db)
  await db.insertInto('suppressions').values({ email_key: 'r254@example.org', reason: 'complaint' }).execute()
}

test('what is due a day is compared with what all lanes may send, as far as they have warmed up', async () => {
  const { db } = await testContext()
  await addReaders(db)
  const now = new Date('2026-05-20T07:00:00Z')
  const small = laneTo(relay, { perDay: 100 })
  const shortfall = await findShortfall(db, [small], now)
  expect(shortfall).toEqual({ due: 226, sendable: 90 })
  expect(shortfall && shortfallLine(shortfall)).toContain('226 due a day, 90 can be sent')
  const second = laneTo(relay, { name: 'second', perHour: 5, transactionalShare: 0 })
  expect(await findShortfall(db, [small, second], now)).toEqual({ due: 226, sendable: 210 })
  const warming = laneTo(relay, { warmUp: { from: '2026-05-19', start: 100, factor: 2 } })
  expect(await findShortfall(db, [warming], now)).toEqual({ due: 226, sendable: 180 })
  expect(await findShortfall(db, [warming], new Date('2026-05-21T07:00:00Z'))).toBeNull()
  expect(await findShortfall(db, [small, laneTo(relay, { name: 'free' })], now)).toBeNull()
  const other = laneTo(relay, { name: 'free', carries: ['transactional'] })
  expect(await findShortfall(db, [small, other], now)).toEqual({ due: 226, sendable: 90 })
  expect(await findShortfall(db, [other], now)).toBeNull()
})

test('the operator is told once a month; the log tells when it begins, changes and ends', async () => {
  let now = new Date('2026-05-20T07:00:00Z')
  const lanes = [laneTo(relay, { warmUp: { from: '2026-05-20', start: 100, factor: 2 } })]
  const context = await testContext({
    clock: () => now,
    config: { mail: { operatorEmail: 'ops@example.org' }, delivery: { lanes } },
  })
  await addReaders(context.db)
  const lines: string[] = []
  const note = (_: unknown, line: string) => void lines.push(line)
  const logger = { ...context.logger, warn: note, info: (line: string) => void lines.push(line) }
  const tick = watchDemand({ ...context, logger: Object.assign(Object.create(context.logger), logger) })
  for (const day of ['20', '20', '21', '22']) {
    now = new Date(`2026-05-${day}T07:00:00Z`)
    await tick()
  }
  expect(lines.map((line) => line.split(':')[0])).toEqual([
    '226 due a day, 90 can be sent by the limits of the lanes',
    '226 due a day, 180 can be sent by the limits of the lanes',
    'the limits of the lanes suffice again for what comes due',
  ])
  const mails = await context.db.selectFrom('outbox').select('payload').execute()
  expect(mails.map(({ payload }) => OperatorMail.parse(payload).subject)).toEqual([
    '226 digests are due a day, 90 can be sent',
  ])
})
