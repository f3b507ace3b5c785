import type { Brand } from './brand.ts'
import type { DkimConfig } from '../smtp/dkim-config.ts'
import type { LaneConfig } from '../smtp/lane-config.ts'
import type { PlannedSource } from '../sources/kind.ts'
import type { ImapConfig, ListenConfig } from './inbox.ts'
import type { OwnSettings } from '../../emails/locales/locale.ts'
import type { Subnet } from './trusted-proxies.ts'

/**
 * Everything that the environment decides, read once by `loadConfig`. Nothing else reads `process.env`.
 * Functions take a group, or a `Pick` of one, and not the whole.
 */
export type Config = {
  store: StoreConfig
  web: WebConfig
  mail: MailConfig
  delivery: DeliveryConfig
  bounces: BouncesConfig
  sources: SourcesConfig
  brand: Brand
  secretKeys: SecretKeys
  /** Where traces go, or null. */
  tracing: TracingConfig | null
  logLevel: string
}

export type TracingConfig = {
  /** Of a collector that speaks OTLP over HTTP, without `/v1/traces`. */
  endpoint: string
  /** Of traces that are recorded, from 0 to 1. */
  share: number
  /** What this installation is called there. */
  service: string
}

/** Where data is kept. */
export type StoreConfig = {
  /** PostgreSQL's URL, or null for the embedded database under `dataDir`. */
  databaseUrl: string | null
  /** The most connections of one process, beside the ledger's and the queue's. */
  databasePool: number
  /** Redis' URL, or null for BullMQ on the database. */
  redisUrl: string | null
  /** What the names of all keys in Redis start with: installations that share one differ in it. */
  prefix: string
  dataDir: string
}

export type WebConfig = {
  port: number
  /** The address of this machine that the web pages listen on; null for all of them. */
  host: string | null
  /** Where people reach the web pages, without a trailing slash: every link in a mail starts with it. */
  publicUrl: string
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly Subnet[]
  /** A form that comes back sooner was not filled in by a person; 0 accepts all. */
  minFillMs: number
  /** Whether browsers must solve ALTCHA's proof of work before they may subscribe. */
  isProofWanted: boolean
  /** The password of the operator's pages; null where there are none, or all is embedded and they are open. */
  operatorToken: string | null
  /** What a monitoring system presents to read `/metrics`, or null where there is none. */
  metricsToken: string | null
  /** Where the parts without pages tell of their health, or null. */
  healthPort: number | null
}

/** What every message says of its sender. */
export type MailConfig = {
  from: MailFrom
  /** The domain of the envelope senders: each message has one of its own, to which bounces return. */
  bounceDomain: string
  /** Whether mail to addresses there is read, so that a wish to leave may be mailed too. */
  isReturnRead: boolean
  /** The keys that messages are signed with, or null where the relay signs. */
  dkim: DkimConfig | null
  /** Where providers may report complaints to (RFC 9477), or null. */
  cfblAddress: string | null
  /** The operator's, at the foot of each message, as laws on bulk mail require. */
  postalAddress: string | null
  /** Who gets alarms and previews; null for nobody, or the built-in inbox. */
  operatorEmail: string | null
  /** The folder of the operator's own templates, or null. */
  templatesDir: string | null
  /** For `paperboy daily`, which mails one person their own digest and has no server; else null. */
  own: OwnSettings | null
}

export type MailFrom = { name: string; address: string }

export type DeliveryConfig = {
  /** The accounts that mail goes out through; none stands for the built-in inbox. */
  lanes: LaneConfig[]
  /** After this long without a heartbeat, a worker's claims are reassigned. */
  leaseMs: number
  /** What is done where the relay's acknowledgement was lost. */
  uncertain: 'resend' | 'hold'
  /** How long delivery records are kept, in whole months, and at least as long as they keep papers from coming twice. */
  retentionDays: number
  /** Asked for after each edition that was sent, so that a monitor notices silence; or null. */
  heartbeatUrl: string | null
}

/** What comes back. */
export type BouncesConfig = {
  /** Where messages are taken from other servers, or null. */
  listen: ListenConfig | null
  /** The mailbox that messages come back to, or null. */
  imap: ImapConfig | null
  webhooks: WebhookConfig
  /** Above this share of hard bounces among its first thousand messages, an edition is paused. */
  hardShare: number
  /** The same for complaints. */
  complaintShare: number
}

/** What proves who has sent a webhook's request; null, or no topic, where a provider has none. */
export type WebhookConfig = {
  /** Topics of Amazon SNS. */
  sesTopics: readonly string[]
  /** SendGrid's public key: DER in base64. */
  sendgrid: string | null
  /** A password of basic authentication. */
  postmark: string | null
  /** The key that Mailgun signs with. */
  mailgun: string | null
  /** A bearer token. */
  brevo: string | null
  /** The key of anyone else who signs as docs/bounces.md says. */
  signed: string | null
}

export type SourcesConfig = {
  /** Where digests come from, as the operator's file says. */
  planned: readonly PlannedSource[]
  huggingFaceUrl: string
  /** Of arXiv's API, and of its feeds. */
  arxivUrl: string
  arxivRssUrl: string
  /** Of the APIs with the works and libraries that readers start from. */
  orcidUrl: string
  zoteroUrl: string
  /** Hosts that are not public, to which a source may redirect. */
  redirectHosts: readonly string[]
  /** Whether arXiv is asked for categories, authors and comments of papers that others have listed. */
  isArxivAsked: boolean
}

/** The first one signs, all of them verify. */
export type SecretKeys = readonly [string, ...string[]]
