import { setImmediate as turnOfEventLoop } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurns, type Turns } from '../../src/web/turns.ts'

/** Asks for turns, and notes in which order they begin. */
function watch(turns: Turns) {
  const order: string[] = []
  return {
    order,
    ask: async (network: string, work: () => Promise<void> = turnOfEventLoop) => {
      const end = await turns.begin(network)
      order.push(network)
      await work()
      end?.()
    },
  }
}

const spend = async (ms: number) => {
  const until = performance.now() + ms
  while (performance.now() < until) await turnOfEventLoop()
}

test('whoever comes while many requests of others wait is next', async () => {
  const { order, ask } = watch(createTurns(1))
  const attack = Array.from({ length: 400 }, (_, index) => ask(`attacker ${index % 20}`, () => spend(0.5)))
  while (order.length < 50) await turnOfEventLoop()
  const waitedFor = order.length
  await ask('visitor')
  // One is under way, and one may have begun when the visitor asks.
  expect(order.indexOf('visitor') - waitedFor).toBeLessThanOrEqual(2)
  await Promise.all(attack)
  expect(order).toHaveLength(401)
})

test('networks that ask for as much take turns, however much one has waiting', async () => {
  const { order, ask } = watch(createTurns(1))
  const many = Array.from({ length: 60 }, () => ask('many', () => spend(1)))
  const few = Array.from({ length: 6 }, () => ask('few', () => spend(1)))
  await Promise.all([...many, ...few])
  expect(order.slice(0, 20).filter((network) => network === 'few')).toHaveLength(6)
})

test('no more than so many have a turn at a time', async () => {
  let now = 0
  let most = 0
  const { ask } = watch(createTurns(3))
  const work = async () => {
    now += 1
    most = Math.max(most, now)
    for (let i = 0; i < 5; i++) await turnOfEventLoop()
    now -= 1
  }
  await Promise.all(Array.from({ length: 30 }, (_, index) => ask(`${index % 7}`, work)))
  expect(most).toBe(3)
})

test('a request that waits for something else holds nobody up for more than a second', async () => {
  const turns = createTurns(1)
  const endFirst = await turns.begin('slow')
  const endSecond = await turns.begin('other')
  // The first, which ends late, does not end the turn of another.
  endFirst?.()
  endFirst?.()
  let begun = false
  const third = turns.begin('third').then((end) => {
    begun = true
    end?.()
  })
  await turnOfEventLoop()
  await turnOfEventLoop()
  expect(begun).toBe(false)
  endSecond?.()
  await third
})

test('whoever has gone no longer waits, and the others of the network still do', async () => {
  const turns = createTurns(1)
  const end = await turns.begin('a')
  const gone = new AbortController()
  const leaving = turns.begin('a', gone.signal)
  const staying = turns.begin('a')
  gone.abort()
  expect(await leaving).toBeNull()
  expect(await turns.begin('a', gone.signal)).toBeNull()
  end?.()
  expect(await staying).not.toBeNull()
})
