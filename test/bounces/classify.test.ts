import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifyMessage } from '../../src/bounces/classify.ts'
import { envelopeSender, readMessageToken } from '../../src/bounces/bounce-address.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'
import { recordedBounces } from '../helpers/bounces.ts'
import { lacks } from '../helpers/requirements.ts'
import { startCpuTimer } from '../helpers/cpu-time.ts'

type Report = { status?: string; diagnostic?: string; action?: string; text?: string }

/** A report as most servers write it (RFC 3464). */
function dsn({ status = '5.1.1', diagnostic, action = 'failed', text = 'It failed.' }: Report = {}): Buffer {
  const code = diagnostic === undefined ? '' : `Diagnostic-Code: smtp; ${diagnostic}\n`
  return mail(`From: Mail Delivery System <mailer-daemon@mx.example.net>
To: bounces@news.example.org
Subject: Undelivered mail
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

${text}

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ann@example.net
Action: ${action}
Status: ${status}
${code}
--cut
Content-Type: message/rfc822

Subject: Papers

mailbox full
--cut--
`)
}

/** Lines end as they do in mail. */
function mail(text: string): Buffer {
  return Buffer.from(text.replace(/\r?\n/g, '\r\n'))
}

function message(headers: string[], body: string[]): Buffer {
  return Buffer.from([...headers, '', ...body].join('\r\n'))
}

/** A report that is only written to people. */
function letter(...body: string[]): Buffer {
  return message(
    ['From: <MAILER-DAEMON@mx.example.net>', 'To: <bounces@news.example.org>', 'Subject: Returned mail'],
    body,
  )
}

describe('delivery reports', () => {
  test.each<[string, Report]>([
    ['hard', { status: '5.1.1', diagnostic: '550 5.1.1 No such user' }],
    ['hard', { status: '5.1.2', diagnostic: '550 5.1.2 Host unknown' }],
    ['hard', { status: '5.1.10', diagnostic: '556 5.1.10 Recipient domain has null MX' }],
    ['hard', { status: '5.0.0', diagnostic: '550 Unknown recipient' }],
    ['hard', { status: '5.2.1', diagnostic: '550 5.2.1 User unknown' }],
    ['hard', { status: '5.4.4', diagnostic: '550 5.4.4 Host or domain name not found' }],
    ['hard', { status: '5.1.0', diagnostic: '550 #5.1.0 Address rejected.' }],
    ['hard', { status: '5.3.0', diagnostic: '553 5.3.0 No such user here' }],
    ['soft', { status: '5.0.0', diagnostic: '550 Something odd' }],
    ['soft', { status: '5.4.1', diagnostic: '550 5.4.1 Recipient address rejected: Access denied' }],
    ['policy', { status: '5.7.1', diagnostic: "5.1.0 - Unknown address error 550-'5.7.1 Access denied'" }],
    ['policy', { status: '5.0.0', diagnostic: '550 Bad SPF record (in reply to MAIL FROM command)' }],
    ['policy', { status: '5.6.0', diagnostic: '554 5.6.0 Scored as spam' }],
    ['soft', { status: '5.2.2', diagnostic: '552 5.2.2 Mailbox is full' }],
    ['soft', { status: '5.1.1', diagnostic: '550 5.1.1 <ann@example.net> mailbox is over quota' }],
    ['soft', { status: '5.2.1', diagnostic: '550 5.2.1 This account is inactive' }],
    ['soft', { status: '4.4.7', diagnostic: '451 4.4.7 Message expired' }],
    ['soft', { status: '4.1.1', diagnostic: '450 4.1.1 User unknown' }],
    ['soft', { status: '5.4.6', diagnostic: '550 5.4.6 Routing loop detected' }],
    ['policy', { status: '5.7.1', diagnostic: '550 5.7.1 Blocked, see our list of senders' }],
    ['policy', { status: '5.7.26', diagnostic: '550 5.7.26 This mail is unauthenticated' }],
    ['policy', { status: '5.1.1', diagnostic: '550 5.1.1 Your host has a bad reputation' }],
    ['ours', { status: '5.3.4', diagnostic: '552 5.3.4 Message too big' }],
    ['ours', { status: '5.1.8', diagnostic: '553 5.1.8 Sender domain not found' }],
    ['ours', { status: '5.7.1', diagnostic: '554 5.7.1 Relay access denied' }],
    ['auto-reply', { status: '4.4.1', action: 'delayed', diagnostic: '421 4.4.1 Timed out' }],
    ['auto-reply', { status: '2.0.0', action: 'delivered' }],
    ['unknown', { status: '5.0.0' }],
  ])('%s: %o', async (kind, report) => {
    const found = await classifyMessage(dsn(report))
    expect(found).toMatchObject({ kind, recipient: 'ann@example.net' })
  })

  test('a refusal of our sender says nothing of the recipient', async () => {
    const diagnostic = '550 No such user (in reply to MAIL FROM command)'
    expect(await classifyMessage(dsn({ status: '5.0.0', diagnostic }))).toMatchObject({ kind: 'ours' })
  })

  test('an unknown user after the message was sent is what filters say', async () => {
    const diagnostic = '550 Unknown user (in reply to end of DATA command)'
    expect(await classifyMessage(dsn({ status: '5.0.0', diagnostic }))).toMatchObject({ kind: 'soft' })
  })

  test('the code and the words of the server that refused are told', async () => {
    const found = await classifyMessage(dsn({ status: '5.0.0', diagnostic: '550 5.1.1 No such\n user' }))
    expect(found).toMatchObject({ status: '5.1.1', reason: '550 5.1.1 No such user' })
  })

  test('what the report leaves out is read from its text', async () => {
    const text = '<ann@example.net>: 552 5.2.2 mailbox full'
    expect(await classifyMessage(dsn({ status: '5.0.0', text }))).toMatchObject({
      kind: 'soft',
      status: '5.2.2',
    })
  })

  test('the address that we mailed counts before the one that it was forwarded to', async () => {
    const raw = dsn()
      .toString()
      .replace('Final-Recipient', 'Original-Recipient: rfc822; Ann.B@example.com\r\nFinal-Recipient')
    expect(await classifyMessage(Buffer.from(raw))).toMatchObject({ recipient: 'Ann.B@example.com' })
  })
})

