import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '../errors.ts'
import { domainOf } from '../mail-address.ts'
import { readDkimKeys } from '../smtp/dkim-config.ts'
import { laneTo, readLanesFile, type LaneConfig } from '../smtp/lane-config.ts'
import { isLoopbackRelay } from '../smtp/smtp-url.ts'
import { readSourcesFile } from '../sources/sources-file.ts'
import { readBrand, type Brand } from './brand.ts'
import type { BouncesConfig, Config, MailConfig, SecretKeys } from './config.ts'
import { useOwnTopics } from '../topics/own-topics.ts'
import { readTopicsFile } from '../topics/topics-file.ts'
import { parseEnvironment, type Environment } from './environment.ts'
import { isLocalAddress } from './public-url.ts'
import { findSecretKey, keptSecretKey } from './secret-key.ts'

/**
 * Checks the environment and reads the files that it names. The operator's own topics are offered in this process from then
 * on (docs/decisions/0075). The embedded size makes its secret key on the first call.
 *
 * @throws {UserError} naming every variable that is missing or wrong, or the file that cannot be used
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const values = parseEnvironment(env)
  const dataDir = resolve(values.DATA_DIR)
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${values.PORT}`
  const lanes = loadLanes(values)
  refuseUnfinishedMail(values, publicUrl, lanes)
  // A brand may name some of them.
  useOwnTopics(readTopicsFile(values.TOPICS ?? null))
  const brand = readBrand(values.BRAND ?? null)
  return {
    store: {
      databaseUrl: values.DATABASE_URL ?? null,
      databasePool: values.DATABASE_POOL,
      redisUrl: values.REDIS_URL ?? null,
      prefix: values.PREFIX,
      dataDir,
    },
    web: {
      port: values.PORT,
      host: values.HOST ?? defaultHost(values, lanes),
      publicUrl,
      trustedProxies: values.TRUSTED_PROXIES,
      minFillMs: values.MIN_FILL_SECONDS * 1000,
      isProofWanted: values.ALTCHA,
      operatorToken: values.OPERATOR_TOKEN ?? null,
      metricsToken: values.METRICS_TOKEN ?? null,
      healthPort: values.HEALTH_PORT ?? null,
    },
    mail: loadMailConfig(values, brand),
    delivery: {
      lanes,
      leaseMs: values.LEASE_SECONDS * 1000,
      uncertain: values.UNCERTAIN,
      retentionDays: values.RETENTION_DAYS,
      heartbeatUrl: values.HEARTBEAT_URL ?? null,
    },
    bounces: loadBounces(values),
    sources: {
      planned: readSourcesFile(values.SOURCES ?? null),
      huggingFaceUrl: values.HF_URL,
      arxivUrl: values.ARXIV_URL,
      arxivRssUrl: values.ARXIV_RSS_URL,
      orcidUrl: values.ORCID_URL,
      zoteroUrl: values.ZOTERO_URL,
      redirectHosts: values.SOURCE_REDIRECT_HOSTS ?? [],
      isArxivAsked: values.ARXIV_DETAILS,
    },
    tracing: values.OTEL_EXPORTER_OTLP_ENDPOINT
      ? {
          endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
          share: values.OTEL_TRACES_SAMPLER_ARG,
          service: values.PREFIX,
        }
      : null,
    brand,
    // Last, since it may write: a wrong variable leaves nothing behind.
    secretKeys: values.SECRET_KEYS ?? [values.SECRET_KEY ?? keptSecretKey(dataDir)],
    logLevel: values.LOG_LEVEL,
  }
}

/**
 * The keys that our messages were signed with. Unlike `loadConfig` it writes nothing and reads no other file than the key.
 *
 * @returns null where there is no key yet, so that nothing was ever signed
 * @throws {UserError} as `loadConfig`
 */
export function loadSecretKeys(env: NodeJS.ProcessEnv): SecretKeys | null {
  const values = parseEnvironment(env)
  const kept = values.SECRET_KEYS || values.SECRET_KEY ? null : findSecretKey(resolve(values.DATA_DIR))
  const key = values.SECRET_KEY ?? kept
  return values.SECRET_KEYS ?? (key === null ? null : [key])
}

/**
 * Offers the operator's own topics in this process, for what reads topics before `loadConfig`, or without it.
 *
 * @throws {UserError} as `loadConfig`
 */
