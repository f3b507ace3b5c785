import { expect, test } from 'vitest'
import type { Message } from '../../src/deliver/connection.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startDroppingServer, startSmtpServer } from '../helpers/smtp.ts'

const message = (to = 'ada@example.org'): Message => ({
  from: 'bounces+d1@news.example.org',
  to,
  raw: Buffer.from('Subject: hello\r\n\r\n.a line with a dot\r\nthe end\r\n'),
})

function smtpError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}

test('sends the very bytes to one recipient, over connections that it keeps', async () => {
  let connected = 0
  const server = await startSmtpServer({
    onConnect: (_session, callback) => {
      connected += 1
      callback()
    },
  })
  const lane = outletTo(server.url)
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, i) => lane.send(message(`p${i}@example.org`))),
  )
  expect(outcomes.every((outcome) => outcome.kind === 'submitted')).toBe(true)
  const everyone = Array.from({ length: 20 }, (_, i) => `p${i}@example.org`)
  expect(new Set(server.received.flatMap((one) => one.to))).toEqual(new Set(everyone))
  expect(server.received).toHaveLength(20)
  expect(server.received.every((one) => one.raw.equals(message().raw))).toBe(true)
  expect(server.received[0]?.from).toBe('bounces+d1@news.example.org')
  expect(connected).toBeLessThanOrEqual(2)
})

test('a refused recipient fails alone, and the connection goes on', async () => {
  const server = await startSmtpServer({
    onRcptTo: ({ address }, _session, callback) => {
      if (address.startsWith('gone')) callback(smtpError(550, '5.1.1 no such user'))
      else if (address.startsWith('full')) callback(smtpError(452, '4.2.2 mailbox full'))
      else callback()
    },
  })
  const lane = outletTo(server.url, 1)
  expect(await lane.send(message('gone@example.org'))).toMatchObject({ kind: 'failed', response: /5\.1\.1/ })
  expect((await lane.send(message('full@example.org'))).kind).toBe('deferred')
  expect((await lane.send(message('ada@example.org'))).kind).toBe('submitted')
})

test('a relay that is away or wants a login is no fault of the recipient', async () => {
  const server = await startSmtpServer({
    authOptional: false,
    onAuth: (_auth, _session, callback) => callback(smtpError(535, '5.7.8 bad credentials')),
    allowInsecureAuth: true,
  })
  expect((await outletTo(server.url.replace('//', '//user:wrong@')).send(message())).kind).toBe('unavailable')
  expect((await outletTo('smtp://127.0.0.1:9').send(message())).kind).toBe('unavailable')
})

test('a connection lost before the message is handed over did not send it', async () => {
  const url = await startDroppingServer('MAIL')
  expect((await outletTo(url).send(message())).kind).toBe('unavailable')
})

test('a connection lost after the final dot leaves us uncertain', async () => {
  const url = await startDroppingServer('.')
  expect((await outletTo(url).send(message())).kind).toBe('uncertain')
})

test('an address with a line break in it reaches no other recipient', async () => {
  const server = await startSmtpServer()
  const outcome = await outletTo(server.url).send(message('a@example.org>\r\nRCPT TO:<b@example.org'))
  expect(server.received.flatMap((one) => one.to)).not.toContain('b@example.org')
  expect(outcome.kind).not.toBe('deferred')
})
