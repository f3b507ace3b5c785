import { expect, onTestFinished, test, vi } from 'vitest'
import { tellOfReturned, watchReturns } from '../../jobs/bounce-report.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import { readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { readEdition, resumeEdition } from '../../src/editions/edition-state.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { readLaneStates, resumeLane } from '../../src/smtp/lane-state.ts'
import { openLanes } from '../../src/smtp/lanes.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { smtpError } from '../helpers/lanes.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addReaders } from '../helpers/days.ts'

const start = new Date('2026-05-20T07:00:00Z')
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000)

/** An edition for some readers over two lanes, each to a relay that refuses every recipient while it is told to. */
async function overTwoLanes(readers: number) {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const refuses = { one: true, other: false }
  const relay = (name: 'one' | 'other') =>
    startSmtpServer({
      onRcptTo: (_address, _session, callback) =>
        callback(refuses[name] ? smtpError(550, '5.1.1 no such user') : null),
    })
  const lanes = [
    laneTo((await relay('one')).url, { name: 'one', connections: 1 }),
    laneTo((await relay('other')).url, { name: 'other', connections: 1 }),
  ]
  let now = start
  const config = { delivery: { lanes }, mail: { operatorEmail: 'ops@example.org' } }
  const context = await testContext({ clock: () => now, config })
  const { db } = context
  await storeCandidates(db, [candidate({ id: 'arxiv:2605.1', topics: { robotics: 0.9 } })])
  await addReaders(db, readers, [7])
  const edition = await openEditionAt(db, start, start)
  if (!edition) throw new Error('nobody is due')
  await createComposer({ db })(edition.id, 0, start)
  const returns = watchReturns(context)
  const onHardBounces = async (id: number) => {
    await returns.note(id)
    // Looks are a second apart, and workers go by what they have read of the lanes for a second.
    vi.setSystemTime(Date.now() + 1100)
  }
  const { editions, close } = openLanes(lanes, context)
  onTestFinished(close)
  const deliver = async (minutes: number) => {
    now = later(minutes)
    await createDeliverer({ ...context, db: context.ledgerDb, outlet: editions, onHardBounces })(
      edition.id,
      0,
    )
  }
  const paused = async () => {
    const states = await readLaneStates(db)
    return ['one', 'other'].filter((lane) => states.conditionOf(lane).pausedAt)
  }
  const state = async () => (await readEdition(db, edition.id))?.state
  const told = async () =>
    (await db.selectFrom('outbox').select('dedup_key').orderBy('id').execute()).map((mail) => mail.dedup_key)
  return { context, db, id: edition.id, refuses, deliver, paused, state, told }
}

test(
  'a lane whose relay refuses too much is paused, and the edition goes on over the other',
  { timeout: 120_000 },
  async () => {
    const { context, db, id, refuses, deliver, paused, state, told } = await overTwoLanes(60)
    await deliver(0)
    expect(await paused()).toEqual(['one'])
    expect(await state()).toBe('open')
    expect(await told()).toEqual([`bounce rate ${id} one`])
    const account = await readAccounting(db, id)
    expect(account).toMatchObject({ recipients: 60, queued: 0 })
    expect(account?.failed).toBeGreaterThanOrEqual(10)
    expect(account?.failed).toBeLessThan(32)
    expect(account?.submitted).toBe(60 - (account?.failed ?? 0))
    const lanes = await db
      .selectFrom('deliveries')
      .select(['status', 'lane'])
      .distinct()
      .orderBy('lane')
      .execute()
    expect(lanes).toEqual([
      { status: 'failed', lane: 'one' },
      { status: 'submitted', lane: 'other' },
    ])
    // What was sent before the operator has resumed it is no reason to pause it again.
    refuses.one = false
    await resumeLane(db, 'one', later(5))
    await tellOfReturned(context, id)
    expect(await paused()).toEqual([])
  },
)

test(
  'where every lane is refused too much, the edition is paused, and again if it goes on so',
  { timeout: 120_000 },
  async () => {
    const { db, id, refuses, deliver, paused, state, told } = await overTwoLanes(60)
    refuses.other = true
    await deliver(0)
    expect(await state()).toBe('paused')
    expect(await paused()).toEqual([])
    expect((await readAccounting(db, id))?.failed).toBeLessThan(32)
    await resumeEdition(db, id, later(5))
    await deliver(6)
    expect(await state()).toBe('paused')
    expect((await readAccounting(db, id))?.failed).toBeLessThan(40)
    expect(await told()).toEqual([`bounce rate ${id}`, `bounce rate ${id} ${later(5).toISOString()}`])
  },
)
