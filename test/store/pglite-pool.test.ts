import { setImmediate as turnOfEventLoop } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PglitePool } from '../../src/store/pglite-pool.ts'

let pool: PglitePool
beforeAll(async () => {
  pool = await PglitePool.open(undefined)
  await pool.query('create schema bullmq; create table public.counts (n integer not null)')
})
beforeEach(() => pool.query('truncate public.counts'))
afterAll(() => pool.end())

const counts = async () => (await pool.query('select n from counts order by n')).rows.map(({ n }) => n)

test('a transaction has the session alone, and one that is let go of is rolled back', async () => {
  const first = await pool.connect()
  await first.query('begin')
  await first.query('insert into counts values ($1)', [1])
  const second = pool.query('insert into counts values ($1)', [2])
  await first.query('insert into counts values ($1)', [3])
  first.release()
  await second
  expect(await counts()).toEqual([2])
})

test('a statement that fails leaves the session to the next one', async () => {
  await expect(pool.query('insert into counts values ($1)', [null])).rejects.toMatchObject({ code: '23502' })
  await expect(pool.query('select')).resolves.toBeDefined()
  await expect(pool.query('nonsense')).rejects.toMatchObject({ code: '42601' })
  const client = await pool.connect()
  await client.query('begin')
  await expect(client.query('select 1 / $1::integer', [0])).rejects.toMatchObject({ code: '22012' })
  await client.query('rollback')
  client.release()
  expect(await counts()).toEqual([])
})

test('the plan of a statement with a name is kept, and that of no other', async () => {
  for (const n of [1, 2, 3]) {
    await pool.query({ name: 'add', text: 'insert into counts values ($1)', values: [n] })
    await pool.query('insert into counts values ($1)', [n + 10])
  }
  const { rows } = await pool.query('select name from pg_prepared_statements')
  expect(rows).toEqual([{ name: 'add' }])
  expect(await counts()).toEqual([1, 2, 3, 11, 12, 13])
})

test('values are read as a server’s are', async () => {
  const { rows } = await pool.query(
    `select 12345678901::bigint as big, array[1, 2]::bigint[] as bigs, array['a,b']::text[] as texts,
      date '2026-01-31' as day, timestamptz '2026-01-31 10:00+01' as at, '{"a": [1]}'::jsonb as json`,
  )
  expect(rows).toEqual([
    {
      big: 12345678901,
      bigs: [1, 2],
      texts: ['a,b'],
      day: '2026-01-31',
      at: new Date('2026-01-31T09:00:00Z'),
      json: { a: [1] },
    },
  ])
})

test('a client is told notifications, also behind a comment, until it is let go of', async () => {
  const [client, other] = [await pool.connect(), await pool.connect()]
  const told: unknown[] = []
  const toldOther: unknown[] = []
  other.on('notification', (notification) => toldOther.push(notification))
  await other.query('LISTEN jobs')
  client.on('notification', (notification) => told.push(notification))
  await client.query('-- of a queue\nLISTEN "jobs"')
  await pool.query(`select pg_notify('jobs', $1)`, ['one'])
  await expect.poll(() => told).toHaveLength(1)
  client.release()
  await pool.query(`select pg_notify('jobs', $1)`, ['two'])
  await expect.poll(() => toldOther).toHaveLength(2)
  other.release()
  expect(told).toEqual([{ channel: 'jobs', payload: 'one' }])
})

test('clients that come and go while others ask leave everyone their own answer', async () => {
  const ask = async (n: number) => (await pool.query('select $1::integer as n', [n])).rows[0]?.n
  const comeAndGo = async (n: number) => {
    const client = await pool.connect()
    await client.query(`LISTEN queue_${n}`)
    client.release()
    return n
  }
  const all = Array.from({ length: 200 }, (_, n) => (n % 4 === 0 ? comeAndGo(n) : ask(n)))
  expect(await Promise.all(all)).toEqual(Array.from({ length: 200 }, (_, n) => n))
})

test('requests are let in between two statements, however many wait', async () => {
  let done = 0
  const client = await pool.connect()
  const alone = async () => void (await pool.query('select 1'), (done += 1))
  const together = async () => {
    await client.query('begin')
    for (let i = 0; i < 20; i++) done += (await client.query('select 1')).rowCount ?? 0
    await client.query('commit')
    client.release()
  }
  const all = Promise.all([together(), ...Array.from({ length: 20 }, alone)])
  while (done < 40) {
    const before = done
    await turnOfEventLoop()
    expect(done - before).toBeLessThanOrEqual(1)
  }
  await all
})