describe('reports without a report part', () => {
  test.each<[string, string[]]>([
    [
      'hard',
      [
        'Hi. This is the qmail-send program at mx.example.net.',
        '<ann@example.net>:',
        '192.0.2.1 does not like recipient.',
        'Remote host said: 550 5.1.1 no such user here',
        '--- Below this line is a copy of the message.',
        'Subject: mailbox full',
      ],
    ],
    [
      'soft',
      [
        'This message was created automatically by mail delivery software.',
        'The following address(es) failed:',
        '  ann@example.net',
        '    mailbox is full: retry timeout exceeded',
      ],
    ],
    ['hard', ['did not reach the following recipient(s):', 'ann@example.net on Mon', 'Unknown Recipient']],
    ['soft', ['Zustellung nicht möglich:', 'ann@example.net', 'Das Postfach ist voll']],
    [
      'policy',
      ['Delivery to the following recipient failed:', 'ann@example.net', '554 Message rejected as spam'],
    ],
  ])('%s: %j', async (kind, body) => {
    expect(await classifyMessage(letter(...body))).toMatchObject({ kind, recipient: 'ann@example.net' })
  })

  test('an unknown user without a code is hard only where the recipient was refused', async () => {
    const said = 'ann@example.net\n  host said: 550 user unknown'
    expect(await classifyMessage(letter(said))).toMatchObject({ kind: 'soft' })
    expect(await classifyMessage(letter(`${said} (in reply to RCPT TO command)`))).toMatchObject({
      kind: 'hard',
    })
  })

  test('a notice of Amazon SES, which SNS has mailed', async () => {
    const recipient = '"emailAddress":"ann@example.net"'
    const bounce = `{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{${recipient},"status":"5.1.1"}]}}`
    const complaint = `{"notificationType":"Complaint","complaint":{"complainedRecipients":[{${recipient}}]}}`
    for (const [body, kind] of [
      [bounce, 'hard'],
      [complaint, 'complaint'],
    ] as const) {
      const raw = message(['From: <no-reply@sns.amazonaws.com>', 'Subject: Notification'], [body, '', '--'])
      expect(await classifyMessage(raw)).toMatchObject({ kind, recipient: 'ann@example.net' })
    }
  })

  test('X-Failed-Recipients names whom it is about', async () => {
    const raw = letter('Something went wrong: no such user').toString()
    const found = await classifyMessage(Buffer.from(`X-Failed-Recipients: ann@example.net\r\n${raw}`))
    expect(found).toMatchObject({ recipient: 'ann@example.net', kind: 'hard' })
  })

  test('a letter from a person is no bounce, whatever it speaks of', async () => {
    const raw = message(
      ['From: Ann <ann@example.net>', 'Subject: Hello'],
      ['Our mailbox is full, user unknown.'],
    )
    expect(await classifyMessage(raw)).toMatchObject({ kind: 'unknown', recipient: 'ann@example.net' })
  })
})

