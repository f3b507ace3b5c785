import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { readReturnAddress } from '../../src/bounces/bounce-address.ts'
import type { Message } from '../../src/smtp/message.ts'
import { createDeliverer } from '../../src/deliver/deliver.ts'
import type { Outlet } from '../../src/smtp/outlet.ts'
import { findUnfinishedRanges } from '../../src/editions/ranges.ts'
import { closes, isClosed, readAccounting } from '../../src/editions/accounting.ts'
import { createComposer } from '../../src/editions/compose.ts'
import { openEditionAt } from '../../src/editions/edition.ts'
import { pauseEdition, resumeEdition } from '../../src/editions/edition-state.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'
import { configWith } from '../helpers/config.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { testContext } from '../helpers/context.ts'
import { outletSaying, outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { addActive } from '../helpers/subscribers.ts'

const start = new Date('2026-05-20T07:00:00Z')
const minutes = (count: number) => new Date(start.getTime() + count * 60_000)

/** A composed edition for `count` subscribers, with a clock to turn. */
async function composed(count: number) {
  let now = start
  const context = await testContext({ clock: () => now })
  const { db } = context
  await storeCandidates(db, [
    candidate({ id: 'arxiv:2605.1' }),
    candidate({ id: 'arxiv:2605.2', title: 'Another <b>one</b>' }),
  ])
  for (let i = 0; i < count; i++) await addActive(db, `reader${i}@example.org`)
  const edition = await openEditionAt(db, start, start)
  if (!edition) throw new Error('nobody is due')
  await createComposer({ db })(edition.id, 0, start)
  const deliver = (outlet: Outlet) =>
    createDeliverer({ ...context, db: context.ledgerDb, outlet })(edition.id, 0)
  const account = async () => {
    const accounting = await readAccounting(db, edition.id)
    if (!accounting || !closes(accounting))
      throw new Error(`the accounting does not close: ${JSON.stringify(accounting)}`)
    return accounting
  }
  const turnClock = (to: Date) => {
    now = to
  }
  return { ...context, edition, deliver, account, turnClock }
}

test('each recipient gets their own message, once, with the headers of a mailing list', async () => {
  const { deliver, account } = await composed(120)
  const smtp = await startSmtpServer()
  await Promise.all([deliver(outletTo(smtp.url)), deliver(outletTo(smtp.url))])
  const accounting = await account()
  expect(accounting).toMatchObject({ recipients: 120, submitted: 120 })
  expect(isClosed(accounting)).toBe(true)
  expect(new Set(smtp.received.flatMap((one) => one.to)).size).toBe(120)
  expect(smtp.received).toHaveLength(120)
  const first = smtp.received[0]
  const mail = await PostalMime.parse(first?.raw ?? '')
  const header = (key: string) => mail.headers.filter((one) => one.key === key).map((one) => one.value)
  expect(mail.to).toEqual([{ name: '', address: first?.to[0] }])
  expect(mail.from).toEqual({ name: 'Paperboy', address: 'news@paperboy.test' })
  expect(first?.from).toMatch(/^bounces\+d\d+-[0-9a-f]{8}\.[0-9a-f]{20}@paperboy\.test$/)
  expect(header('list-unsubscribe')).toEqual([
    expect.stringMatching(/^<http:\/\/paperboy\.test\/unsubscribe\/[\w.-]+>$/),
  ])
  expect(header('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
  expect(header('list-id')).toEqual(['Paperboy <digest.paperboy.test>'])
  expect(header('message-id')[0]).toMatch(/^<d\d+-[0-9a-f]{8}\.[0-9a-f]{20}@paperboy\.test>$/)
  expect(mail.html).toContain('Another &lt;b&gt;one&lt;/b&gt;')
  expect(new Set(smtp.received.map((one) => /^Message-ID: (.*)$/m.exec(one.raw.toString())?.[1])).size).toBe(
    120,
  )
})

test('who unsubscribed or was suppressed after their papers were picked gets nothing', async () => {
  const { db, deliver, account } = await composed(3)
  const smtp = await startSmtpServer()
  await db
    .updateTable('subscribers')
    .set({ status: 'unsubscribed' })
    .where('email', '=', 'reader0@example.org')
    .execute()
  await db
    .insertInto('suppressions')
    .values({ email_key: 'reader1@example.org', reason: 'complaint' })
    .execute()
  await deliver(outletTo(smtp.url))
  expect(await account()).toMatchObject({ submitted: 1, skipped: { unsubscribed: 1, suppressed: 1 } })
  expect(smtp.received.map((one) => one.to)).toEqual([['reader2@example.org']])
})

test('who pauses after their papers were picked gets nothing, until the pause is over', async () => {
  const { db, deliver, account } = await composed(3)
  const smtp = await startSmtpServer()
  const pause = (email: string, until: string) =>
    db.updateTable('subscribers').set({ paused_until: until }).where('email', '=', email).execute()
  await pause('reader0@example.org', '2026-06-01')
  await pause('reader1@example.org', '2026-05-20')
  await deliver(outletTo(smtp.url))
  expect(await account()).toMatchObject({ submitted: 2, skipped: { paused: 1 } })
  const mailed = smtp.received.flatMap((one) => one.to)
  expect(new Set(mailed)).toEqual(new Set(['reader1@example.org', 'reader2@example.org']))
})

test('who unsubscribes while the range is being sent gets nothing after that moment', async () => {
  const { db, deliver, account } = await composed(40)
  const smtp = await startSmtpServer()
  const lane = outletTo(smtp.url)
  let sent = 0
  const leaving: Outlet = {
    ...lane,
    send: async (message, course) => {
      sent += 1
      if (sent === 5) await db.updateTable('subscribers').set({ status: 'unsubscribed' }).execute()
      return lane.send(message, course)
    },
  }
  await deliver(leaving)
  const accounting = await account()
  expect(accounting.submitted + (accounting.skipped.unsubscribed ?? 0)).toBe(40)
  // Those already past the last look when everyone left are as many as were being sent at that moment, at most.
  expect(accounting.skipped.unsubscribed).toBeGreaterThan(0)
  expect(smtp.received).toHaveLength(accounting.submitted)
})

test('who unsubscribes while the relay is slow with the message before theirs gets nothing', async () => {
  const { db, deliver, account } = await composed(2)
  const smtp = await startSmtpServer({
    onData: (stream, _session, callback) => {
      stream.resume()
      stream.on('end', () => {
        const leave = db.updateTable('subscribers').set({ status: 'unsubscribed' }).execute()
        // Longer than a check holds. The next one's envelope has gone out meanwhile.
        void leave.then(() => setTimeout(callback, 1300))
      })
    },
  })
  await deliver(outletTo(smtp.url, 1))
  expect(await account()).toMatchObject({ submitted: 1, skipped: { unsubscribed: 1 } })
})

test('a worker that is told to stop finishes what is on its way, and gives the rest back untried', async () => {
  const context = await composed(30)
  const stopping = new AbortController()
  let sent = 0
  const outlet = outletSaying(() => {
    sent += 1
    if (sent === 5) stopping.abort()
    return Promise.resolve({ kind: 'submitted', response: '250 ok' })
  })
  const deps = { ...context, db: context.ledgerDb, outlet, signal: stopping.signal }
  await createDeliverer(deps)(context.edition.id, 0)
  expect(sent).toBe(5)
  expect(await context.account()).toMatchObject({ submitted: 5, queued: 25, sending: 0 })
  const rows = await context.db
    .selectFrom('deliveries')
    .select('attempts')
    .where('status', '=', 'queued')
    .execute()
  expect(new Set(rows.map(({ attempts }) => attempts))).toEqual(new Set([0]))
})

test('a deferred message is tried again when its time has come, the same to the byte', async () => {
  const { db, deliver, account, turnClock } = await composed(1)
  const bodies: string[] = []
  let isBusy = true
  const smtp = await startSmtpServer()
  const lane = outletTo(smtp.url)
  const recording: Outlet = {
    ...lane,
    send: async (message, course) => {
      bodies.push(message.raw)
      return isBusy ? { kind: 'deferred', response: '451 4.3.0 later' } : lane.send(message, course)
    },
  }
  await deliver(recording)
  expect(await account()).toMatchObject({ deferred: 1, submitted: 0 })
  await deliver(recording)
  expect(bodies).toHaveLength(1)
  turnClock(minutes(6))
  expect((await findUnfinishedRanges(db, minutes(6))).deliver).toEqual([{ editionId: 1, rangeNo: 0 }])
  isBusy = false
  await deliver(recording)
  expect(await account()).toMatchObject({ deferred: 0, submitted: 1 })
  expect(bodies[1]).toBe(bodies[0])
})

test('a message that is sent again after the keys were changed is the same to the byte', async () => {
  const { config, edition, turnClock, ...context } = await composed(1)
  const sent: Message[] = []
  const busy = outletSaying((message) => {
    sent.push(message)
    return Promise.resolve({ kind: 'deferred', response: '451 4.3.0 later' })
  })
  await createDeliverer({ ...context, db: context.ledgerDb, config, outlet: busy })(edition.id, 0)
  turnClock(minutes(6))
  const signer = createLinkSigner(['a new key of tests, of 32 characters and more', ...config.secretKeys])
  await createDeliverer({ ...context, db: context.ledgerDb, config, signer, outlet: busy })(edition.id, 0)
  const [first, second] = sent
  expect(second?.raw.toString()).toBe(first?.raw.toString())
  expect(second?.from).toBe(first?.from)
  expect(readReturnAddress({ ...config, signer }, second?.from ?? '')).toMatch(/^d\d+-[0-9a-f]{8}$/)
})

test('a copy that another version makes of what may have arrived says so; what surely was not taken has no mark', async () => {
  const { db, deliver, turnClock } = await composed(3)
  const sent: Message[] = []
  const outlet = outletSaying((message) => {
    sent.push(message)
    const isRefused = message.to.startsWith('reader0')
    return Promise.resolve(
      isRefused
        ? { kind: 'deferred', response: '451 4.3.0 later' }
        : { kind: 'uncertain', response: 'connection lost' },
    )
  })
  await deliver(outlet)
  // As if the worker of the last had died.
  const died = { status: 'sending', next_attempt_at: null, lease_until: minutes(5), response: null } as const
  await db.updateTable('deliveries').set(died).where('id', '=', 3).execute()
  await db.updateTable('editions').set({ made_by: 'another version' }).execute()
  turnClock(minutes(6))
  await deliver(outlet)
  const copies = sent.slice(3).map(({ to, raw }) => [to, /^X-Paperboy-Resent: .*$/m.exec(raw)?.[0]])
  const mark = expect.stringContaining('may have arrived under this Message-ID')
  expect(copies).toEqual([
    ['reader0@example.org', undefined],
    ['reader1@example.org', mark],
    ['reader2@example.org', mark],
  ])
  const names = sent.map(({ raw }) => /^Message-ID: .*$/m.exec(raw)?.[0])
  expect(names.slice(3)).toEqual(names.slice(0, 3))
})

test('an edition after a backup was restored shares no Message-ID with the one that the backup has not', async () => {
  const names = new Set<string | undefined>()
  for (let time = 0; time < 2; time++) {
    // Emptied and with its sequences set back, the database is as it was.
    const { deliver } = await composed(1)
    await deliver(
      outletSaying((message) => {
        for (const one of [/^Message-ID: .*$/m, /^ boundary=.*$/m]) names.add(one.exec(message.raw)?.[0])
        names.add(message.from)
        return Promise.resolve({ kind: 'submitted', response: '250 ok' })
      }),
    )
  }
  expect([...names].filter((one) => one?.includes('d1-'))).toHaveLength(4)
  expect(names.size).toBe(6)
})

test('a refused recipient fails once; what a relay that is away for a day never took is too late', async () => {
  const { deliver, account, turnClock } = await composed(2)
  const refuse = outletSaying(({ to }) =>
    Promise.resolve(
      to.startsWith('reader0')
        ? { kind: 'failed', response: '550 5.1.1 unknown' }
        : { kind: 'unavailable', response: 'connection refused' },
    ),
  )
  await deliver(refuse)
  expect(await account()).toMatchObject({ failed: 1, deferred: 1 })
  turnClock(minutes(25 * 60))
  await deliver(refuse)
  expect(await account()).toMatchObject({
    failed: 1,
    deferred: 0,
    skipped: { 'too late': 1 },
  })
})

test('an address that does not exist is suppressed; a mailbox in trouble, or our own fault, is not', async () => {
  const { db, deliver, account } = await composed(4)
  const smtp = await startSmtpServer({
    onRcptTo: ({ address }, _session, callback) => {
      const answers: Record<string, [number, string]> = {
        reader0: [550, '5.1.1 no such user'],
        reader1: [552, '5.2.2 mailbox full'],
        reader2: [550, '5.7.1 blocked for spam'],
      }
      const [responseCode, text] = answers[address.split('@')[0] ?? ''] ?? []
      callback(responseCode ? Object.assign(new Error(text), { responseCode }) : null)
    },
  })
  await deliver(outletTo(smtp.url))
  expect(await account()).toMatchObject({ failed: 3, submitted: 1 })
  const suppressions = await db.selectFrom('suppressions').select(['email_key', 'reason']).execute()
  expect(suppressions).toEqual([{ email_key: 'reader0@example.org', reason: 'hard bounce' }])
  expect(await db.selectFrom('soft_bounces').selectAll().execute()).toHaveLength(1)
})

test('a message that may have been taken is sent once more, then left as uncertain', async () => {
  const { deliver, account, turnClock } = await composed(1)
  let tries = 0
  const lossy = outletSaying(() => {
    tries += 1
    return Promise.resolve({ kind: 'uncertain', response: 'connection lost' })
  })
  await deliver(lossy)
  expect(await account()).toMatchObject({ deferred: 1 })
  turnClock(minutes(10))
  await deliver(lossy)
  turnClock(minutes(60))
  await deliver(lossy)
  expect(tries).toBe(2)
  expect(await account()).toMatchObject({ uncertain: 1, deferred: 0 })
})

test('the reconciler finds what no queue holds: uncomposed ranges, unsent rows, dead claims', async () => {
  const { db, edition, deliver, account, turnClock } = await composed(2)
  const smtp = await startSmtpServer()
  expect(await findUnfinishedRanges(db, start)).toEqual({
    compose: [],
    deliver: [],
  })
  expect((await findUnfinishedRanges(db, minutes(1))).deliver).toEqual([
    { editionId: edition.id, rangeNo: 0 },
  ])
  await db
    .updateTable('deliveries')
    .set({ status: 'sending', lease_until: minutes(5) })
    .execute()
  await deliver(outletTo(smtp.url))
  expect(await account()).toMatchObject({ sending: 2 })
  expect((await findUnfinishedRanges(db, minutes(6))).deliver).toEqual([
    { editionId: edition.id, rangeNo: 0 },
  ])
  turnClock(minutes(6))
  await deliver(outletTo(smtp.url))
  expect(await account()).toMatchObject({ submitted: 2 })
  await db.updateTable('edition_ranges').set({ composed_at: null, delivered_at: null }).execute()
  expect((await findUnfinishedRanges(db, minutes(6))).compose).toEqual([
    { editionId: edition.id, rangeNo: 0 },
  ])
})

test('the reconciler finds a message whose worker died at its second try, in a range that was closed before', async () => {
  const { db, edition, deliver, account, turnClock } = await composed(1)
  const outcomes = outletSaying(() => Promise.resolve({ kind: 'deferred', response: '451 4.3.0 later' }))
  await deliver(outcomes)
  expect(await account()).toMatchObject({ deferred: 1 })
  turnClock(minutes(6))
  const died = Promise.withResolvers<never>()
  let isTrying = false
  const dying: Outlet = {
    ...outcomes,
    send: () => {
      isTrying = true
      return died.promise
    },
  }
  const dead = deliver(dying)
  await expect.poll(() => isTrying).toBe(true)
  expect(await account()).toMatchObject({ sending: 1 })
  const later = minutes(60)
  expect((await findUnfinishedRanges(db, later)).deliver).toEqual([{ editionId: edition.id, rangeNo: 0 }])
  turnClock(later)
  const smtp = await startSmtpServer()
  await deliver(outletTo(smtp.url))
  expect(await account()).toMatchObject({ submitted: 1 })
  died.reject(new Error('the worker is gone'))
  await expect(dead).rejects.toThrow('the worker is gone')
})

test('what a pause gives back of a closed range is found again', async () => {
  const { db, edition, deliver, account, turnClock } = await composed(2)
  const busy = outletSaying(() => Promise.resolve({ kind: 'deferred', response: '451 4.3.0 later' }))
  await deliver(busy)
  turnClock(minutes(6))
  const pausing: Outlet = {
    ...busy,
    send: async () => {
      await pauseEdition(db, edition.id)
      return { kind: 'submitted', response: '250 ok' }
    },
  }
  await deliver(pausing)
  expect(await account()).toMatchObject({ submitted: 1, queued: 1 })
  await resumeEdition(db, edition.id, minutes(7))
  expect((await findUnfinishedRanges(db, minutes(7))).deliver).toEqual([
    { editionId: edition.id, rangeNo: 0 },
  ])
})

test('a paused edition sends no more, and goes on where it was', async () => {
  const { db, edition, deliver, account } = await composed(30)
  const smtp = await startSmtpServer()
  const outlet = outletTo(smtp.url)
  let sent = 0
  const pausing: Outlet = {
    ...outlet,
    send: async (message, course) => {
      sent += 1
      if (sent === 5) await pauseEdition(db, edition.id)
      return outlet.send(message, course)
    },
  }
  await deliver(pausing)
  const paused = await account()
  expect(paused.sending).toBe(0)
  expect(paused.queued).toBeGreaterThan(0)
  await deliver(outlet)
  expect(await account()).toEqual(paused)
  expect((await findUnfinishedRanges(db, minutes(5))).deliver).toEqual([])
  await resumeEdition(db, edition.id, minutes(7))
  expect((await findUnfinishedRanges(db, minutes(5))).deliver).toHaveLength(1)
  await deliver(outlet)
  expect(await account()).toMatchObject({ submitted: 30, queued: 0 })
  expect(smtp.received).toHaveLength(30)
})

test('what was never tried within a day is out of date', async () => {
  const { deliver, account, turnClock } = await composed(2)
  const smtp = await startSmtpServer()
  turnClock(minutes(25 * 60))
  await deliver(outletTo(smtp.url))
  expect(await account()).toMatchObject({ skipped: { 'too late': 2 } })
  expect(smtp.received).toEqual([])
})

test('what no relay ever took is too late, also while no lane is open: nobody bounced', async () => {
  const { db, deliver, account, turnClock } = await composed(3)
  const [refused, down, sending] = await db.selectFrom('deliveries').select('id').orderBy('id').execute()
  const retry = { status: 'deferred', attempts: 3, next_attempt_at: minutes(60) } as const
  const set = (row: { id: number } | undefined, values: object) =>
    db
      .updateTable('deliveries')
      .set(values)
      .where('id', '=', row?.id ?? 0)
      .execute()
  await set(refused, { ...retry, response: '452 4.2.2 mailbox full' })
  await set(down, { ...retry, response: 'connect ECONNREFUSED' })
  await set(sending, { status: 'sending', attempts: 1, lease_until: minutes(1) })
  turnClock(minutes(25 * 60))
  const closed: Outlet = {
    connections: 1,
    places: 1,
    send: () => Promise.reject(new Error('nothing may be sent')),
    leftToday: () => Promise.resolve(null),
    closedUntil: () => Promise.resolve(minutes(26 * 60)),
  }
  await deliver(closed)
  expect(await account()).toMatchObject({ failed: 1, uncertain: 1, skipped: { 'too late': 1 } })
  expect(await db.selectFrom('soft_bounces').selectAll().execute()).toEqual([])
})

test('where the operator wants to decide, what a dead worker may have sent is held', async () => {
  const context = await composed(2)
  const { db, edition, account, turnClock } = context
  const smtp = await startSmtpServer()
  await db
    .updateTable('deliveries')
    .set({ status: 'sending', attempts: 1, lease_until: minutes(1) })
    .execute()
  turnClock(minutes(2))
  const config = configWith(context.config, { delivery: { uncertain: 'hold' } })
  const deliver = createDeliverer({ ...context, db: context.ledgerDb, config, outlet: outletTo(smtp.url) })
  await deliver(edition.id, 0)
  expect(await account()).toMatchObject({ uncertain: 2 })
  expect(smtp.received).toEqual([])
})

test('a worker that slept for longer than its lease leaves to others what they took over meanwhile', async () => {
  const context = await composed(30)
  const config = configWith(context.config, { delivery: { leaseMs: 300 } })
  const smtp = await startSmtpServer()
  const relay = outletTo(smtp.url)
  const deliverOver = (outlet: Outlet) =>
    createDeliverer({ ...context, db: context.ledgerDb, config, outlet })(context.edition.id, 0)
  let sent = 0
  const sleepy: Outlet = {
    ...relay,
    connections: 1,
    places: 1,
    send: async (message, course) => {
      sent += 1
      if (sent === 3) {
        context.turnClock(minutes(1))
        await deliverOver(relay)
        // Awake again, it renews what it thinks that it has.
        await sleep(300)
      }
      return relay.send(message, course)
    },
  }
  await deliverOver(sleepy)
  expect(sent).toBe(3)
  expect(await context.account()).toMatchObject({ recipients: 30, submitted: 30 })
  // The one that was on its way went out twice.
  expect(smtp.received).toHaveLength(31)
})

test('a claim that takes longer than its lease is kept', async () => {
  const context = await composed(4)
  // It is renewed each half a second, and a busy machine may be late with that by a whole one.
  const config = configWith(context.config, { delivery: { leaseMs: 1500 } })
  const real = { ...context, config, clock: () => new Date() }
  await context.db.updateTable('editions').set({ created_at: new Date() }).execute()
  const taken: string[] = []
  const slow = outletSaying(async ({ to }) => {
    taken.push(to)
    await new Promise((resolve) => {
      setTimeout(resolve, 500)
    })
    return { kind: 'submitted', response: '250 ok' }
  })
  const first = createDeliverer({ ...real, outlet: slow })(1, 0)
  await expect.poll(() => taken.length, { timeout: 20_000 }).toBe(4)
  await Promise.all([first, createDeliverer({ ...real, outlet: slow })(1, 0)])
  expect(taken).toHaveLength(4)
  expect(await context.account()).toMatchObject({ submitted: 4 })
})
