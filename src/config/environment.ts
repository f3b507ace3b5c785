import { createPublicKey } from 'node:crypto'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { UserError } from '../errors.ts'
import { smtpUrlProblem } from '../smtp/smtp-url.ts'
import { parseImapUrl, parseListen } from './inbox.ts'
import { parsePublicUrl } from './public-url.ts'
import { secretKeyProblem } from './secret-key.ts'
import { parseTrustedProxies } from './trusted-proxies.ts'

const url = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      const parsed = URL.parse(value)
      return parsed !== null && protocols.includes(parsed.protocol)
    },
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  )

const webAddress = url('http:', 'https:').transform(withoutTrailingSlash)

const publicUrl = z.string().transform((value, context) => {
  const parsed = parsePublicUrl(value)
  if (parsed.ok) return parsed.url
  context.addIssue(parsed.problem)
  return z.NEVER
})

const smtpUrl = z.string().superRefine((value, context) => {
  const problem = smtpUrlProblem(value)
  if (problem) context.addIssue(problem)
})

const secretKey = z.string().superRefine((value, context) => {
  const problem = secretKeyProblem(value)
  if (problem) context.addIssue(problem)
})

/** A domain as mail writes it: an internationalised one in its ASCII form. */
const domain = z.string().transform((value, context) => {
  const ascii = domainToASCII(value)
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(ascii)) return ascii
  context.addIssue('must be a domain: bounces.example.org')
  return z.NEVER
})

const listen = z.string().transform((value, context) => {
  const parsed = parseListen(value)
  if (parsed) return parsed
  context.addIssue('must be an address with a port: 127.0.0.1:2525, [::1]:2525, lmtp://127.0.0.1:24')
  return z.NEVER
})

const imapUrl = z.string().transform((value, context) => {
  const parsed = parseImapUrl(value)
  if (parsed.ok) return parsed.imap
  context.addIssue(parsed.problem)
  return z.NEVER
})

const mailFrom = z.string().transform((value, context) => {
  const from = parseMailFrom(value)
  if (from) return from
  context.addIssue(
    'must be an address in ASCII, with a name that holds no quote: Paperboy <news@example.org>',
  )
  return z.NEVER
})

const trustedProxies = z.string().transform((value, context) => {
  const trusted = value === '' ? [] : parseTrustedProxies(value)
  if (trusted) return trusted
  context.addIssue('must be addresses or subnets, separated by commas: 10.0.0.0/8, 2001:db8::1')
  return z.NEVER
})

const commaSeparated = (value: string) => value.split(',').map((one) => one.trim())
const hosts = z.string().transform((value, context) => {
  const parsed = commaSeparated(value).map((one) => URL.parse(`https://${one.replace(/:80$/, '')}/`))
  if (
    parsed.every((url) => url !== null && url.pathname === '/' && !url.username && !url.search && !url.hash)
  )
    return parsed.flatMap((url) => url?.host ?? [])
  context.addIssue('must be hosts, separated by commas: feeds.intranet.example, 10.0.0.5:8080')
  return z.NEVER
})
const topics = z
  .string()
  .transform(commaSeparated)
  .pipe(
    z.array(
      z
        .string()
        .regex(/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'must be topics of SNS: arn:aws:sns:…'),
    ),
  )
const ecKey = z.string().refine(isEcKey, 'must be the public key that SendGrid shows, in one line of base64')
const bearerToken = z
  .string()
  .min(16, 'must be at least 16 characters')
  // RFC 6750: other characters cannot be sent as a bearer token.
  .regex(/^[\w.~+/-]+=*$/, 'must consist of letters, digits and - . _ ~ + /')
const onOrOff = z.enum(['on', 'off'], 'must be on or off').transform((value) => value === 'on')
const port = z.coerce.number('must be a port number').int().min(0).max(65_535)
const host = z
  .string()
  .refine(
    (value) => isIP(value) !== 0 || value === 'localhost',
    'must be an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 or :: for all',
  )
const seconds = z.coerce.number('must be a number of seconds')

