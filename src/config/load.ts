import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { readDkimKeys } from '../smtp/dkim-config.ts'
import { laneTo, readLanesFile, type LaneConfig } from '../smtp/lane-config.ts'
import { readSourcesFile } from '../sources/sources-file.ts'
import type { Config, MailConfig } from './config.ts'
import { parseEnvironment, type Environment } from './environment.ts'
import { keptSecretKey } from './secret-key.ts'

/**
 * Checks the environment and reads the files that it names. The embedded size makes its secret key on the first call.
 *
 * @throws {UserError} naming every variable that is missing or wrong, or the file that cannot be used
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const values = parseEnvironment(env)
  const dataDir = resolve(values.DATA_DIR)
  return {
    store: { databaseUrl: values.DATABASE_URL ?? null, redisUrl: values.REDIS_URL ?? null, dataDir },
    web: {
      port: values.PORT,
      publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
      trustedProxies: values.TRUSTED_PROXIES,
      minFillMs: values.MIN_FILL_SECONDS * 1000,
      isProofWanted: values.ALTCHA,
      operatorToken: values.OPERATOR_TOKEN ?? null,
      metricsToken: values.METRICS_TOKEN ?? null,
    },
    mail: loadMailConfig(values),
    delivery: {
      lanes: loadLanes(values),
      leaseMs: values.LEASE_SECONDS * 1000,
      uncertain: values.UNCERTAIN,
      retentionDays: values.RETENTION_DAYS,
    },
    sources: {
      planned: readSourcesFile(values.SOURCES ?? null),
      huggingFaceUrl: values.HF_URL,
      arxivUrl: values.ARXIV_URL,
      arxivRssUrl: values.ARXIV_RSS_URL,
      isArxivAsked: values.ARXIV_DETAILS,
    },
    // Last, since it may write: a wrong variable leaves nothing behind.
    secretKeys: values.SECRET_KEYS ?? [values.SECRET_KEY ?? keptSecretKey(dataDir)],
    logLevel: values.LOG_LEVEL,
  }
}

/** The process' environment, and what a `.env` file in the current folder adds to it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return process.env
}

function loadMailConfig(values: Environment): MailConfig {
  const from = values.MAIL_FROM
  const fromDomain = from.address.replace(/^.*@/, '')
  return {
    from,
    bounceDomain: values.BOUNCE_DOMAIN ?? fromDomain,
    dkim: values.DKIM_KEYS
      ? { domain: values.DKIM_DOMAIN ?? fromDomain, keys: readDkimKeys(values.DKIM_KEYS) }
      : null,
    cfblAddress: values.CFBL_ADDRESS ?? null,
    postalAddress: values.POSTAL_ADDRESS ?? null,
    operatorEmail: values.OPERATOR_EMAIL ?? null,
  }
}

function loadLanes({ SMTP_URL, SMTP_CONNECTIONS, LANES_FILE }: Environment): LaneConfig[] {
  if (LANES_FILE) return readLanesFile(LANES_FILE)
  return SMTP_URL ? [laneTo(SMTP_URL, { connections: SMTP_CONNECTIONS })] : []
}