export function loadOwnTopics(env: NodeJS.ProcessEnv): void {
  useOwnTopics(readTopicsFile(env['TOPICS']?.trim() || null))
}

/** The process' environment, and what a `.env` file in the current folder adds to it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return process.env
}

function loadMailConfig(values: Environment, { name }: Brand): MailConfig {
  const from = values.MAIL_FROM ?? { name, address: defaultSender }
  const fromDomain = domainOf(from.address)
  return {
    from,
    bounceDomain: bounceDomainOf(values),
    isReturnRead: Boolean(values.BOUNCE_LISTEN ?? values.BOUNCE_IMAP_URL),
    dkim: values.DKIM_KEYS
      ? { domain: values.DKIM_DOMAIN ?? fromDomain, keys: readDkimKeys(values.DKIM_KEYS) }
      : null,
    cfblAddress: values.CFBL_ADDRESS ?? null,
    postalAddress: values.POSTAL_ADDRESS ?? null,
    operatorEmail: values.OPERATOR_EMAIL ?? null,
    templatesDir: values.TEMPLATES_DIR ? resolve(values.TEMPLATES_DIR) : null,
    own: null,
  }
}

/** For mail that stays on this machine. */
const defaultSender = 'paperboy@localhost.localdomain'

function loadBounces(values: Environment): BouncesConfig {
  return {
    listen: values.BOUNCE_LISTEN ?? null,
    imap: values.BOUNCE_IMAP_URL
      ? { ...values.BOUNCE_IMAP_URL, tokenFile: values.BOUNCE_IMAP_TOKEN_FILE ?? null }
      : null,
    webhooks: {
      sesTopics: values.SES_TOPICS ?? [],
      sendgrid: values.SENDGRID_WEBHOOK_KEY ?? null,
      postmark: values.POSTMARK_WEBHOOK_PASSWORD ?? null,
      mailgun: values.MAILGUN_SIGNING_KEY ?? null,
      brevo: values.BREVO_WEBHOOK_TOKEN ?? null,
      signed: values.WEBHOOK_SECRET ?? null,
    },
    hardShare: values.BOUNCE_PAUSE_PERCENT / 100,
    complaintShare: values.COMPLAINT_PAUSE_PERCENT / 100,
  }
}

function bounceDomainOf({ BOUNCE_DOMAIN, MAIL_FROM }: Environment): string {
  return BOUNCE_DOMAIN ?? domainOf(MAIL_FROM?.address ?? defaultSender)
}

function loadLanes({ SMTP_URL, SMTP_CONNECTIONS, LANES_FILE }: Environment): LaneConfig[] {
  if (LANES_FILE) return readLanesFile(LANES_FILE)
  return SMTP_URL ? [laneTo(SMTP_URL, { connections: SMTP_CONNECTIONS })] : []
}

/** A trial, where all is embedded, is for whoever sits at this machine. Elsewhere the pages are there for readers. */
function defaultHost({ DATABASE_URL }: Environment, lanes: readonly LaneConfig[]): string | null {
  return DATABASE_URL === undefined && lanes.length === 0 ? '127.0.0.1' : null
}

/**
 * A relay elsewhere means mail to people: their links must lead here, and laws on bulk mail require a postal address. One on
 * this machine counts as a test.
 *
 * @throws {UserError} naming what to set
 */
function refuseUnfinishedMail(values: Environment, publicUrl: string, lanes: readonly LaneConfig[]): void {
  if (values.ALLOW_LOCAL_LINKS === '1') return
  const relay = lanes.map(({ smtp }) => smtp.host).find((host) => !isLoopbackRelay(host))
  if (relay === undefined) return
  const problems: string[] = []
  if (isLocalAddress(publicUrl)) {
    problems.push(
      `PUBLIC_URL: is ${publicUrl}, which leads nowhere from other machines, but mail goes out through ${relay}: set it to where readers reach the web pages, like https://papers.example.org`,
    )
  }
  if (!values.POSTAL_ADDRESS) {
    problems.push(
      `POSTAL_ADDRESS: must be set, since mail goes out through ${relay}: the operator's, for the foot of each mail`,
    )
  }
  if (problems.length > 0)
    throw new UserError([...problems, '(For a test without readers: ALLOW_LOCAL_LINKS=1.)'].join('\n'))
}