const percent = z.coerce.number('must be a number').gt(0).max(100)

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Each variable, with its default. The documentation check reads the names from here. */
const variables = z.object({
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_POOL: z.coerce.number('must be a number').int().min(4).max(1000).default(10),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be a short name: a-z, 0-9, _ and -')
    .default('paperboy'),
  SMTP_URL: smtpUrl.optional(),
  SMTP_PASSWORD: z.string().optional(),
  SMTP_CONNECTIONS: z.coerce.number('must be a number').int().min(1).max(500).default(5),
  LANES_FILE: z.string().optional(),
  DATA_DIR: z.string().default('./data'),
  PORT: port.default(3000),
  HOST: host.optional(),
  HEALTH_PORT: port.optional(),
  PUBLIC_URL: publicUrl.optional(),
  ALLOW_LOCAL_LINKS: z.enum(['0', '1'], 'must be 1 or 0').default('0'),
  MAIL_FROM: mailFrom.optional(),
  BRAND: z.string().optional(),
  TEMPLATES_DIR: z.string().optional(),
  BOUNCE_DOMAIN: domain.optional(),
  BOUNCE_LISTEN: listen.optional(),
  BOUNCE_IMAP_URL: imapUrl.optional(),
  BOUNCE_IMAP_TOKEN_FILE: z.string().optional(),
  SES_TOPICS: topics.optional(),
  SENDGRID_WEBHOOK_KEY: ecKey.optional(),
  POSTMARK_WEBHOOK_PASSWORD: secretKey.optional(),
  MAILGUN_SIGNING_KEY: z.string().min(16, 'must be at least 16 characters').optional(),
  BREVO_WEBHOOK_TOKEN: bearerToken.optional(),
  WEBHOOK_SECRET: secretKey.optional(),
  BOUNCE_PAUSE_PERCENT: percent.default(5),
  COMPLAINT_PAUSE_PERCENT: percent.default(0.3),
  DKIM_KEYS: z.string().optional(),
  DKIM_DOMAIN: domain.optional(),
  CFBL_ADDRESS: z.email('must be an address: fbl@example.org').optional(),
  SECRET_KEY: secretKey.optional(),
  SECRET_KEYS: z
    .string()
    .transform(commaSeparated)
    .pipe(z.tuple([secretKey], secretKey))
    .refine((keys) => new Set(keys).size === keys.length, 'contains the same key twice')
    .optional(),
  TRUSTED_PROXIES: trustedProxies.prefault(''),
  MIN_FILL_SECONDS: seconds.min(0).max(60).default(2),
  POSTAL_ADDRESS: z.string().optional(),
  OPERATOR_EMAIL: z
    .string()
    .regex(/^[^\s<>@]+@[^\s<>@]+$/, 'must be an address: ops@example.org')
    .optional(),
  OPERATOR_TOKEN: secretKey.optional(),
  ALTCHA: onOrOff.prefault('off'),
  METRICS_TOKEN: bearerToken.optional(),
  UNCERTAIN: z.enum(['resend', 'hold'], 'must be resend or hold').default('resend'),
  RETENTION_DAYS: z.coerce.number('must be a number of days').int().min(62).max(36_500).default(400),
  LEASE_SECONDS: seconds.min(5).max(3600).default(60),
  SOURCES: z.string().optional(),
  SOURCE_REDIRECT_HOSTS: hosts.optional(),
  HF_URL: webAddress.prefault('https://huggingface.co'),
  ARXIV_URL: webAddress.prefault('https://export.arxiv.org'),
  ARXIV_DETAILS: onOrOff.prefault('on'),
  ARXIV_RSS_URL: webAddress.prefault('https://rss.arxiv.org'),
  HEARTBEAT_URL: url('http:', 'https:').optional(),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
})

/** The environment's variables, each checked and in the type that it stands for. */
export type Environment = z.infer<typeof variables>

/**
 * Checks the environment. Reads no file and changes nothing.
 *
 * @throws {UserError} with a line for each variable that is missing or wrong
 */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
  const trimmed = Object.entries(env).map(([name, value]) => [name, trim(name, value)] as const)
  // An empty value is how .env files and compose say "not set".
  const given = Object.fromEntries(trimmed.filter(([, value]) => value !== ''))
  const parsed = variables.safeParse(given)
  if (!parsed.success) {
    throw new UserError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const problems = findContradictions(parsed.data)
  if (problems.length > 0) throw new UserError(problems.join('\n'))
  return parsed.data
}

/** A file with Windows' line ends leaves a CR after each value. A key is kept as it is: it has signed links so. */
function trim(name: string, value: string | undefined): string | undefined {
  return name === 'SECRET_KEY' || name === 'SECRET_KEYS' ? value : value?.trim()
}

/** What is wrong with variables that are each fine alone. */
function findContradictions(values: Environment): string[] {
  const problems: string[] = []
  // Servers that share a database must share the key: links signed by one are opened at another.
  if (values.DATABASE_URL && !values.SECRET_KEY && !values.SECRET_KEYS) {
    problems.push(
      'SECRET_KEY: must be set when DATABASE_URL is, e.g. to the output of `openssl rand -hex 32`',
    )
  }
  if (values.SECRET_KEY && values.SECRET_KEYS) {
    problems.push('SECRET_KEY: set this one or SECRET_KEYS, not both')
  }
  // Laws on bulk mail require it in every message, and a server's mail goes to strangers.
  if (values.DATABASE_URL && !values.POSTAL_ADDRESS) {
    problems.push(
      "POSTAL_ADDRESS: must be set when DATABASE_URL is: the operator's, for the footer of each mail",
    )
  }
  if (values.BOUNCE_IMAP_TOKEN_FILE && !values.BOUNCE_IMAP_URL) {
    problems.push('BOUNCE_IMAP_TOKEN_FILE: has no use without BOUNCE_IMAP_URL')
  }
  if (values.SMTP_URL && values.LANES_FILE) {
    problems.push('LANES_FILE: set this one or SMTP_URL, not both')
  }
  return problems
}

function parseMailFrom(value: string): { name: string; address: string } | null {
  const [, name = '', local, domain = ''] =
    /^(?:"?([^"<>@\r\n]*?)"?\s*<)?([^\s<>@]+)@([^\s<>@]+?)>?$/.exec(value) ?? []
  const ascii = domainToASCII(domain)
  if (!local || ascii === '' || !/^[\x21-\x7e]+$/.test(local) || /[\p{Cc}\p{Cf}]/u.test(name)) return null
  return { name, address: `${local}@${ascii}` }
}

function isEcKey(text: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ec'
  } catch {
    return false
  }
}

function withoutTrailingSlash(address: string): string {
  return address.replace(/\/+$/, '')
}
