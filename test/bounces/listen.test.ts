import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { bounces } from '../../jobs/bounces.ts'
import { envelopeSender } from '../../src/bounces/bounce-address.ts'
import { createKeeper } from '../../src/bounces/keeper.ts'
import { startBounceListener } from '../../src/bounces/listen.ts'
import type { Context } from '../../src/context.ts'
import { testContext } from '../helpers/context.ts'
import { outletTo } from '../helpers/outlet.ts'
import { dsnTo, submitted } from '../helpers/returned.ts'

async function listening(protocol: 'smtp' | 'lmtp', overrides: { context?: Context; isFull?: boolean } = {}) {
  const context =
    overrides.context ?? (await testContext({ config: { mail: { cfblAddress: 'fbl@news.example.org' } } }))
  const remind = () => Promise.resolve()
  const keep = overrides.isFull
    ? () => Promise.reject(new Error('no space left on device'))
    : createKeeper({ ...context, remind })
  const listener = await startBounceListener({ ...context, keep }, { protocol, host: '127.0.0.1', port: 0 })
  onTestFinished(listener.stop)
  return { ...context, context, port: listener.port, outlet: outletTo(`smtp://127.0.0.1:${listener.port}`) }
}

const kept = ({ db }: Context) => db.selectFrom('bounce_events').selectAll().orderBy('id').execute()

/** Says lines one by one. @returns the code of each reply */
function say(port: number, lines: string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').on('error', reject)
    const waiting = [...lines]
    const replies: string[] = []
    createInterface({ input: socket })
      .on('line', (line) => {
        if (!/^\d{3} /.test(line)) return
        replies.push(line.slice(0, 3))
        const next = waiting.shift()
        if (next === undefined) socket.end()
        else socket.write(`${next}\r\n`)
      })
      .on('close', () => resolve(replies))
  })
}

test('a report to an address of ours is committed before it is answered, and applied', async () => {
  const context = await testContext()
  const [ann] = await submitted(context, ['ann@example.net'])
  if (!ann) throw new Error('not sent')
  const { outlet } = await listening('smtp', { context })
  const raw = dsnTo('whoever@example.org').toString()
  expect(await outlet.send({ from: 'mailer-daemon@mx.example.net', to: ann.returnPath, raw })).toMatchObject({
    kind: 'submitted',
  })
  expect(await kept(context)).toMatchObject([{ way: 'smtp', applied_at: null }])
  await bounces(context)
  expect(await context.db.selectFrom('suppressions').select(['email_key', 'reason']).execute()).toEqual([
    { email_key: 'ann@example.net', reason: 'hard bounce' },
  ])
})

test('only addresses that we have made, and the one for complaints, are taken', async () => {
  const { context, config, signer, port } = await listening('smtp')
  const ours = envelopeSender({ ...config, signer }, 'd12-3f9c02ab')
  const wrong = [
    'postmaster@paperboy.test',
    'bounces@paperboy.test',
    ours.replace('d12', 'd13'),
    ours.replace('@paperboy.test', '@example.org'),
  ]
  const replies = await say(port, [
    'EHLO mx.example.net',
    'MAIL FROM:<>',
    ...wrong.map((address) => `RCPT TO:<${address}>`),
    `RCPT TO:<${ours.toUpperCase()}>`,
    'RCPT TO:<FBL@news.example.org>',
    'QUIT',
  ])
  expect(replies.slice(2)).toEqual(['250', ...wrong.map(() => '550'), '250', '250', '221'])
  expect(await kept(context)).toEqual([])
})

test('who tries many addresses is put off', async () => {
  const { port } = await listening('smtp')
  const tries = Array.from({ length: 60 }, (_, n) => `RCPT TO:<bounces+d${n + 1}@paperboy.test>`)
  const replies = await say(port, ['EHLO a.example', 'MAIL FROM:<>', ...tries, 'QUIT'])
  expect(replies.filter((reply) => reply === '550')).toHaveLength(50)
  expect(replies.filter((reply) => reply === '421').length).toBeGreaterThan(0)
})

test('by LMTP each recipient has a reply and an event', async () => {
  const { context, config, signer, port } = await listening('lmtp')
  const to = ['d12-3f9c02ab', 'd13-3f9c02ab'].map((key) => envelopeSender({ ...config, signer }, key))
  const replies = await say(port, [
    'LHLO relay.example.org',
    'MAIL FROM:<>',
    ...to.map((address) => `RCPT TO:<${address}>`),
    'DATA',
    `${dsnTo('x@example.org').toString()}\r\n.`,
  ])
  expect(replies.filter((reply) => reply === '250').length).toBeGreaterThanOrEqual(5)
  expect(await kept(context)).toHaveLength(2)
})

test('a message that returns all of a long one is taken; what cannot be kept is tried again', async () => {
  const { context, config, signer, outlet } = await listening('smtp')
  const to = envelopeSender({ ...config, signer }, 'd12-3f9c02ab')
  const raw = `${dsnTo(to).toString()}\r\n${'x'.repeat(70)}\r\n`.padEnd(2_000_000, 'line\r\n')
  expect(await outlet.send({ from: 'a@example.net', to, raw })).toMatchObject({ kind: 'submitted' })
  expect((await kept(context))[0]?.raw?.length).toBeLessThanOrEqual(100_000)
  const full = await listening('smtp', { context, isFull: true })
  expect(await full.outlet.send({ from: 'a@example.net', to, raw })).toMatchObject({ kind: 'deferred' })
})
