import { expect, test } from 'vitest'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { readLaneStates } from '../../src/smtp/lane-state.ts'
import { kinds, messageTo, people, sendAll, sharedLanes, smtpError, start } from '../helpers/lanes.ts'
import { startSmtpServer } from '../helpers/smtp.ts'

const tooFast = smtpError(421, '4.7.28 Gmail has detected an unusual rate of unsolicited mail')

/** A relay that answers for a domain as the test says, and counts how many messages to it are on their way at once. */
async function moodyRelay() {
  const mood = { isStrict: true, tried: 0, atOnce: 0, mostAtOnce: 0 }
  const relay = await startSmtpServer({
    onRcptTo: ({ address }, _session, callback) => {
      if (!address.endsWith('@big.example')) return callback()
      mood.tried += 1
      mood.atOnce += 1
      mood.mostAtOnce = Math.max(mood.mostAtOnce, mood.atOnce)
      setTimeout(() => {
        mood.atOnce -= 1
        callback(mood.isStrict ? tooFast : null)
      }, 50)
    },
  })
  return { relay, mood }
}

test('a domain that answers 421 is left alone for ten minutes by every worker, and only that domain', async () => {
  const { worker, db, turnClock, untilSeen } = await sharedLanes()
  const { relay, mood } = await moodyRelay()
  const [one, other] = [worker(laneTo(relay.url)), worker(laneTo(relay.url))]
  await other.editions.send(messageTo('early@example.org'))
  expect(await one.editions.send(messageTo('p@big.example'))).toMatchObject({
    kind: 'deferred',
    blame: 'rate',
  })
  untilSeen()
  for (const { editions, transactional } of [one, other]) {
    const outcomes = await sendAll(editions, people(30, 'Big.Example'))
    expect(kinds(outcomes)).toEqual({ deferred: 30 })
    for (const { notBefore } of outcomes) {
      expect(notBefore?.getTime()).toBeGreaterThanOrEqual(start.getTime() + 10 * 60_000)
      expect(notBefore?.getTime()).toBeLessThanOrEqual(start.getTime() + 25 * 60_000)
    }
    expect((await transactional.send(messageTo('ada@big.example'))).kind).toBe('deferred')
    expect(kinds(await sendAll(editions, people(10)))).toEqual({ submitted: 10 })
  }
  expect(mood.tried).toBe(1)
  expect((await readLaneStates(db)).domains).toMatchObject([
    { lane: 'smtp', domain: 'big.example', allowed: 1, reason: expect.stringContaining('4.7.28') },
  ])
  turnClock(9)
  expect((await one.editions.send(messageTo('p@big.example'))).kind).toBe('deferred')
  expect(mood.tried).toBe(1)
})

test('after the stop one message at a time goes there, over all workers, then one more each minute', async () => {
  const { worker, db, turnClock, untilSeen } = await sharedLanes()
  const { relay, mood } = await moodyRelay()
  const lane = laneTo(relay.url, { connections: 20 })
  const workers = [worker(lane), worker(lane)]
  await workers[0]?.editions.send(messageTo('p@big.example'))
  mood.isStrict = false
  const sendFromAll = async (minutes: number) => {
    turnClock(minutes)
    untilSeen()
    mood.mostAtOnce = 0
    const outcomes = await Promise.all(
      workers.map(({ editions }) => sendAll(editions, people(10, 'big.example'))),
    )
    return { sent: kinds(outcomes.flat())['submitted'] ?? 0, mostAtOnce: mood.mostAtOnce }
  }
  const first = await sendFromAll(10.5)
  expect(first.sent).toBeGreaterThan(0)
  expect(first.mostAtOnce).toBe(1)
  // The success that comes a minute later allows a second one.
  await sendFromAll(12)
  const second = await sendFromAll(12.5)
  expect(second.sent).toBeGreaterThan(0)
  expect(second.mostAtOnce).toBe(2)
  mood.isStrict = true
  await workers[0]?.editions.send(messageTo('p@big.example'))
  expect((await readLaneStates(db)).domains[0]?.allowed).toBe(1)
})

test('a domain that is not slow any more is forgotten', async () => {
  const { worker, db, turnClock, untilSeen } = await sharedLanes()
  const { relay, mood } = await moodyRelay()
  const { editions } = worker(laneTo(relay.url, { connections: 2 }))
  await editions.send(messageTo('p@big.example'))
  mood.isStrict = false
  for (const minutes of [12, 14]) {
    turnClock(minutes)
    untilSeen()
    expect((await editions.send(messageTo('p@big.example'))).kind).toBe('submitted')
  }
  expect((await readLaneStates(db)).domains).toEqual([])
  expect(kinds(await sendAll(editions, people(20, 'big.example')))).toEqual({ submitted: 20 })
})

test('a day later a domain starts anew, and its row goes with the next stop', async () => {
  const { worker, db, turnClock, untilSeen } = await sharedLanes()
  const { relay, mood } = await moodyRelay()
  const { editions } = worker(laneTo(relay.url))
  await editions.send(messageTo('p@big.example'))
  await db
    .insertInto('lane_domains')
    .values({ lane: 'smtp', domain: 'old.example', reason: 'x', stopped_until: start, grown_at: start })
    .execute()
  turnClock(25 * 60)
  untilSeen()
  mood.isStrict = false
  expect(kinds(await sendAll(editions, people(20, 'big.example')))).toEqual({ submitted: 20 })
  expect(mood.mostAtOnce).toBeGreaterThan(1)
  mood.isStrict = true
  await editions.send(messageTo('p@big.example'))
  expect((await readLaneStates(db)).domains.map((one) => one.domain)).toEqual(['big.example'])
})

test('another lane takes the mail of a domain that has stopped one', async () => {
  const { worker } = await sharedLanes()
  const { relay } = await moodyRelay()
  const other = await startSmtpServer()
  const { editions } = worker(
    laneTo(relay.url, { name: 'stopped', weight: 1000 }),
    laneTo(other.url, { name: 'other', weight: 0.001 }),
  )
  expect((await editions.send(messageTo('p@big.example'))).kind).toBe('deferred')
  expect(kinds(await sendAll(editions, people(5, 'big.example')))).toEqual({ submitted: 5 })
  expect(other.received).toHaveLength(5)
})

test('a domain that refuses our mail for policy, again and again, is stopped for an hour', async () => {
  const { worker, db } = await sharedLanes()
  const relay = await startSmtpServer({
    onRcptTo: ({ address }, _session, callback) =>
      callback(address.endsWith('@strict.example') ? smtpError(550, '5.7.1 unsolicited') : null),
  })
  const { editions } = worker(laneTo(relay.url))
  for (const address of people(19, 'strict.example')) {
    expect((await editions.send(messageTo(address))).kind).toBe('failed')
  }
  expect((await readLaneStates(db)).domains).toEqual([])
  await editions.send(messageTo('last@strict.example'))
  expect((await readLaneStates(db)).domains).toMatchObject([
    { domain: 'strict.example', stoppedUntil: new Date('2026-11-25T11:00:00Z') },
  ])
  expect((await editions.send(messageTo('p@strict.example'))).kind).toBe('deferred')
  expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
})
