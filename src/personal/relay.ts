import wellKnown from 'nodemailer/lib/well-known'
import { UserError } from '../errors.ts'
import { smtpUrlProblem } from '../smtp/smtp-url.ts'

/** What says where mail goes out. Each may be missing. */
export type RelaySettings = {
  /** A URL, or the name of a mail provider. */
  smtp: string | undefined
  /** Whom to log in as. */
  user: string | undefined
  password: string | undefined
  /** Of the reader. Where it is at a provider that is known, that one is meant. */
  address: string
}

/** Where mail goes out: with the login, as `SMTP_URL` has it. `user` is null where there is none. */
export type Relay = { url: string; user: string | null }

/** @throws {UserError} that says what to set */
export function findRelay({ smtp, user, password, address }: RelaySettings): Relay {
  if (smtp !== undefined && /^smtps?:/i.test(smtp)) return relayAt(smtp, user, password)
  const service = wellKnown(smtp ?? address)
  if (!service || !service.host) {
    throw new UserError(
      smtp === undefined ? noRelay : `There is no mail provider “${smtp}” that is known. ${example}`,
    )
  }
  if (password === undefined) throw new UserError(noPassword(smtp ?? service.host))
  const login = `${encodeURIComponent(user ?? address)}:${encodeURIComponent(password)}`
  const scheme = service.secure ? 'smtps' : 'smtp'
  const port = service.port ?? (service.secure ? 465 : 587)
  const options = service.secure ? '' : '?requireTLS=true'
  return { url: `${scheme}://${login}@${service.host}:${port}${options}`, user: user ?? address }
}

/** A URL, with user and password from elsewhere where it has none. */
function relayAt(text: string, user: string | undefined, password: string | undefined): Relay {
  const problem = smtpUrlProblem(text)
  if (problem) throw new UserError(`The SMTP URL ${problem}`)
  const url = new URL(text)
  if (user !== undefined) url.username = encodeURIComponent(user)
  if (url.username !== '' && url.password === '') {
    if (password === undefined) throw new UserError(noPassword(url.hostname))
    url.password = encodeURIComponent(password)
  }
  return { url: url.href, user: decodeURIComponent(url.username) || null }
}

const example =
  'Set a name like gmail, or a URL: --smtp gmail, --smtp smtp://user@host:587 (in the file: “smtp: gmail”).'
const noRelay = `There is no way to send mail yet. ${example} The password comes from SMTP_PASSWORD in the environment; or set SMTP_URL=smtp://user:password@host:587 there. Without any, “--dry-run” and “paperboy digest” show what would come.`

function noPassword(provider: string): string {
  return `SMTP_PASSWORD: must be set in the environment, to an app password of ${provider}: mailboxes with two-step login give one to each program, in their security settings.`
}