describe('complaints and requests', () => {
  const complaint = (type: string) =>
    mail(`From: <fbl@example.net>
Content-Type: multipart/report; report-type=feedback-report; boundary=cut

--cut
Content-Type: text/plain

A report.
--cut
Content-Type: message/feedback-report

Feedback-Type: ${type}
Version: 1
Original-Rcpt-To: <ann@example.net>

--cut--
`)

  test.each([
    ['abuse', 'complaint'],
    ['fraud', 'complaint'],
    ['virus', 'complaint'],
    ['opt-out', 'unsubscribe'],
    ['not-spam', 'unknown'],
    ['auth-failure', 'unknown'],
    ['dmarc', 'unknown'],
  ])('a feedback report of type %s: %s', async (type, kind) => {
    expect(await classifyMessage(complaint(type))).toMatchObject({ kind, recipient: 'ann@example.net' })
  })

  test.each([
    ['auto-reply', ['Subject: Re: Papers', 'Auto-Submitted: auto-replied']],
    ['auto-reply', ['Subject: Out of office']],
    ['auto-reply', ['Subject: =?utf-8?q?Abwesenheitsnotiz?=']],
    ['unsubscribe', ['Subject: unsubscribe']],
    ['unsubscribe', ['Subject: Abmelden', 'To: <list@news.example.org>']],
    ['unknown', ['Subject: How do I unsubscribe my colleague?']],
  ])('%s: %j', async (kind, headers) => {
    const raw = message(
      ['From: Ann <ann@example.net>', ...headers],
      ['I do not work here any more: user unknown.'],
    )
    expect(await classifyMessage(raw)).toMatchObject({ kind, recipient: 'ann@example.net' })
  })
})

test('a message tells its delivery by our signed address, wherever it stands', async () => {
  const parts = {
    mail: { bounceDomain: 'news.example.org' },
    signer: createLinkSigner(['a key that is only for tests, 32 characters and more']),
  }
  const readToken = (token: string) => readMessageToken(parts.signer, token)
  const ours = envelopeSender(parts, 'd12-3f9c02ab')
  const inTo = dsn().toString().replace('bounces@news.example.org', ours)
  const inReturned = dsn().toString().replace('Subject: Papers', `Return-Path: <${ours.toUpperCase()}>`)
  for (const raw of [inTo, inReturned]) {
    expect(await classifyMessage(Buffer.from(raw), readToken)).toMatchObject({ delivery: 'd12-3f9c02ab' })
    const forged = raw.replace(/d12-/gi, 'd13-')
    expect(await classifyMessage(Buffer.from(forged), readToken)).toMatchObject({ delivery: null })
  }
})

test.each([
  ['LF', '\n'],
  ['CR', '\r'],
])('lines that end with %s alone are read as lines', async (_name, end) => {
  const raw = Buffer.from(dsn().toString().replaceAll('\r\n', end))
  expect(await classifyMessage(raw)).toMatchObject({ kind: 'hard', recipient: 'ann@example.net' })
})

