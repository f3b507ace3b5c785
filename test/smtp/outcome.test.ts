import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { retryDelayMs } from '../../src/ledger/settlement.ts'
import { classifyFailure } from '../../src/smtp/outcome.ts'
import type { Phase } from '../../src/smtp/reply.ts'

/** The error that nodemailer makes of a reply. */
function refusal(phase: Phase, response: string) {
  const code = Number(response.slice(0, 3))
  const parts = {
    sender: { code: 'EENVELOPE', command: 'MAIL FROM' },
    recipient: { code: 'EENVELOPE', command: 'RCPT TO' },
    message: { code: 'EMESSAGE', command: 'DATA' },
  }
  return { message: `refused: ${response}`, response, responseCode: code, ...parts[phase] }
}

const judge = (phase: Phase, response: string) => {
  const { kind, blame } = classifyFailure(refusal(phase, response), phase === 'message')
  return [kind, blame]
}

describe('what nodemailer says, before any reply is read', () => {
  test.each([
    ['a refused login', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, false, 'unavailable'],
    ['a refused STARTTLS', { code: 'ETLS', command: 'STARTTLS', responseCode: 500 }, false, 'unavailable'],
    ['no connection', { code: 'ESOCKET', command: 'CONN' }, false, 'unavailable'],
    ['a connection lost before the message', { code: 'ECONNECTION', command: 'CONN' }, false, 'unavailable'],
    ['a connection lost after the message', { code: 'ECONNECTION', command: 'CONN' }, true, 'uncertain'],
    ['silence after the message', { code: 'ETIMEDOUT', command: 'CONN' }, true, 'uncertain'],
    ['an answer out of turn', { code: 'EPROTOCOL', command: 'CONN', responseCode: 250 }, true, 'uncertain'],
    ['a message too large for the relay', { code: 'EMESSAGE', command: 'MAIL FROM' }, false, 'failed'],
    ['an address that is none', { code: 'EENVELOPE', command: 'API' }, false, 'failed'],
  ])('%s', (_, error, isHandedOver, kind) => {
    const response = 'responseCode' in error ? `${error.responseCode} x` : undefined
    const failure = { message: 'x', ...error, ...(response ? { response } : {}) }
    expect(classifyFailure(failure, isHandedOver).kind).toBe(kind)
  })

  test('a 421 at the recipient looks like a lost connection, and is a reply', () => {
    const response = '421 4.7.28 Gmail has detected an unusual rate of unsolicited mail'
    const error = { message: 'x', code: 'ECONNECTION', command: 'CONN', responseCode: 421, response }
    expect(classifyFailure(error, false)).toEqual({ kind: 'deferred', response, blame: 'rate' })
  })
})

