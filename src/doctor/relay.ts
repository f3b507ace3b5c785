import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { LaneConfig } from '../smtp/lane-config.ts'
import { messageOf } from '../errors.ts'
import { right, unsure, wrong, type Say } from './finding.ts'

const timeoutMs = 10_000
const soonDays = 14

/** Connects and logs in as a worker would, and looks at the certificate. */
export async function checkRelay({ smtp: { auth, ...options } }: LaneConfig): Promise<Say[]> {
  const host = options.host ?? 'localhost'
  const at = `${host}:${options.port ?? (options.secure ? 465 : 587)}`
  let certificate: PeerCertificate | undefined
  const connection = new SMTPConnection({
    ...options,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    tls: {
      ...options.tls,
      checkServerIdentity: (name: string, seen: PeerCertificate) => {
        certificate = seen
        return checkServerIdentity(name, seen)
      },
    },
  })
  connection.on('error', () => connection.close())
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    return [checkTls(at, host, connection.secure, certificate), await checkLogin(connection, at, auth)]
  } catch (error) {
    return [wrong(`${at}: ${messageOf(error)}${hintFor(messageOf(error))}`)]
  } finally {
    connection.close()
  }
}

function checkTls(
  at: string,
  host: string,
  isSecure: boolean,
  certificate: PeerCertificate | undefined,
): Say {
  if (!isSecure) {
    const says = `${at} talks without TLS`
    return /^(?:localhost|127\..*|::1)$/.test(host)
      ? right(`${says}, on this machine`)
      : wrong(`${says}: use smtps://, or a relay with STARTTLS and ?requireTLS=true`)
  }
  if (!certificate)
    return unsure(`${at} talks TLS, but its certificate is not verified: take rejectUnauthorized away`)
  return expiry(`${at} talks TLS`, certificate.valid_to)
}

/** @param validTo as Node tells it: `May 20 07:00:00 2027 GMT` */
export function expiry(says: string, validTo: string): Say {
  const days = Math.floor((Date.parse(validTo) - Date.now()) / 86_400_000)
  const until = new Date(validTo).toISOString().slice(0, 10)
  return days < soonDays
    ? unsure(`${says}, but its certificate ends on ${until}: see that it is renewed`)
    : right(`${says}, with a certificate until ${until}`)
}

async function checkLogin(
  connection: SMTPConnection,
  at: string,
  auth: LaneConfig['smtp']['auth'],
): Promise<Say> {
  if (!auth) return right(`${at} wants no login that we know of`)
  const failure = await new Promise<Error | null>((resolve) => {
    connection.login(auth, (error) => resolve(error ?? null))
  })
  if (!failure) return right(`${at} takes the login`)
  return wrong(`${at} refuses the login: ${failure.message}; see to user and password in SMTP_URL`)
}

function hintFor(problem: string): string {
  if (/self[- ]signed|unable to (?:verify|get)/i.test(problem))
    return '; where that certificate is right, give its issuer in NODE_EXTRA_CA_CERTS'
  if (/expired/i.test(problem)) return '; the relay’s operator must renew it'
  if (/altnames|does not match/i.test(problem)) return '; use the name that is in the certificate'
  if (/ECONNREFUSED|ENOTFOUND|ETIMEDOUT|timeout/i.test(problem)) return '; see to host, port and firewall'
  return ''
}
