import { expect, test } from 'vitest'
import type { Message } from '../../src/smtp/message.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startDroppingServer, startSmtpServer } from '../helpers/smtp.ts'

const message = (to = 'ada@example.org'): Message => ({
  from: 'bounces+d1@news.example.org',
  to,
  raw: 'Subject: hello\r\n\r\n.a line with a dot\r\nthe end\r\n',
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
  expect(server.received.every((one) => one.raw.toString() === message().raw)).toBe(true)
  expect(server.received[0]?.from).toBe('bounces+d1@news.example.org')
  expect(connected).toBeLessThanOrEqual(2)
})

test('each message arrives whole and alone, whatever went over the connection before it', async () => {
  const server = await startSmtpServer({
    onRcptTo: ({ address }, _session, callback) =>
      callback(address.startsWith('gone') ? smtpError(550, '5.1.1 no such user') : null),
  })
  const lane = outletTo(server.url, 1)
  const lengths = [1, 5000, 3, 70_000, 0, 5000]
  const raws = lengths.map((count, nth) => `Subject: ${nth}\r\n\r\n${`${nth} is a line\r\n`.repeat(count)}`)
  for (const [nth, raw] of raws.entries()) {
    await lane.send({
      ...message('gone@example.org'),
      raw: 'Subject: of nobody\r\n\r\nHello.\r\n'.repeat(nth),
    })
    expect((await lane.send({ ...message(), raw })).kind).toBe('submitted')
  }
  expect(server.received.map((one) => one.raw.toString())).toEqual(raws)
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

test.each([
  ['connect', 'unavailable'],
  ['RCPT', 'unavailable'],
  ['.', 'uncertain'],
])('a relay that says nothing any more at %s ends by timeout', async (at, kind) => {
  const url = await startDroppingServer(at, 'stall')
  const outcome = await outletTo(`${url}?socketTimeout=300&greetingTimeout=300`).send(message())
  expect(outcome.kind).toBe(kind)
})

test('a relay may take longer to answer the final dot than anything else, and gets the message once', async () => {
  let answered = 0
  const server = await startSmtpServer({
    onData: (stream, _session, callback) => {
      stream.resume()
      // As long as nine minutes are for the default of five.
      stream.on('end', () => {
        answered += 1
        setTimeout(callback, 1800)
      })
    },
  })
  const outlet = outletTo(`${server.url}?socketTimeout=1000`, 1)
  expect(await outlet.send(message())).toMatchObject({ kind: 'submitted' })
  // The connection is used again, and its other answers are waited for as before.
  expect(await outlet.send(message())).toMatchObject({ kind: 'submitted' })
  expect(answered).toBe(2)
})

test('a relay that trickles its answer to the final dot for ever is given up in the end', async () => {
  const url = await startDroppingServer('.', 'trickle')
  const outcome = await outletTo(`${url}?socketTimeout=300`, 1).send(message())
  expect(outcome).toEqual({ kind: 'uncertain', response: 'The relay took too long over one message' })
})

test('a relay that closes its half after the final dot leaves us uncertain', async () => {
  const url = await startDroppingServer('.', 'end')
  expect((await outletTo(url).send(message())).kind).toBe('uncertain')
})

test('a kept connection that the relay has closed meanwhile is replaced, and the message sent once', async () => {
  const closed = Promise.withResolvers<void>()
  const server = await startSmtpServer({ socketTimeout: 500, onClose: () => closed.resolve() })
  const outlet = outletTo(server.url, 1)
  await outlet.send(message())
  await closed.promise
  expect((await outlet.send(message())).kind).toBe('submitted')
  expect(server.received).toHaveLength(2)
})

test('a kept connection that the relay closes in the very moment is replaced too', async () => {
  let connected = 0
  let taken = 0
  const server = await startSmtpServer({
    onConnect: (_session, callback) => {
      connected += 1
      callback()
    },
    // The first connection takes one message, and has timed out when it is asked for the second.
    onMailFrom: (_address, _session, callback) => {
      taken += 1
      callback(taken === 2 ? smtpError(421, '4.4.2 timeout, closing connection') : null)
    },
  })
  const outlet = outletTo(server.url, 1)
  expect((await outlet.send(message())).kind).toBe('submitted')
  expect((await outlet.send(message())).kind).toBe('submitted')
  expect([connected, server.received.length]).toEqual([2, 2])
})

test('a relay that offers no TLS gets no message where TLS is wanted, nor one whose certificate nobody knows', async () => {
  const plain = await startSmtpServer()
  expect(await outletTo(`${plain.url}?requireTLS=true`).send(message())).toMatchObject({
    kind: 'unavailable',
  })
  const selfSigned = await startSmtpServer({ disabledCommands: [] })
  expect(await outletTo(selfSigned.url).send(message())).toMatchObject({ kind: 'unavailable' })
  expect(selfSigned.received).toEqual([])
  const trusting = outletTo(`${selfSigned.url}?tls.rejectUnauthorized=false`)
  expect((await trusting.send(message())).kind).toBe('submitted')
})

/** A relay whose sessions take three messages each, and then say so at a command. */
async function startLimited(at: 'MAIL' | 'RCPT', reply: Error) {
  const taken = new Map<string, number>()
  const refuse = (id: string) => ((taken.get(id) ?? 0) >= 3 ? reply : null)
  return startSmtpServer({
    onMailFrom: (_address, session, callback) => callback(at === 'MAIL' ? refuse(session.id) : null),
    onRcptTo: ({ address }, session, callback) => {
      if (address.startsWith('gone')) return callback(smtpError(550, '5.1.1 no such user'))
      const refusal = at === 'RCPT' ? refuse(session.id) : null
      if (!refusal) taken.set(session.id, (taken.get(session.id) ?? 0) + 1)
      return callback(refusal)
    },
  })
}

test.each([
  ['MAIL', 452, '4.3.1 Too many messages in this session'],
  ['MAIL', 503, '5.5.0 Protocol violation: a mail transaction is already in progress'],
  ['MAIL', 550, '5.7.1 Too many messages in this session'],
  ['MAIL', 554, 'Enough for now'],
  ['RCPT', 452, '4.5.3 Too many recipients in this session'],
  ['RCPT', 421, '4.7.0 Try again over another connection'],
  ['RCPT', 503, 'Bad sequence of commands'],
  ['RCPT', 550, '5.7.1 Limit of messages per connection reached'],
  ['RCPT', 450, '4.7.1 Enough from you for now'],
  ['RCPT', 451, '4.7.1 Please try again later'],
  ['RCPT', 550, '5.7.1 Message limit exceeded'],
  ['RCPT', 554, '5.7.0 Policy: no more mail'],
] as const)(
  'a session that ends at %s with %i %s blames nobody: a new one takes the message',
  async (at, code, text) => {
    const server = await startLimited(at, smtpError(code, text))
    const lane = outletTo(server.url, 1)
    for (let nth = 0; nth < 10; nth += 1) {
      expect((await lane.send(message(`p${nth}@example.org`))).kind).toBe('submitted')
    }
    expect(server.received).toHaveLength(10)
    expect(await lane.send(message('gone@example.org'))).toMatchObject({ kind: 'failed', blame: 'address' })
  },
)

test('a refusal that a new connection repeats is about the recipient, and the next ones cost no connection', async () => {
  let connected = 0
  const server = await startSmtpServer({
    onConnect: (_session, callback) => {
      connected += 1
      callback()
    },
    onRcptTo: ({ address }, _session, callback) => {
      const reply = `4.7.1 <${address}>: Recipient address rejected: Greylisted for ${address.length} seconds`
      callback(address.startsWith('grey') ? smtpError(450, reply) : null)
    },
  })
  const lane = outletTo(server.url, 1)
  for (let nth = 0; nth < 10; nth += 1) {
    expect((await lane.send(message(`p${nth}@example.org`))).kind).toBe('submitted')
    expect((await lane.send(message(`grey${nth}@example.org`))).kind).toBe('deferred')
  }
  expect([server.received.length, connected]).toEqual([10, 2])
})

test('a refusal by a new connection is the answer, however it is worded', async () => {
  const server = await startSmtpServer({
    onMailFrom: (_address, _session, callback) =>
      callback(smtpError(550, '5.7.1 Too many messages in this session')),
  })
  const outcome = await outletTo(server.url, 1).send(message())
  expect(outcome).toMatchObject({ kind: 'unavailable', blame: 'sender' })
})

test('a relay that allows three connections is sent to over three', async () => {
  let open = 0
  let most = 0
  let refused = 0
  const server = await startSmtpServer({
    onConnect: (_session, callback) => {
      open += 1
      if (open > 3) {
        refused += 1
        return callback(smtpError(421, '4.7.0 Too many concurrent SMTP connections from your address'))
      }
      most = Math.max(most, open)
      return callback()
    },
    onClose: () => {
      open -= 1
    },
  })
  const lane = outletTo(server.url, 10)
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, (_, nth) => lane.send(message(`p${nth}@example.org`))),
  )
  expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 60 }, () => 'submitted'))
  expect(server.received).toHaveLength(60)
  expect(most).toBeLessThanOrEqual(3)
  expect(refused).toBeLessThanOrEqual(10)
})

test('a connection is closed after as many messages as it may carry', async () => {
  let connected = 0
  const server = await startSmtpServer({
    onConnect: (_session, callback) => {
      connected += 1
      callback()
    },
  })
  const lane = outletTo(server.url, 1, { mostMessages: 2 })
  for (let nth = 0; nth < 6; nth += 1) await lane.send(message())
  expect([connected, server.received.length]).toEqual([3, 6])
})

test.each([
  ['NUL and other control characters', '5.1.1 no such \0user\x07 here'],
  ['half of a surrogate pair', '5.1.1 no \ud800 such user'],
  ['eight bits of some encoding', '5.1.1 \u00d3\u00c3\u00bb\u00a7 unknown'],
])('a reply with %s is kept as text that every database holds', async (_, text) => {
  const server = await startSmtpServer({
    onRcptTo: (_address, _session, callback) => callback(smtpError(550, text)),
  })
  const { kind, response } = await outletTo(server.url, 1).send(message())
  expect(kind).toBe('failed')
  expect(response).toMatch(/^550 5\.1\.1 /)
  expect(response.isWellFormed()).toBe(true)
  expect(response).not.toMatch(/\p{Cc}/u)
})