test.each([
  [
    'a program that cannot write it',
    'soft',
    `procmail: Couldn't create "/var/mail/ann": No such user`,
    'It failed.',
  ],
  ['a note to people', 'soft', '550 5.1.1 User unknown', 'It was rejected:\nNot enough disk space'],
  ['a note that lists reasons', 'hard', '550 5.1.1 User unknown', 'The mailbox may be full or unknown.'],
])('of a full mailbox, told by %s: %s', async (_name, kind, diagnostic, text) => {
  expect(await classifyMessage(dsn({ diagnostic, text }))).toMatchObject({ kind })
})

/** Far above what it takes, for machines that are busy. */
const patienceMs = 500

describe('hostile messages take bounded time', () => {
  const head = 'From: <mailer-daemon@x.example>\nContent-Type: multipart/mixed; boundary=x\n\n'
  test.each<[string, () => Buffer]>([
    ['10,000 parts', () => Buffer.from(head + '--x\nContent-Type: text/plain\n\nhello\n'.repeat(10_000))],
    ['50 MB in a line', () => Buffer.concat([Buffer.from(`${head}--x\n\n`), Buffer.alloc(50_000_000, 'a')])],
    ['parts in parts', () => Buffer.from(nested(500))],
    ['40,000 fields', () => Buffer.from('A: b\n'.repeat(40_000))],
    ['one long field', () => Buffer.from(`To: ${'a@b.example, '.repeat(20_000)}\n\n`)],
    [
      'a returned message of many lines',
      () => Buffer.from(`${head}--x\nContent-Type: message/rfc822\n\n${'a: b\n'.repeat(50_000)}`),
    ],
    [
      'words that nearly match',
      () => Buffer.from(`${head}--x\n\n${'mailbox user address account '.repeat(9000)}`),
    ],
    [
      'an unknown charset',
      () => Buffer.from(`Content-Type: text/plain; charset=none-such\n\n\xff\xfe`, 'latin1'),
    ],
    ['nothing', () => Buffer.alloc(0)],
  ])('%s', async (_name, make) => {
    const raw = make()
    const cpuMs = startCpuTimer()
    await classifyMessage(raw)
    expect(cpuMs()).toBeLessThan(patienceMs)
  })

  function nested(depth: number): string {
    return Array.from(
      { length: depth },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
    ).join('')
  }
})

test('no damage to a message makes it throw or take long', { timeout: 60_000 }, async () => {
  const whole = [dsn({ diagnostic: '550 5.1.1 No such user' }), letter('ann@example.net', 'mailbox full')]
  const damage = fc.record({
    raw: fc.constantFrom(...whole),
    at: fc.nat(1200),
    cut: fc.nat(400),
    junk: fc.uint8Array({ maxLength: 60 }),
  })
  await fc.assert(
    fc.asyncProperty(damage, async ({ raw, at, cut, junk }) => {
      const cpuMs = startCpuTimer()
      const { kind } = await classifyMessage(
        Buffer.concat([raw.subarray(0, at), junk, raw.subarray(at + cut)]),
      )
      expect(kind).toBeTypeOf('string')
      expect(cpuMs()).toBeLessThan(patienceMs)
    }),
    { numRuns: 300 },
  )
})

test.skipIf(lacks('bounces'))('recorded messages are told hard or not, and whom they are about', async () => {
  const judged = await Promise.all(
    recordedBounces().map(async ({ raw, expected }) => ({ expected, found: await classifyMessage(raw) })),
  )
  const known = judged.flatMap(({ expected, found }) => (expected ? [{ expected, found }] : []))
  const part = (count: number) => count / known.length
  const right = known.filter(({ expected, found }) => (found.kind === 'hard') === expected.isHard)
  const wronglyHard = known.filter(({ expected, found }) => found.kind === 'hard' && !expected.isHard)
  expect(part(right.length)).toBeGreaterThanOrEqual(0.96)
  expect(part(wronglyHard.length)).toBeLessThanOrEqual(0.025)
  expect(part(known.filter(({ found }) => found.recipient !== null).length)).toBeGreaterThanOrEqual(0.99)
})
