import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { expect, onTestFinished, test } from 'vitest'
import { readReturnAddress } from '../../src/bounces/bounce-address.ts'
import { loadConfig } from '../../src/config/load.ts'
import { listHeaders, transactionalHeaders } from '../../src/deliver/mail-headers.ts'
import { assembleMessage } from '../../src/deliver/message.ts'
import { messageConfig } from '../../src/deliver/message-config.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'
import { encodeContent } from '../../src/render/encoded.ts'
import { parseAddress } from '../../src/subscribers/address.ts'
import { testConfig } from '../helpers/config.ts'
import { smtpError } from '../helpers/lanes.ts'
import { outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'

/* The traps that nodemailer and SMTP are known to hold, each tried on what we send. */

const whole = testConfig('/nonexistent', { mail: { bounceDomain: 'bounces.paperboy.test' } })
const config = messageConfig(whole, createLinkSigner(whole.secretKeys))
const slot = new Date('2026-05-20T07:00:00Z')
const unsubscribeUrl = 'https://paperboy.test/unsubscribe/abc.1.2.def'
const content = { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello\n' }

function message({
  to = 'ada@example.org',
  key = 'd1',
  subject = content.subject,
  mailFrom = config.mail.from,
} = {}) {
  const headers = listHeaders(config, { key, slot, unsubscribeUrl })
  return assembleMessage(
    { ...config, mail: { from: mailFrom } },
    { key, to, date: slot, headers },
    encodeContent({ ...content, subject }),
  )
}

/** All header lines, folded ones in one. */
function headersOf(raw: string): string[] {
  const [head = ''] = raw.split('\r\n\r\n')
  return head.replace(/\r\n(?=[ \t])/g, '').split('\r\n')
}

test('T2: there is one List-Unsubscribe with one https address, and one List-Unsubscribe-Post', () => {
  const lines = headersOf(message())
  const named = (name: string) => lines.filter((line) => line.toLowerCase().startsWith(`${name}:`))
  expect(named('list-unsubscribe')).toEqual([`List-Unsubscribe: <${unsubscribeUrl}>`])
  expect(named('list-unsubscribe-post')).toEqual(['List-Unsubscribe-Post: List-Unsubscribe=One-Click'])
  expect(named('list-post')).toEqual(['List-Post: NO'])
  const names = lines.map((line) => line.replace(/:.*/, '').toLowerCase())
  expect(new Set(names).size).toBe(names.length)
})

test('where mail that comes back is read, List-Unsubscribe has an address to mail to as well, after the https one', () => {
  const read = { ...config, mail: { ...config.mail, isReturnRead: true } }
  const key = 'd12-3f9c02ab'
  const listed = listHeaders(read, { key, slot, unsubscribeUrl })['List-Unsubscribe'] ?? ''
  const [, url, mailto = ''] = /^<([^>]+)>, <mailto:([^>?]+)\?subject=unsubscribe>$/.exec(listed) ?? []
  expect(url).toBe(unsubscribeUrl)
  expect(readReturnAddress(read, mailto)).toBe(key)
})

test('T3: List-Id is a phrase and an id, never an encoded word', () => {
  expect(headersOf(message())).toContain('List-Id: Paperboy <digest.paperboy.test>')
})

test.each([
  '"evil@x.org>\r\nRCPT TO:<v@z.org"',
  'xclow3n@gmail.com x@internal.domain',
  'a@example.org, b@example.org',
  'everyone: a@example.org, b@example.org;',
  'Name <a@example.org>',
  'a@example.org\0',
])('T4: %j is refused at sign-up, and reaches no mailbox but itself', async (address) => {
  expect(parseAddress(address).ok).toBe(false)
  const server = await startSmtpServer()
  const raw = message()
  const outcome = await outletTo(server.url).send({ from: 'bounces+d1@paperboy.test', to: address, raw })
  expect(outcome.kind).not.toBe('deferred')
  for (const { to } of server.received) expect(to).toEqual([address])
})

test('T5: line breaks in names and subjects never make a header, nor stand in an encoded word', () => {
  expect(() =>
    loadConfig({ MAIL_FROM: 'Evil\r\nBcc: v@example.org <news@example.org>', DATA_DIR: '/tmp' }),
  ).toThrow(/MAIL_FROM/)
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (hostile) => {
      const subject = `a\r\nBcc: v@example.org\r\n\r\n${hostile}`
      const lines = headersOf(message({ subject }))
      expect(lines.filter((line) => /^(?:bcc|subject):/i.test(line))).toHaveLength(1)
      for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]+$/)
    }),
    { numRuns: 30, examples: [['\t'], ['\u0000'], ['  ']] },
  )
})

