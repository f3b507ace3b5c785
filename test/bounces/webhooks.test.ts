import { createHmac, createSign, generateKeyPairSync, sign } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import { describe, expect, test } from 'vitest'
import { bounces } from '../../jobs/bounces.ts'
import { keepEvents } from '../../src/bounces/events.ts'
import { classifyNotice } from '../../src/bounces/notices.ts'
import type { SnsDeps } from '../../src/bounces/sns.ts'
import { webhookRoutes } from '../../src/web/webhooks/routes.tsx'
import { selfSigned } from '../helpers/certificate.ts'
import { find, lacks } from '../helpers/requirements.ts'
import { submitted } from '../helpers/returned.ts'
import { testApp } from '../web/test-app.ts'

const secret = 'a-secret-that-is-only-for-tests-of-32-characters-and-more'
const now = new Date('2026-05-20T12:00:00Z')
const seconds = (date: Date, minutes = 0) => String(Math.floor(date.getTime() / 1000) + minutes * 60)
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const topic = 'arn:aws:sns:eu-west-1:123456789012:bounces'
const webhooks = {
  sesTopics: [topic],
  sendgrid: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  postmark: secret,
  mailgun: secret,
  brevo: secret,
  signed: secret,
}

const none = { key: '', cert: '' }
let made: Promise<[valid: typeof none, expired: typeof none]> | undefined
let [pair, expired] = [none, none]

/** The site with webhooks, one reader who was mailed, and Amazon's end of the network. */
async function hooked(at = now) {
  if (!lacks('openssl')) [pair, expired] = await (made ??= Promise.all([selfSigned(3650), selfSigned(1)]))
  const site = await testApp({ bounces: { webhooks }, mail: { operatorEmail: 'ops@example.org' } })
  site.wait((at.getTime() - now.getTime()) / 3_600_000)
  const [ann] = await submitted(site.context, ['ann@example.net'])
  if (!ann) throw new Error('not sent')
  const asked: string[] = []
  const confirmed: string[] = []
  const sns: SnsDeps = {
    fetchCertificate: async (url) => {
      asked.push(url)
      return url.includes('expired') ? expired.cert : pair.cert
    },
    confirm: async (url) => void confirmed.push(url),
    certificates: new LRUCache({ max: 10 }),
  }
  const app = new Hono()
  for (const { path, before = [], post } of webhookRoutes(site.deps, sns)) {
    app.use(path, ...before)
    if (post) app.post(path, post)
  }
  const send = async (provider: string, body: string, headers: Record<string, string> = {}) => {
    const response = await app.request(`/webhooks/${provider}`, { method: 'POST', body, headers })
    return { status: response.status, text: await response.text() }
  }
  const suppressed = async () => {
    await bounces(site.context)
    const rows = await site.context.db.selectFrom('suppressions').select(['email_key', 'reason']).execute()
    return rows.map(({ email_key: email, reason }) => `${email}: ${reason}`)
  }
  return { ...site, ann, send, asked, confirmed, suppressed }
}

const hard = ['ann@example.net: hard bounce']
const forbidden = { status: 403, text: '' }
const taken = { status: 204, text: '' }

function sendGridHeaders(body: string, at = seconds(now)): Record<string, string> {
  const signature = createSign('sha256')
    .update(at + body)
    .sign(privateKey, 'base64')
  return {
    'X-Twilio-Email-Event-Webhook-Signature': signature,
    'X-Twilio-Email-Event-Webhook-Timestamp': at,
  }
}

const bounce = (extra: object = {}) => ({
  email: 'Ann@example.net',
  event: 'bounce',
  status: '5.1.1',
  reason: '550 5.1.1 no such user',
  sg_event_id: 'one',
  ...extra,
})

test('SendGrid: signed by its key, over the body as it came, once', async () => {
  const { send, suppressed, context, ann } = await hooked()
  // The white space is part of what is signed.
  const body = JSON.stringify(
    [bounce(), { email: 'ann@example.net', event: 'delivered', sg_event_id: 'two' }],
    null,
    1,
  )
  const headers = sendGridHeaders(body)
  expect(await send('sendgrid', body.replace('ann@', 'bo@'), headers)).toEqual(forbidden)
  expect(await send('sendgrid', body)).toEqual(forbidden)
  expect(await send('sendgrid', body, sendGridHeaders(body, seconds(now, 10)))).toEqual(forbidden)
  expect(await send('sendgrid', body, sendGridHeaders(body, seconds(now, -25 * 60)))).toEqual(forbidden)
  for (let times = 0; times < 2; times++) expect(await send('sendgrid', body, headers)).toEqual(taken)
  expect(await suppressed()).toEqual(hard)
  const events = await context.db.selectFrom('bounce_events').selectAll().execute()
  expect(events).toMatchObject([{ way: 'sendgrid', delivery_id: ann.deliveryId, action: 'suppressed' }])
})