describe('Gmail', () => {
  test.each<[Phase, string, string, string | undefined]>([
    [
      'recipient',
      "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address",
      'failed',
      'address',
    ],
    [
      'recipient',
      '550 5.2.1 The email account that you tried to reach is inactive. For more information, go to https://support.google.com/mail/?p=DisabledUser',
      'failed',
      'mailbox',
    ],
    [
      'recipient',
      '550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.',
      'failed',
      undefined,
    ],
    [
      'recipient',
      '450 4.2.1 The user you are trying to contact is receiving mail too quickly. Please resend your message at a later time.',
      'deferred',
      'mailbox',
    ],
    [
      'recipient',
      "452 4.2.2 The recipient's inbox is out of storage space. Please direct the recipient to https://support.google.com/mail/?p=OverQuotaTemp",
      'deferred',
      'mailbox',
    ],
    [
      'recipient',
      "552 5.2.2 The recipient's inbox is out of storage space and inactive.",
      'failed',
      'mailbox',
    ],
    ['message', "552 5.2.3 Your message exceeded Google's message size limits.", 'failed', 'message'],
    [
      'message',
      "552 5.3.4 The number of attachments exceeds Google's limit of 500 attachments.",
      'failed',
      'message',
    ],
    [
      'message',
      '552 5.7.0 This message was blocked because its content presents a potential security issue.',
      'failed',
      'policy',
    ],
    [
      'message',
      '421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address.',
      'deferred',
      'rate',
    ],
    ['recipient', '421 4.7.0 IP not in whitelist for RCPT domain, closing connection.', 'deferred', 'rate'],
    [
      'message',
      '421 4.7.26 Your email has been rate limited because it is unauthenticated.',
      'deferred',
      'rate',
    ],
    ['message', '421 4.7.27 Your email has been rate limited because SPF did not pass.', 'deferred', 'rate'],
    ['message', '421 4.7.30 Your email has been rate limited because DKIM did not pass.', 'deferred', 'rate'],
    [
      'message',
      '421 5.7.32 Your email has been rate limited because the From: header isn’t aligned.',
      'deferred',
      'rate',
    ],
    ['message', '421 4.3.0 Temporary System Problem. Try again later.', 'deferred', 'rate'],
    ['message', '451 4.3.0 Mail server temporarily rejected message.', 'deferred', 'mailbox'],
    ['message', '451 4.4.2 Timeout - closing connection.', 'deferred', 'mailbox'],
    [
      'message',
      '550 5.7.1 Our system has detected that this message is likely unsolicited mail.',
      'failed',
      'policy',
    ],
    [
      'message',
      '550 5.7.25 The IP address sending this message does not have a PTR record setup',
      'failed',
      'policy',
    ],
    [
      'message',
      '550-5.7.26 This mail has been blocked because the sender is unauthenticated.',
      'failed',
      'policy',
    ],
    [
      'message',
      '550 5.7.28 There is an unusual rate of unsolicited mail originating from your IP address.',
      'failed',
      'policy',
    ],
    ['message', '550 5.7.40 Your email does not meet the requirements', 'failed', 'policy'],
    ['recipient', '554 5.6.0 Mail message is malformed. Not accepted.', 'failed', 'message'],
    ['recipient', '555 5.5.2 Syntax error, goodbye.', 'failed', 'message'],
    ['sender', '530 5.5.1 Authentication Required.', 'unavailable', 'lane'],
    ['sender', '530 5.7.0 Must issue a STARTTLS command first.', 'unavailable', 'lane'],
    ['message', '550 5.4.5 Daily SMTP relay sending limit exceeded for user.', 'unavailable', 'lane'],
  ])('at %s: %s', (phase, response, kind, blame) => {
    expect(judge(phase, response)).toEqual([kind, blame])
  })
})

describe('enhanced codes', () => {
  const address = [1, 2, 3, 6, 10].map((detail) => `550 5.1.${detail} x`)
  test.each(address)('%s: a hard bounce', (response) => {
    expect(judge('recipient', response)).toEqual(['failed', 'address'])
    expect(judge('message', response)).toEqual(['failed', 'address'])
  })

  test.each(['550 5.1.7 x', '553 5.1.8 Sender address rejected', '450 4.1.8 Sender address rejected'])(
    '%s: our sender, whatever the phase',
    (response) => {
      expect(judge('recipient', response)).toEqual(['unavailable', 'sender'])
    },
  )

  test.each(['552 5.2.3 x', '552 5.3.4 x', '554 5.6.1 x', '501 5.5.4 x', '500 5.5.1 x'])(
    '%s: our message',
    (response) => {
      expect(judge('message', response)).toEqual(['failed', 'message'])
    },
  )

  test.each([
    '554 5.3.0 x',
    '550 5.4.1 Recipient address rejected: Access denied',
    '554 5.4.4 x',
    '554 5.4.6 loop',
    '554 5.4.7 expired',
    '550 5.1.0 x',
    '550 5.1.4 x',
    '550 5.2.0 x',
    '552 5.2.2 x',
    '550 5.5.0 Requested action not taken: mailbox unavailable',
    '550 5.0.0 x',
  ])('%s: a soft bounce', (response) => {
    expect(judge('recipient', response)).toEqual(['failed', 'mailbox'])
  })

  test.each([
    '550 5.7.1 x',
    '550 5.7.23 SPF',
    '554 5.7.1 spam',
    '550 5.7.515 Access denied, sending domain does not meet the required authentication level',
    '550 5.7.509 x',
  ])('%s: policy, which suppresses nobody', (response) => {
    expect(judge('recipient', response)).toEqual(['failed', 'policy'])
  })

  test.each([
    '450 4.1.1 Recipient address rejected: unverified',
    '452 4.2.2 x',
    '451 4.3.0 x',
    '450 4.4.7 x',
    '450 4.2.0 Greylisted',
    '451 4.7.1 Greylisting in action, please come back later',
  ])('%s: later, and no domain slows down for it', (response) => {
    expect(judge('recipient', response)).toEqual(['deferred', 'mailbox'])
  })

  test.each([
    '450 4.7.1 too much mail',
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred',
    '451 4.7.650 The mail server has been temporarily rate limited',
    '421 try later',
    '421 RP-001 The mail server IP connecting to Outlook.com server has exceeded the rate limit',
  ])('%s: the domain asks us to slow down', (response) => {
    expect(judge('recipient', response)).toEqual(['deferred', 'rate'])
  })
})

