import { expect, test } from 'vitest'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { pauseLane, readLaneStates, resumeLane } from '../../src/smtp/lane-state.ts'
import { kinds, messageTo, people, sendAll, sharedLanes, smtpError, start } from '../helpers/lanes.ts'
import { startDroppingServer, startSmtpServer, type Received } from '../helpers/smtp.ts'

const to = (received: Received[]) => received.flatMap((one) => one.to)

test('lanes share the mail by their weights', async () => {
  const { worker } = await sharedLanes()
  const [small, large] = [await startSmtpServer(), await startSmtpServer()]
  const { editions } = worker(
    laneTo(small.url, { name: 'small', weight: 1 }),
    laneTo(large.url, { name: 'large', weight: 3 }),
  )
  expect(editions.connections).toBe(10)
  for (const address of people(40)) await editions.send(messageTo(address))
  expect([small.received.length, large.received.length]).toEqual([10, 30])
})

test('a lane that cannot connect, log in or name its sender hands its mail to the next, and is closed', async () => {
  const { db, worker } = await sharedLanes()
  const good = await startSmtpServer()
  const closed = await startSmtpServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: (_auth, _session, callback) => callback(smtpError(535, '5.7.8 bad credentials')),
  })
  const senderless = await startSmtpServer({
    onMailFrom: (_address, _session, callback) => callback(smtpError(451, '4.3.0 no sender now')),
  })
  const { editions } = worker(
    laneTo('smtp://127.0.0.1:9', { name: 'away' }),
    laneTo(closed.url.replace('//', '//user:wrong@'), { name: 'locked' }),
    laneTo(senderless.url, { name: 'senderless' }),
    laneTo(good.url, { name: 'good' }),
  )
  for (const address of people(30)) expect((await editions.send(messageTo(address))).kind).toBe('submitted')
  expect(to(good.received)).toHaveLength(30)
  const states = await readLaneStates(db)
  for (const name of ['away', 'locked', 'senderless']) {
    expect(states.conditionOf(name)).toMatchObject({
      closings: 1,
      closedUntil: new Date('2026-11-25T10:00:30Z'),
    })
  }
  expect(states.conditionOf('locked').lastProblem).toContain('5.7.8')
  expect(states.conditionOf('good').closings).toBe(0)
})

test('a refused recipient, and a connection lost after the message, go to no other lane', async () => {
  const { worker } = await sharedLanes()
  const other = await startSmtpServer()
  const refusing = await startSmtpServer({
    onRcptTo: (_address, _session, callback) => callback(smtpError(550, '5.1.1 no such user')),
  })
  for (const [url, kind] of [
    [refusing.url, 'failed'],
    [await startDroppingServer('.'), 'uncertain'],
  ] as const) {
    const { editions } = worker(
      laneTo(url, { name: 'first', weight: 1000 }),
      laneTo(other.url, { name: 'other', weight: 0.001 }),
    )
    expect((await editions.send(messageTo('ada@example.org'))).kind).toBe(kind)
  }
  expect(other.received).toEqual([])
})

test('a lane that could not send is tried by one message when its pause is over, and pauses longer each time', async () => {
  const { db, worker, turnClock } = await sharedLanes()
  let isAway = true
  const relay = await startSmtpServer({
    onMailFrom: (_address, _session, callback) => callback(isAway ? smtpError(451, '4.3.0 away') : null),
  })
  const { editions } = worker(laneTo(relay.url))
  expect(kinds(await sendAll(editions, people(10)))).toEqual({ unavailable: 10 })
  expect(await editions.closedUntil()).toEqual(new Date('2026-11-25T10:00:30Z'))
  const put = await editions.send(messageTo('late@example.org'))
  expect(put).toMatchObject({ kind: 'unavailable', notBefore: new Date('2026-11-25T10:00:30Z') })
  turnClock(1)
  expect(await editions.closedUntil()).toBeNull()
  await editions.send(messageTo('trial@example.org'))
  expect((await readLaneStates(db)).conditionOf('smtp')).toMatchObject({
    closings: 2,
    closedUntil: new Date('2026-11-25T10:02:00Z'),
  })
  turnClock(3)
  isAway = false
  expect((await editions.send(messageTo('ada@example.org'))).kind).toBe('submitted')
  expect((await readLaneStates(db)).conditionOf('smtp').closings).toBe(0)
  expect(kinds(await sendAll(editions, people(10)))).toEqual({ submitted: 10 })
})

test('a lane whose sender is refused is paused until an operator resumes it', async () => {
  const { db, worker, turnClock, untilSeen } = await sharedLanes()
  let isRefused = true
  const relay = await startSmtpServer({
    onMailFrom: (_address, _session, callback) =>
      callback(isRefused ? smtpError(553, '5.1.8 sender domain unknown') : null),
  })
  const { editions } = worker(laneTo(relay.url))
  expect(kinds(await sendAll(editions, people(5)))).toEqual({ unavailable: 5 })
  turnClock(24 * 60)
  expect(await editions.closedUntil()).not.toBeNull()
  expect((await readLaneStates(db)).conditionOf('smtp').pauseReason).toContain('5.1.8')
  isRefused = false
  expect(await resumeLane(db, 'smtp', start)).toBe(true)
  untilSeen()
  expect((await editions.send(messageTo('ada@example.org'))).kind).toBe('submitted')
})

test('a pause reaches every worker within two seconds, and so does its end', async () => {
  const { db, worker, untilSeen } = await sharedLanes()
  const relay = await startSmtpServer()
  const workers = [worker(laneTo(relay.url)), worker(laneTo(relay.url))]
  for (const { editions } of workers) expect(await editions.closedUntil()).toBeNull()
  await pauseLane(db, 'smtp', 'by hand', start)
  untilSeen()
  for (const { editions } of workers) {
    expect(await editions.closedUntil()).not.toBeNull()
    expect((await editions.send(messageTo('ada@example.org'))).kind).toBe('unavailable')
  }
  expect(relay.received).toEqual([])
  await resumeLane(db, 'smtp', start)
  untilSeen()
  for (const { editions } of workers)
    expect((await editions.send(messageTo('ada@example.org'))).kind).toBe('submitted')
})