test('Mailgun: a token counts once, since the body is not signed', async () => {
  const { send, suppressed, ann } = await hooked()
  const body = (recipient: string, token = 'a'.repeat(50), timestamp = seconds(now)) =>
    JSON.stringify({
      signature: {
        token,
        timestamp,
        signature: createHmac('sha256', secret)
          .update(timestamp + token)
          .digest('hex'),
      },
      'event-data': {
        event: 'failed',
        severity: 'permanent',
        recipient,
        'delivery-status': { code: 550, message: '5.1.1 no such user' },
        message: { headers: { 'message-id': ann.returnPath.replace('bounces+', '') } },
      },
    })
  expect(await send('mailgun', body('ann@example.net'))).toEqual(taken)
  expect(
    await send('mailgun', body('other@example.net').replace('"event":"failed"', '"event":"complained"')),
  ).toEqual(taken)
  expect(await send('mailgun', body('ann@example.net').replace(/"signature":"\w/, '"signature":"x'))).toEqual(
    forbidden,
  )
  expect(await send('mailgun', body('ann@example.net', 'b'.repeat(50), seconds(now, -25 * 60)))).toEqual(
    forbidden,
  )
  expect(await send('mailgun', '{')).toEqual(forbidden)
  expect(await suppressed()).toEqual(hard)
})

test.each([
  [
    'postmark',
    { RecordType: 'Bounce', Type: 'HardBounce', ID: 7, Email: 'ann@example.net', Details: 'unknown user' },
  ],
  ['brevo', { event: 'hard_bounce', email: 'ann@example.net', reason: '550 5.1.1 no such user' }],
])('%s: who knows the secret', async (provider, event) => {
  const { send, suppressed } = await hooked()
  const body = JSON.stringify(event)
  const login = (password: string) => `Basic ${Buffer.from(`x:${password}`).toString('base64')}`
  const right = provider === 'postmark' ? login(secret) : `Bearer ${secret}`
  for (const wrong of [login('x'), `Bearer ${secret}x`, ''])
    expect(await send(provider, body, { Authorization: wrong })).toEqual(forbidden)
  expect(await send(provider, body, { Authorization: right })).toEqual(taken)
  expect(await suppressed()).toEqual(hard)
})

test('anyone who signs as we say; what is larger than 2 MB is refused, and who is not configured is not there', async () => {
  const { send, suppressed, app } = await hooked()
  const body = JSON.stringify({ id: '1', kind: 'complaint', recipient: 'ann@example.net' })
  const headers = (at: string) => ({
    'X-Paperboy-Signature': `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`,
  })
  expect(await send('signed', body, headers(seconds(now, -6)))).toEqual(forbidden)
  expect(await send('signed', body, headers(seconds(now, 6)))).toEqual(forbidden)
  expect(await send('signed', `${body} `, headers(seconds(now)))).toEqual(forbidden)
  expect(await send('signed', ' '.repeat(2_000_001), headers(seconds(now)))).toEqual({
    status: 413,
    text: '',
  })
  expect(await send('signed', body, headers(seconds(now, -4)))).toEqual(taken)
  expect(await suppressed()).toEqual(['ann@example.net: complaint'])
  const whole = await app.request('/webhooks/other', { method: 'POST', body })
  expect(whole.status).toBe(404)
})

describe.skipIf(lacks('openssl'))('Amazon SES by SNS', () => {
  /** The certificates are made as of today: a minute later, and when the one of a day has expired. */
  const today = new Date(Date.now() + 60_000)
  const inTwoDays = new Date(today.getTime() + 2 * 86_400_000)
  const minutes = (count: number) => new Date(today.getTime() + count * 60_000).toISOString()
  const region = 'https://sns.eu-west-1.amazonaws.com'
  const ses = (recipient: string) =>
    JSON.stringify({
      notificationType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bouncedRecipients: [
          { emailAddress: recipient, status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 unknown' },
        ],
      },
    })
  const envelope = (changes: Record<string, string> = {}) => {
    const fields: Record<string, string> = {
      Type: 'Notification',
      MessageId: '1',
      TopicArn: topic,
      Message: ses('ann@example.net'),
      Timestamp: today.toISOString(),
      SignatureVersion: '2',
      SigningCertURL: `${region}/SimpleNotificationService-1.pem`,
      ...changes,
    }
    const names = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
    const text = names
      .flatMap((name) => (fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`]))
      .join('')
    const algorithm = fields['SignatureVersion'] === '1' ? 'sha1' : 'sha256'
    const isExpired = fields['SigningCertURL']?.includes('expired')
    const key = isExpired ? expired.key : pair.key
    return JSON.stringify({
      ...fields,
      Signature: sign(algorithm, Buffer.from(text), key).toString('base64'),
    })
  }

  test('is verified against the certificate, which is fetched once', async () => {
    const { send, suppressed, asked } = await hooked(today)
    expect(await send('ses', envelope())).toEqual(taken)
    expect(await send('ses', envelope({ SignatureVersion: '1', MessageId: '2' }))).toEqual(taken)
    expect(asked).toHaveLength(1)
    expect(await suppressed()).toEqual(hard)
  })

  test.each<[string, Record<string, string>]>([
    ['another topic', { TopicArn: `${topic}x` }],
    [
      'a certificate on another host',
      { SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem' },
    ],
    ['a certificate of another region', { SigningCertURL: 'https://sns.us-east-1.amazonaws.com/a.pem' }],
    ['a certificate without TLS', { SigningCertURL: 'http://sns.eu-west-1.amazonaws.com/a.pem' }],
    ['a login before the host', { SigningCertURL: 'https://x@sns.eu-west-1.amazonaws.com/a.pem' }],
    ['an old message', { Timestamp: minutes(-25 * 60) }],
    ['a message from the future', { Timestamp: minutes(10) }],
    ['no time', { Timestamp: 'x' }],
    [
      'a subscription elsewhere',
      { Type: 'SubscriptionConfirmation', SubscribeURL: 'https://evil.example/', Token: 'x' },
    ],
  ])('refuses %s', async (_, changes) => {
    const { send, asked, confirmed } = await hooked(today)
    expect(await send('ses', envelope(changes))).toEqual(forbidden)
    expect(confirmed).toEqual([])
    if (!changes['SubscribeURL']) expect(asked).toEqual([])
  })

  test('refuses a changed message, and a certificate that is not valid now', async () => {
    const { send, wait } = await hooked(today)
    const short = { SigningCertURL: `${region}/expired.pem` }
    expect(await send('ses', envelope().replace('ann@', 'bo@'))).toEqual(forbidden)
    expect(await send('ses', 'x')).toEqual(forbidden)
    expect(await send('ses', envelope(short))).toEqual(taken)
    wait(48)
    expect(await send('ses', envelope({ ...short, Timestamp: inTwoDays.toISOString() }))).toEqual(forbidden)
    expect(await send('ses', envelope({ Timestamp: inTwoDays.toISOString(), MessageId: '2' }))).toEqual(taken)
  })

  test('confirms the subscription of a topic that is configured', async () => {
    const { send, confirmed } = await hooked(today)
    const url = `${region}/?Action=ConfirmSubscription&Token=x`
    const body = envelope({ Type: 'SubscriptionConfirmation', SubscribeURL: url, Token: 'x' })
    expect(await send('ses', body)).toEqual(taken)
    expect(confirmed).toEqual([url])
  })
})

test('a webhook answers at once however many events it brings, and each counts once', async () => {
  const { send, context } = await hooked()
  const many = JSON.stringify(Array.from({ length: 1000 }, (_, n) => bounce({ sg_event_id: `e${n}` })))
  expect(await send('sendgrid', many, sendGridHeaders(many))).toEqual(taken)
  const again = JSON.parse(many) as { sg_event_id: string }[]
  const rows = again.map((one) => ({ way: 'sendgrid' as const, id: one.sg_event_id, raw: Buffer.from('{}') }))
  expect(await keepEvents(context.db, rows, now)).toBe(0)
})

const folder = find('bounces')?.replace(/sisimai$/, 'webhooks')

test.skipIf(lacks('bounces'))('the recorded events of SES and SendGrid are told', () => {
  const told = readdirSync(folder ?? '')
    .filter((name) => name.startsWith('json-'))
    .flatMap((name) => {
      const json: unknown = JSON.parse(readFileSync(join(folder ?? '', name), 'utf8'))
      const way = name.includes('ses') ? 'ses' : 'sendgrid'
      const kinds = [json].flat().map((one) => classifyNotice(way, JSON.stringify(one), () => null).kind)
      return [`${name.slice(5, -5)}: ${kinds.join(' ')}`]
    })
  expect(told).toEqual([
    'amazonses-01: hard',
    'amazonses-03: complaint',
    'amazonses-05: auto-reply',
    'sendgrid-01: hard',
    'sendgrid-03: hard',
    'sendgrid-05: hard',
    'sendgrid-07: hard',
    'sendgrid-09: hard',
    'sendgrid-11: hard hard hard',
    'sendgrid-13: auto-reply',
    'sendgrid-15: complaint',
    'sendgrid-17: complaint',
  ])
})