describe('without an enhanced code', () => {
  test.each<[Phase, string, string]>([
    ['recipient', '550 no such user', 'address'],
    ['recipient', '553 mailbox name not allowed', 'address'],
    ['recipient', '551 user not local', 'address'],
    ['recipient', '556 domain does not accept mail', 'address'],
    ['recipient', '550 192.0.2.17 is listed by a DNSBL', 'policy'],
    ['recipient', '550 Mail from this host is blocked, see https://example.org/why', 'policy'],
    ['recipient', '554 Service unavailable; Client host blocked using bl.example.org', 'policy'],
    ['recipient', '552 mailbox full', 'mailbox'],
    ['recipient', '501 syntax error', 'message'],
    ['message', '552 message size exceeds limit', 'message'],
    ['message', '550 no', 'policy'],
    ['message', '554 transaction failed', 'policy'],
  ])('at %s: %s', (phase, response, blame) => {
    expect(judge(phase, response)).toEqual(['failed', blame])
  })

  test('an address in the text is no enhanced code', () => {
    expect(judge('recipient', '550 5.1.1.7 says no')).toEqual(['failed', 'address'])
    expect(judge('recipient', '554 5.7.1.9 says no')).toEqual(['failed', 'mailbox'])
  })
})

describe('our account at the relay', () => {
  test.each<[Phase, string]>([
    ['recipient', '554 5.7.1 <ada@example.org>: Relay access denied'],
    ['recipient', '454 4.7.1 <ada@example.org>: Relay access denied'],
    ['recipient', '550 relay not permitted'],
    ['recipient', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain'],
    ['recipient', '550 5.7.1 Client was not authenticated'],
    ['sender', '530 5.7.57 Client not authenticated to send mail.'],
    ['message', '454 Throttling failure: Maximum sending rate exceeded.'],
    ['message', '454 Throttling failure: Daily message quota exceeded.'],
    [
      'message',
      "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    ],
    ['message', '432 4.3.2 Concurrent connections limit exceeded'],
    ['sender', '452 4.3.1 insufficient system storage'],
    ['sender', '421 4.3.2 shutting down'],
  ])('at %s: %s', (phase, response) => {
    expect(judge(phase, response)).toEqual(['unavailable', 'lane'])
  })

  test.each(['550 5.7.1 not owned by user', '553 sender rejected', '501 5.1.7 bad sender address syntax'])(
    'a refused sender: %s',
    (response) => {
      expect(judge('sender', response)).toEqual(['unavailable', 'sender'])
    },
  )

  test('a size refused with the sender is the message’s fault', () => {
    expect(judge('sender', '552 5.3.4 Message size exceeds fixed limit')).toEqual(['failed', 'message'])
  })
})

test('the basic code decides whether to try again, whatever else a reply says', () => {
  const anyReply = fc.tuple(
    fc.constantFrom<Phase>('recipient', 'message'),
    fc.integer({ min: 400, max: 599 }),
    fc.constantFrom('2', '4', '5'),
    fc.nat(9),
    fc.nat(120),
    fc.string(),
  )
  fc.assert(
    fc.property(anyReply, ([phase, code, group, subject, detail, words]) => {
      const [kind, blame] = judge(phase, `${code} ${group}.${subject}.${detail} ${words}`)
      if (blame === 'lane' || blame === 'sender') expect(kind).toBe('unavailable')
      else expect(kind).toBe(code < 500 ? 'deferred' : 'failed')
      // A temporary refusal is never a reason to write to nobody there any more.
      if (code < 500) expect(blame).not.toBe('address')
    }),
  )
})

test('retries grow from minutes to hours and never shrink', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), (attempts) => {
      expect(retryDelayMs(attempts + 1)).toBeGreaterThanOrEqual(retryDelayMs(attempts))
      expect(retryDelayMs(attempts)).toBeGreaterThanOrEqual(60_000)
      expect(retryDelayMs(attempts)).toBeLessThanOrEqual(4 * 3_600_000)
    }),
  )
})