test('T6: letters beyond ASCII before the @ are refused at sign-up, and go to no relay without SMTPUTF8', async () => {
  expect(parseAddress('jörg@example.org').ok).toBe(false)
  const commands: string[] = []
  const plain = await startSmtpServer({
    hideSMTPUTF8: true,
    onRcptTo: ({ address }, _session, callback) => {
      commands.push(address)
      callback()
    },
  })
  const unicode = { from: 'bounces+d1@paperboy.test', to: 'jörg@example.org', raw: message() }
  expect(await outletTo(plain.url).send(unicode)).toMatchObject({ kind: 'failed', response: /unsupported/ })
  expect(commands).toEqual([])
  const able = await startSmtpServer({ hideSMTPUTF8: false })
  expect((await outletTo(able.url).send(unicode)).kind).toBe('submitted')
  expect(able.received.map((one) => one.to)).toEqual([['jörg@example.org']])
})

test('T6: a domain of other letters is written in ASCII, in the envelope and in headers', async () => {
  const parsed = parseAddress('leser@bücher.example')
  if (!parsed.ok) throw new Error(parsed.problem.code)
  expect(parsed.address.email).toBe('leser@xn--bcher-kva.example')
  expect(headersOf(message({ to: parsed.address.email }))).toContain('To: leser@xn--bcher-kva.example')
  const { mail } = loadConfig({ MAIL_FROM: 'Blatt <neu@bücher.example>', DATA_DIR: '/tmp' })
  expect(mail).toMatchObject({
    from: { name: 'Blatt', address: 'neu@xn--bcher-kva.example' },
    bounceDomain: 'xn--bcher-kva.example',
  })
})

test('T7: a 421 at the recipient, a refused sender and a refused STARTTLS never blame the recipient', async () => {
  const send = async (url: string) => {
    const { kind, blame } = await outletTo(url).send({
      from: 'b@paperboy.test',
      to: 'a@example.org',
      raw: message(),
    })
    return { kind, blame }
  }
  const closing = await startSmtpServer({
    onRcptTo: (_address, _session, callback) => callback(smtpError(421, '4.3.2 closing')),
  })
  const picky = await startSmtpServer({
    onMailFrom: (_address, _session, callback) => callback(smtpError(550, '5.7.1 not you')),
  })
  for (const outcome of [
    await send(closing.url),
    await send(picky.url),
    await send(`${(await startSmtpServer()).url}?requireTLS=true`),
  ]) {
    expect(outcome.kind).not.toBe('failed')
    expect(outcome.blame).not.toBe('address')
  }
})

