import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import { z } from 'zod'
import type { WebhookConfig } from '../config/config.ts'
import type { ReceivedEvent } from './events.ts'
import type { Webhook } from './notices.ts'
import { verifySns, type SnsDeps } from './sns.ts'

/** A request to a webhook: the body as it came, of which the signature is made. */
export type WebhookRequest = { body: Buffer; header: (name: string) => string | undefined }

/** What a request holds once its sender is proven; null where it is not. */
export type Verified = { events: ReceivedEvent[] } | null

export type VerifyDeps = { config: WebhookConfig; clock: () => Date; sns: SnsDeps }

/** Whether a provider's webhook is configured. */
export function isConfigured(way: Webhook, config: WebhookConfig): boolean {
  return way === 'ses' ? config.sesTopics.length > 0 : config[way] !== null
}

/** Proves who has sent a request, over the body as it came, and takes its events apart. */
export async function verifyWebhook(
  way: Webhook,
  deps: VerifyDeps,
  request: WebhookRequest,
): Promise<Verified> {
  switch (way) {
    case 'ses':
      return verifySns(deps.sns, deps.config.sesTopics, request.body, deps.clock())
    case 'sendgrid':
      return verifySendGrid(deps, request)
    case 'postmark':
      return isSecret(basicPassword(request), deps.config.postmark)
        ? eventsOf('postmark', request.body)
        : null
    case 'brevo':
      return isSecret(bearerToken(request), deps.config.brevo) ? eventsOf('brevo', request.body) : null
    case 'mailgun':
      return verifyMailgun(deps, request)
    case 'signed':
      return verifySigned(deps, request)
  }
}

/** Providers repeat a request for a day where it was not answered; clocks differ by minutes. */
const oldestMs = 24 * 3_600_000
const skewMs = 5 * 60_000

function isRecent(unixSeconds: string, now: Date, oldest = oldestMs): boolean {
  if (!/^\d{1,12}$/.test(unixSeconds)) return false
  const ageMs = now.getTime() - Number(unixSeconds) * 1000
  return ageMs <= oldest && ageMs >= -skewMs
}

/** ECDSA over the timestamp and the body. */
function verifySendGrid({ config, clock }: VerifyDeps, { body, header }: WebhookRequest): Verified {
  const signature = header('x-twilio-email-event-webhook-signature') ?? ''
  const timestamp = header('x-twilio-email-event-webhook-timestamp') ?? ''
  if (config.sendgrid === null || !isRecent(timestamp, clock())) return null
  const key = createPublicKey({ key: Buffer.from(config.sendgrid, 'base64'), format: 'der', type: 'spki' })
  const signed = Buffer.concat([Buffer.from(timestamp), body])
  return verify('sha256', signed, key, Buffer.from(signature, 'base64')) ? eventsOf('sendgrid', body) : null
}

const MailgunBody = z.object({
  signature: z.object({ timestamp: z.string(), token: z.string(), signature: z.string() }),
  'event-data': z.looseObject({}),
})

/** Mailgun signs a timestamp and a token that stand in the body, and not the body: a token counts once. */
function verifyMailgun({ config, clock }: VerifyDeps, { body }: WebhookRequest): Verified {
  const { data } = MailgunBody.safeParse(parse(body))
  if (config.mailgun === null || !data) return null
  const { timestamp, token, signature } = data.signature
  const expected = createHmac('sha256', config.mailgun)
    .update(timestamp + token)
    .digest('hex')
  if (!isSecret(signature, expected) || !isRecent(timestamp, clock())) return null
  return { events: [{ way: 'mailgun', id: token, raw: Buffer.from(JSON.stringify(data['event-data'])) }] }
}

/** `X-Paperboy-Signature: t=<seconds since 1970>,v1=<hex>`: HMAC-SHA-256 over `<seconds>.<body>`. */
function verifySigned({ config, clock }: VerifyDeps, { body, header }: WebhookRequest): Verified {
  const [, timestamp = '', given = ''] =
    /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header('x-paperboy-signature') ?? '') ?? []
  if (config.signed === null || !isRecent(timestamp, clock(), skewMs)) return null
  const expected = createHmac('sha256', config.signed).update(`${timestamp}.`).update(body).digest('hex')
  return isSecret(given, expected) ? eventsOf('signed', body) : null
}

function basicPassword({ header }: WebhookRequest): string {
  const [, credentials = ''] = /^Basic ([\w+/=]{1,500})$/i.exec(header('authorization') ?? '') ?? []
  return Buffer.from(credentials, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '')
}

function bearerToken({ header }: WebhookRequest): string {
  return /^Bearer (\S{1,500})$/i.exec(header('authorization') ?? '')?.[1] ?? ''
}

/** In constant time, whatever the lengths. */
function isSecret(given: string, expected: string | null): boolean {
  if (expected === null) return false
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

const mostEvents = 5000

/** A body is one event or a list of them. */
function eventsOf(way: Webhook, body: Buffer): { events: ReceivedEvent[] } {
  const parsed = parse(body)
  const list: unknown[] = Array.isArray(parsed) ? parsed : parsed === null ? [] : [parsed]
  const events = list.slice(0, mostEvents).map((one) => {
    const raw = Buffer.from(JSON.stringify(one))
    return { way, id: idOf(one), raw }
  })
  return { events }
}

/** What providers call the id of an event. */
const Identified = z.union([
  z.object({ sg_event_id: z.string() }).transform((event) => event.sg_event_id),
  z
    .object({ RecordType: z.string(), ID: z.number() })
    .transform((event) => `${event.RecordType} ${event.ID}`),
  z.object({ kind: z.string(), id: z.string() }).transform((event) => event.id),
])

function idOf(event: unknown): string | null {
  return Identified.safeParse(event).data ?? null
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
