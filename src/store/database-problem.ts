import pg from 'pg'
import { UserError } from '../errors.ts'
import { whileFull } from './patient-pool.ts'

const connectTimeoutMs = 10_000
/** The oldest PostgreSQL that the migrations run on. */
const oldestMajor = 15

/** Network errors that a wrong address, a firewall or a server that is down cause. */
const unreachable = /^(?:ECONN|EHOST|ENET|ETIMEDOUT|ENOTFOUND|EAI_|ENOENT|EPIPE)/

/**
 * Connects to PostgreSQL once and looks at its version, so that what is wrong is said before anything else is tried.
 *
 * @throws {UserError} in one line that says what to do
 */
export async function checkServer(databaseUrl: string): Promise<void> {
  try {
    const problem = versionProblem(await whileFull(() => readVersion(databaseUrl)))
    if (problem) throw new UserError(`DATABASE_URL: ${problem}`)
  } catch (error) {
    throw explainDatabaseError(error, databaseUrl)
  }
}

async function readVersion(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: connectTimeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    )
    return rows[0]?.version ?? ''
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** @param version as PostgreSQL tells it: `15.4 (Debian …)` */
export function versionProblem(version: string): string | null {
  if (Number.parseInt(version, 10) >= oldestMajor) return null
  return `PostgreSQL ${version} is too old: ${oldestMajor} is the oldest that works. Update the server.`
}

/**
 * Explains what PostgreSQL, or the way to it, refuses: one line that says what to do, without the password.
 *
 * @returns the error itself where it is another one
 */
export function explainDatabaseError(error: unknown, databaseUrl: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error
  const says = explain(error, new pg.Client(databaseUrl))
  return says === null ? error : new UserError(`DATABASE_URL: ${says}`, { cause: error })
}

function explain(error: Error, { host, port, user = '', database = '' }: pg.Client): string | null {
  const code = 'code' in error ? String(error.code) : ''
  const at = host.startsWith('/') ? host : `${host}:${port}`
  const reason = error.message || code
  if (unreachable.test(code) || /timeout expired|^Connection terminated/.test(reason)) {
    return `PostgreSQL at ${at} does not answer (${reason}): start it, or correct host and port.`
  }
  switch (code) {
    case '3D000':
      return `there is no database “${database}” at ${at}: create it (createdb -O ${user} ${database}), or correct its name.`
    case '28P01':
    case '28000':
      return `PostgreSQL at ${at} refuses the login of “${user}” (${reason}): correct user and password, or pg_hba.conf.`
    case '42501':
      return `“${user}” lacks a right in the database “${database}” (${reason}): make it the owner (ALTER DATABASE "${database}" OWNER TO "${user}").`
    case '53300':
      return `PostgreSQL at ${at} has no connection free (${reason}): raise max_connections, lower DATABASE_POOL, or stop other programs.`
    case '57P03':
      return `PostgreSQL at ${at} is not ready (${reason}): try again when it is.`
    case '25006':
      return `PostgreSQL at ${at} is read-only (${reason}): use the address of the primary.`
  }
  if (/client password must be/.test(reason))
    return `PostgreSQL at ${at} wants a password for “${user}”: put it into the URL, percent-encoded.`
  if (/SSL|certificate/i.test(reason)) return `PostgreSQL at ${at}: ${reason}: see to sslmode in the URL.`
  return null
}
