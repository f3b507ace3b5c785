import { verify, X509Certificate } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { ReceivedEvent } from './events.ts'

/** How Amazon SNS is spoken to. */
export type SnsDeps = {
  /** A certificate in PEM, from an address whose host was checked. */
  fetchCertificate: (url: string) => Promise<string>
  /** Opens the address that confirms a subscription. */
  confirm: (url: string) => Promise<void>
  certificates: LRUCache<string, string>
}

export function createSnsDeps(): SnsDeps {
  return {
    fetchCertificate: fetchText,
    confirm: async (url) => void (await fetchText(url)),
    certificates: new LRUCache({ max: 10, ttl: 24 * 3_600_000 }),
  }
}

/** Amazon's answers are a few kB. A redirect would lead past the check of the host. */
async function fetchText(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5000) })
  if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status}`)
  return answer.text()
}

const Envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Timestamp: z.string(),
  Subject: z.string().nullish(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  SubscribeURL: z.string().optional(),
  Token: z.string().optional(),
})
type Envelope = z.infer<typeof Envelope>

const oldestMs = 24 * 3_600_000
const skewMs = 5 * 60_000

/**
 * Verifies a request of Amazon SNS against the certificate that it names, for topics that are configured. Their subscription
 * is confirmed.
 *
 * @returns the notification as one event, or null where it proves nothing
 */
export async function verifySns(
  deps: SnsDeps,
  topics: readonly string[],
  body: Buffer,
  now: Date,
): Promise<{ events: ReceivedEvent[] } | null> {
  const envelope = readEnvelope(body)
  if (!envelope || !topics.includes(envelope.TopicArn)) return null
  const ageMs = now.getTime() - Date.parse(envelope.Timestamp)
  if (!(ageMs <= oldestMs && ageMs >= -skewMs)) return null
  if (!isOfAmazon(envelope.SigningCertURL, envelope.TopicArn) || !envelope.SigningCertURL.endsWith('.pem'))
    return null
  if (!(await isSigned(deps, envelope, now))) return null
  if (envelope.Type === 'SubscriptionConfirmation') {
    const url = envelope.SubscribeURL ?? ''
    if (!isOfAmazon(url, envelope.TopicArn)) return null
    await deps.confirm(url)
    return { events: [] }
  }
  if (envelope.Type !== 'Notification') return { events: [] }
  return { events: [{ way: 'ses', id: envelope.MessageId, raw: Buffer.from(envelope.Message) }] }
}

function readEnvelope(body: Buffer): Envelope | null {
  try {
    return Envelope.safeParse(JSON.parse(body.toString('utf8'))).data ?? null
  } catch {
    return null
  }
}

/** Only Amazon's own hosts, in the topic's region. */
function isOfAmazon(address: string, topic: string): boolean {
  const url = URL.parse(address)
  const region = topic.split(':')[3] ?? ''
  if (
    !url ||
    url.protocol !== 'https:' ||
    url.port !== '' ||
    url.username !== '' ||
    !/^[a-z0-9-]+$/.test(region)
  )
    return false
  return [`sns.${region}.amazonaws.com`, `sns.${region}.amazonaws.com.cn`].includes(url.hostname)
}

async function isSigned(deps: SnsDeps, envelope: Envelope, now: Date): Promise<boolean> {
  const { SigningCertURL: url, SignatureVersion: version, Signature: signature } = envelope
  const pem = deps.certificates.get(url) ?? (await deps.fetchCertificate(url))
  const certificate = readCertificate(pem)
  if (!certificate || now < new Date(certificate.validFrom) || now > new Date(certificate.validTo))
    return false
  deps.certificates.set(url, pem)
  return verify(
    version === '1' ? 'sha1' : 'sha256',
    Buffer.from(signedText(envelope)),
    certificate.publicKey,
    Buffer.from(signature, 'base64'),
  )
}

function readCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

/** The fields in the order that Amazon signs them in: by name. */
function signedText(envelope: Envelope): string {
  const names =
    envelope.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const)
  return names
    .flatMap((name) => {
      const value = envelope[name]
      return value === undefined || value === null ? [] : [`${name}\n${value}\n`]
    })
    .join('')
}