test('T8: a connection lost after the final dot is uncertain, and the next try is the same message', async () => {
  const server = createServer((socket) => {
    let isData = false
    socket.on('error', () => undefined)
    socket.write('220 test\r\n')
    socket.on('data', (chunk) => {
      const text = chunk.toString()
      if (isData) return void (text.endsWith('\r\n.\r\n') && socket.destroy())
      isData = /^DATA\r\n$/m.test(text)
      for (const _ of text.matchAll(/\r\n/g)) socket.write(isData ? '354 go on\r\n' : '250 ok\r\n')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  onTestFinished(() => void server.close())
  const address = server.address()
  const url = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const sent = { from: 'b@paperboy.test', to: 'a@example.org', raw: message() }
  expect((await outletTo(url).send(sent)).kind).toBe('uncertain')
  expect(message()).toBe(sent.raw)
})

test('T9: each message has one recipient, so that what is refused is that one', async () => {
  const server = await startSmtpServer({
    onRcptTo: ({ address }, _session, callback) =>
      callback(address.startsWith('gone') ? smtpError(550, '5.1.1 no such user') : null),
  })
  const outlet = outletTo(server.url)
  const kinds = await Promise.all(
    ['gone@example.org', 'ada@example.org'].map(async (to) => {
      return (await outlet.send({ from: 'b@paperboy.test', to, raw: message({ to }) })).kind
    }),
  )
  expect(kinds).toEqual(['failed', 'submitted'])
  expect(server.received.map((one) => one.to)).toEqual([['ada@example.org']])
})

test('T10: Message-ID is on the sender’s own domain, not on that of bounces, and is unique', () => {
  const ids = Array.from({ length: 50 }, (_, i) =>
    headersOf(message({ key: `d${i + 1}` })).find((line) => line.startsWith('Message-ID:')),
  )
  expect(new Set(ids).size).toBe(50)
  for (const id of ids) expect(id).toMatch(/^Message-ID: <d\d+\.[0-9a-f]{20}@paperboy\.test>$/)
})

test('T11: a bounce is read by a parser that shows its machine-readable part', async () => {
  const bounce = [
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b\r\nContent-Type: text/plain\r\n\r\nSorry.',
    '--b\r\nContent-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: d1\r\n\r\nStatus: 5.1.1\r\n',
    '--b--\r\n',
  ].join('\r\n')
  const { attachments } = await PostalMime.parse(bounce)
  expect(attachments.map(({ mimeType }) => mimeType)).toEqual(['message/delivery-status'])
})

test('T12: nodemailer is new enough, and nothing in a message is taken for a file or an address to load', () => {
  const { version } = JSON.parse(readFileSync('node_modules/nodemailer/package.json', 'utf8')) as {
    version: string
  }
  expect(version.localeCompare('10.6.0', 'en', { numeric: true })).toBeGreaterThanOrEqual(0)
  const raw = encodeContent({ ...content, html: '<img src="file:///etc/passwd"> {"path":"/etc/passwd"}' })
  const message = assembleMessage(config, { key: 'd1', to: 'a@example.org', date: slot, headers: {} }, raw)
  expect(message).not.toContain('root:')
})

test('T13: dots at line starts, bare line breaks and endless lines arrive as one message, as they were', async () => {
  const server = await startSmtpServer()
  const text = `.\n..\n.a dot\nMAIL FROM:<x@example.org>\n${'x'.repeat(3000)}\n`
  const raw = assembleMessage(
    config,
    { key: 'd1', to: 'a@example.org', date: slot, headers: {} },
    encodeContent({ ...content, text }),
  )
  const outcome = await outletTo(server.url).send({ from: 'b@paperboy.test', to: 'a@example.org', raw })
  expect(outcome.kind).toBe('submitted')
  expect(server.received).toHaveLength(1)
  expect(server.received[0]?.raw.toString('latin1')).toBe(raw)
  expect((await PostalMime.parse(raw)).text?.trimEnd()).toBe(text.trimEnd())
  for (const line of raw.split('\r\n')) expect(line).toMatch(/^[^\r\n]{0,998}$/)
})

test('Feedback-ID has four parts, of which none is the recipient’s', () => {
  const of = (key: string) => listHeaders(config, { key, slot, unsubscribeUrl })['Feedback-ID']
  expect(of('d1')).toBe('20260520T0700:digest:editions:paperboy')
  expect(of('d2')).toBe(of('d1'))
  expect(transactionalHeaders(config, { key: 't1', kind: 'confirm' })['Feedback-ID']).toBe(
    'confirm:account:transactional:paperboy',
  )
})

test('complaints have an address where the operator has one', () => {
  const { 'CFBL-Address': none } = listHeaders(config, { key: 'd1', slot, unsubscribeUrl })
  expect(none).toBeUndefined()
  const headers = listHeaders(
    { ...config, mail: { ...config.mail, cfblAddress: 'fbl@paperboy.test' } },
    { key: 'd1', slot, unsubscribeUrl },
  )
  expect(headers).toMatchObject({
    'CFBL-Address': 'fbl@paperboy.test; report=arf',
    'CFBL-Feedback-ID': /^d1\.[0-9a-f]{20}$/,
  })
})

test('a relay that knows DSN is asked to name the message in its bounces; another is not', async () => {
  const lines: string[] = []
  const talk = async (ehlo: string) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('220 test\r\n')
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
          if (/^(?:MAIL|RCPT)/.test(line)) lines.push(line)
          if (line.startsWith('EHLO')) socket.write(ehlo)
          else if (line === 'DATA') socket.write('354 go on\r\n')
          else if (line === '.' || /^(?:MAIL|RCPT|QUIT)/.test(line)) socket.write('250 ok\r\n')
        }
      })
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve())
    })
    onTestFinished(() => void server.close())
    const address = server.address()
    const url = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const to = 'ada+x@example.org'
    await outletTo(url).send({ from: 'b@paperboy.test', to, raw: message(), envelopeId: 'd12' })
    return lines.splice(0)
  }
  expect(await talk('250-test\r\n250 DSN\r\n')).toEqual([
    'MAIL FROM:<b@paperboy.test> RET=HDRS ENVID=d12',
    'RCPT TO:<ada+x@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;ada+2Bx@example.org',
  ])
  expect(await talk('250 test\r\n')).toEqual(['MAIL FROM:<b@paperboy.test>', 'RCPT TO:<ada+x@example.org>'])
})
