import type { Config } from './config.ts'
import { loadConfig } from './load.ts'

/** What `paperboy daily` takes from the environment as the service does. What else may be set there is a server's. */
export const ownVariables = [
  'BRAND',
  'DKIM_KEYS',
  'DKIM_DOMAIN',
  'SOURCES',
  'TOPICS',
  'SOURCE_REDIRECT_HOSTS',
  'HF_URL',
  'ARXIV_URL',
  'ARXIV_DETAILS',
  'ARXIV_RSS_URL',
  'LOG_LEVEL',
] as const

/** Nothing is signed with it that leads anywhere: a digest to oneself has no links of ours, and its names need no secret. */
const publicKey = 'paperboy daily signs no links, so this key is no secret'

type OwnOptions = {
  /** Where mail goes out; without it, nothing can be sent. */
  smtpUrl: string | undefined
  /** The sender: an address, or one with a name. */
  from: string
  /** The settings file, which the mail names. */
  file: string | null
}

/**
 * The config of a run for one person, who has no server: mail needs no links of ours, no postal address and no way to leave.
 * Only warnings are logged, unless asked for more, since what cron's jobs print is mailed.
 *
 * @throws {UserError} naming every variable that is wrong
 */
export function loadOwnConfig(env: NodeJS.ProcessEnv, { smtpUrl, from, file }: OwnOptions): Config {
  const given = Object.fromEntries(ownVariables.map((name) => [name, env[name]]))
  const config = loadConfig({
    ...given,
    LOG_LEVEL: env['LOG_LEVEL'] || 'warn',
    SMTP_URL: smtpUrl,
    SMTP_CONNECTIONS: '1',
    MAIL_FROM: from,
    SECRET_KEY: publicKey,
    ALLOW_LOCAL_LINKS: '1',
  })
  const { address, name } = config.mail.from
  return {
    ...config,
    mail: { ...config.mail, from: { address, name: name || config.brand.name }, own: { file } },
  }
}
