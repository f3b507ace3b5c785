import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { join, resolve } from 'node:path'
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { readDkimKeys, type DkimConfig } from '../smtp/dkim-config.ts'
import { laneTo, readLanesFile, type LaneConfig } from '../smtp/lane-config.ts'
import { UserError } from '../errors.ts'
import type { PlannedSource } from '../sources/kind.ts'
import { readSourcesFile } from '../sources/sources-file.ts'
import { readTrustedProxies } from './trusted-proxies.ts'

const url = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      const parsed = URL.parse(value)
      return parsed !== null && protocols.includes(parsed.protocol)
    },
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  )

const secretKey = z.string().min(32, 'must be at least 32 characters, e.g. from `openssl rand -hex 32`')

/** A domain as mail has it: one of other letters in its ASCII form. */
const domain = z.string().transform((value, context) => {
  const ascii = domainToASCII(value)
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(ascii)) return ascii
  context.addIssue('must be a domain: bounces.example.org')
  return z.NEVER
})

const commaSeparated = (value: string) => value.split(',').map((one) => one.trim())

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const Environment = z.object({
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  SMTP_CONNECTIONS: z.coerce.number('must be a number').int().min(1).max(500).default(5),
  LANES_FILE: z.string().optional(),
  DATA_DIR: z.string().default('./data'),
  PORT: z.coerce.number('must be a port number').int().min(0).max(65_535).default(3000),
  INBOX_PORT: z.coerce.number('must be a port number').int().min(0).max(65_535).default(1080),
  PUBLIC_URL: url('http:', 'https:').optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^<>@\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/, 'must be an address: Paperboy <news@example.org>')
    .optional(),
  BOUNCE_DOMAIN: domain.optional(),
  DKIM_KEYS: z.string().optional(),
  DKIM_DOMAIN: domain.optional(),
  CFBL_ADDRESS: z.email('must be an address: fbl@example.org').optional(),
  SECRET_KEY: secretKey.optional(),
  SECRET_KEYS: z
    .string()
    .transform(commaSeparated)
    .pipe(z.tuple([secretKey], secretKey))
    .refine((keys) => new Set(keys).size === keys.length, 'has a key twice')
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((value, context) => {
      const trusted = value === '' ? new BlockList() : readTrustedProxies(value)
      if (trusted) return trusted
      context.addIssue('must be addresses or subnets, separated by commas: 10.0.0.0/8, 2001:db8::1')
      return z.NEVER
    }),
  MIN_FILL_SECONDS: z.coerce.number('must be a number of seconds').min(0).max(60).default(2),
  POSTAL_ADDRESS: z.string().optional(),
  OPERATOR_EMAIL: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$/, 'must be an address: ops@example.org')
    .optional(),
  OPERATOR_TOKEN: secretKey.optional(),
  ALTCHA: z.enum(['on', 'off'], 'must be on or off').default('off'),
  METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters').optional(),
  UNCERTAIN: z.enum(['resend', 'hold'], 'must be resend or hold').default('resend'),
  RETENTION_DAYS: z.coerce.number('must be a number of days').int().min(62).max(36_500).default(400),
  LEASE_SECONDS: z.coerce.number('must be a number of seconds').min(5).max(3600).default(60),
  SOURCES: z.string().optional(),
  HF_URL: url('http:', 'https:').default('https://huggingface.co'),
  ARXIV_URL: url('http:', 'https:').default('https://export.arxiv.org'),
  ARXIV_DETAILS: z.enum(['on', 'off'], 'must be on or off').default('on'),
  ARXIV_RSS_URL: url('http:', 'https:').default('https://rss.arxiv.org'),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
})

/** Everything that the environment decides, read once. Nothing else looks at `process.env`. */
export type Config = {
  /** PostgreSQL's URL, or null for the embedded database under `dataDir`. */
  databaseUrl: string | null
  /** Redis' URL, or null for BullMQ on the database. */
  redisUrl: string | null
  /** The accounts that mail goes out through; none stands for the built-in inbox. */
  lanes: LaneConfig[]
  dataDir: string
  port: number
  /** Of the built-in inbox's page; another is taken where it is in use. */
  inboxPort: number
  /** Where people reach the web pages, without a trailing slash: every link in a mail starts with it. */
  publicUrl: string
  mailFrom: MailFrom
  /** Where bounces go: to an address of its own for each message. */
  bounceDomain: string
  /** Who signs messages, or null where the relay does. */
  dkim: DkimConfig | null
  /** Where providers may report complaints to (RFC 9477), or null. */
  cfblAddress: string | null
  /** The operator's, which laws on bulk mail want at the end of each message. */
  postalAddress: string | null
  /** Who is told what goes wrong, and gets previews; null for nobody, or the built-in inbox. */
  operatorEmail: string | null
  /** The password of the operator's pages; null where there are none, or all is embedded and they are open. */
  operatorToken: string | null
  /** The first signs, all of them verify. */
  secretKeys: [string, ...string[]]
  /** Whose word on where a request comes from is taken. */
  trustedProxies: BlockList
  /** Forms that come back sooner were not filled in by a person; 0 takes them all. */
  minFillMs: number
  /** Whether browsers solve a sum before they may subscribe (ALTCHA's proof of work). */
  isProofWanted: boolean
  /** What a monitoring system presents to read `/metrics`, or null where there is none. */
  metricsToken: string | null
  /** After this long without word from a worker, others take over what it was working on. */
  leaseMs: number
  /** Where digests come from, as the operator's file says it. */
  sources: readonly PlannedSource[]
  /** How long the account of a message is kept, in whole months and at least for as long as it keeps papers from coming twice. */
  retentionDays: number
  /** What is done about messages of which it is not known whether the relay took them. */
  uncertain: 'resend' | 'hold'
  huggingFaceUrl: string
  /** Of arXiv's API, and of its feeds. */
  arxivUrl: string
  arxivRssUrl: string
  /** Whether arXiv is asked for categories, authors and comments of papers that others have listed. */
  isArxivAsked: boolean
  logLevel: string
}

