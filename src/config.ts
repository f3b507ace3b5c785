import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { UserError } from './errors.ts'

const url = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      const parsed = URL.parse(value)
      return parsed !== null && protocols.includes(parsed.protocol)
    },
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  )

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const Environment = z.object({
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  SMTP_URL: url('smtp:', 'smtps:').optional(),
  DATA_DIR: z.string().default('./data'),
  PORT: z.coerce.number('must be a port number').int().min(0).max(65_535).default(3000),
  PUBLIC_URL: url('http:', 'https:').optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^<>@\r\n]*<?[^\s<>@]+@[^\s<>@]+>?$/, 'must be an address: Paperboy <news@example.org>')
    .optional(),
  SECRET_KEY: z
    .string()
    .min(32, 'must be at least 32 characters, e.g. from `openssl rand -hex 32`')
    .optional(),
  POSTAL_ADDRESS: z.string().optional(),
  HF_URL: url('http:', 'https:').default('https://huggingface.co'),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
})

/** Everything that the environment decides, read once. Nothing else looks at `process.env`. */
export type Config = {
  /** PostgreSQL's URL, or null for the embedded database under `dataDir`. */
  databaseUrl: string | null
  /** Redis' URL, or null for BullMQ on the database. */
  redisUrl: string | null
  /** The relay's URL, or null for the built-in inbox. */
  smtpUrl: string | null
  dataDir: string
  port: number
  /** Where people reach the web pages, without a trailing slash: every link in a mail starts with it. */
  publicUrl: string
  mailFrom: MailFrom
  /** The operator's, which laws on bulk mail want at the end of each message. */
  postalAddress: string | null
  /** The first signs, all of them verify. */
  secretKeys: [string, ...string[]]
  huggingFaceUrl: string
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
  if (values.DATABASE_URL && !values.SECRET_KEY) {
    throw new UserError(
      'SECRET_KEY: must be set when DATABASE_URL is, e.g. to the output of `openssl rand -hex 32`',
    )
  }
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    redisUrl: values.REDIS_URL ?? null,
    smtpUrl: values.SMTP_URL ?? null,
    dataDir,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    mailFrom: parseMailFrom(values.MAIL_FROM ?? 'Paperboy <paperboy@localhost.localdomain>'),
    postalAddress: values.POSTAL_ADDRESS ?? null,
    secretKeys: [values.SECRET_KEY ?? keptSecretKey(dataDir)],
    huggingFaceUrl: values.HF_URL.replace(/\/+$/, ''),
    logLevel: values.LOG_LEVEL,
  }
}

function parseMailFrom(value: string): MailFrom {
  const match = /^(?:"?([^"<]*?)"?\s*<)?([^\s<>]+@[^\s<>]+?)>?$/.exec(value)
  return { name: match?.[1] ?? '', address: match?.[2] ?? value }
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