export type MailFrom = { name: string; address: string }

/**
 * Reads and checks the environment.
 *
 * @throws {UserError} naming every variable that is missing or wrong
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  // An empty value is how .env files and compose say "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    throw new UserError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const values = parsed.data
  const dataDir = resolve(values.DATA_DIR)
  // Servers that share a database must share the key: links signed by one are opened at another.
  if (values.DATABASE_URL && !values.SECRET_KEY && !values.SECRET_KEYS) {
    throw new UserError(
      'SECRET_KEY: must be set when DATABASE_URL is, e.g. to the output of `openssl rand -hex 32`',
    )
  }
  if (values.SECRET_KEY && values.SECRET_KEYS) {
    throw new UserError('SECRET_KEY: set this one or SECRET_KEYS, not both')
  }
  // Laws on bulk mail want it in every message, and what is sent from a server is meant for strangers.
  if (values.DATABASE_URL && !values.POSTAL_ADDRESS) {
    throw new UserError(
      "POSTAL_ADDRESS: must be set when DATABASE_URL is: the operator's, for the foot of each mail",
    )
  }
  const mailFrom = parseMailFrom(values.MAIL_FROM ?? 'Paperboy <paperboy@localhost.localdomain>')
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    lanes: readLanes(values),
    dataDir,
    port: values.PORT,
    inboxPort: values.INBOX_PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    mailFrom,
    bounceDomain: values.BOUNCE_DOMAIN ?? mailFrom.address.replace(/^.*@/, ''),
    dkim: readDkim(values, mailFrom),
    cfblAddress: values.CFBL_ADDRESS ?? null,
    postalAddress: values.POSTAL_ADDRESS ?? null,
    operatorEmail: values.OPERATOR_EMAIL ?? null,
    operatorToken: values.OPERATOR_TOKEN ?? null,
    secretKeys: values.SECRET_KEYS ?? [values.SECRET_KEY ?? keptSecretKey(dataDir)],
    trustedProxies: values.TRUSTED_PROXIES,
    minFillMs: values.MIN_FILL_SECONDS * 1000,
    isProofWanted: values.ALTCHA === 'on',
    metricsToken: values.METRICS_TOKEN ?? null,
    retentionDays: values.RETENTION_DAYS,
    uncertain: values.UNCERTAIN,
    leaseMs: values.LEASE_SECONDS * 1000,
    sources: readSourcesFile(values.SOURCES ?? null),
    huggingFaceUrl: values.HF_URL.replace(/\/+$/, ''),
    arxivUrl: values.ARXIV_URL.replace(/\/+$/, ''),
    isArxivAsked: values.ARXIV_DETAILS === 'on',
    arxivRssUrl: values.ARXIV_RSS_URL.replace(/\/+$/, ''),
    logLevel: values.LOG_LEVEL,
  }
}

function readLanes(values: z.infer<typeof Environment>): LaneConfig[] {
  const { SMTP_URL: smtpUrl, SMTP_CONNECTIONS: connections, LANES_FILE: file } = values
  if (smtpUrl && file) throw new UserError('LANES_FILE: set this one or SMTP_URL, not both')
  if (file) return readLanesFile(file)
  return smtpUrl ? [laneTo(smtpUrl, { connections })] : []
}

function readDkim(values: z.infer<typeof Environment>, mailFrom: MailFrom): DkimConfig | null {
  if (!values.DKIM_KEYS) return null
  const domain = values.DKIM_DOMAIN ?? mailFrom.address.replace(/^.*@/, '')
  return { domain, keys: readDkimKeys(values.DKIM_KEYS) }
}

function parseMailFrom(value: string): MailFrom {
  const [, name = '', local, domain = ''] =
    /^(?:"?([^"<]*?)"?\s*<)?([^\s<>@]+)@([^\s<>]+?)>?$/.exec(value) ?? []
  const ascii = domainToASCII(domain)
  if (!local || ascii === '' || !/^[\x21-\x7e]+$/.test(local) || /[\p{Cc}\p{Cf}]/u.test(name)) {
    throw new UserError('MAIL_FROM: must be an address of plain letters: Paperboy <news@example.org>')
  }
  return { name, address: `${local}@${ascii}` }
}

/** The embedded size makes its own key on the first start; links in old mails need the same one for years. */
function keptSecretKey(dataDir: string): string {
  const path = join(dataDir, 'secret-key')
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(path, 'utf8').trim()
}
