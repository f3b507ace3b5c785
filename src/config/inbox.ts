/** Where messages that come back are taken from other servers. */
export type ListenConfig = { protocol: 'smtp' | 'lmtp'; host: string; port: number }

/** Reads `host:port`, `smtp://host:port` or `lmtp://host:port`; null where it is none of them. */
export function parseListen(text: string): ListenConfig | null {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `smtp://${text}`)
  const protocol = url?.protocol === 'smtp:' ? 'smtp' : url?.protocol === 'lmtp:' ? 'lmtp' : null
  if (!url || !protocol || url.hostname === '' || url.port === '') return null
  if (url.username || url.password || url.search || url.hash || !['', '/'].includes(url.pathname)) return null
  return { protocol, host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port) }
}

/** A mailbox that messages come back to. */
export type ImapConfig = {
  host: string
  port: number
  /** Whether TLS comes first; otherwise the server must offer STARTTLS, unless it is on this machine. */
  isSecure: boolean
  user: string
  password: string
  /** A file with an OAuth2 access token, read at each login, which counts instead of the password; or null. */
  tokenFile: string | null
  mailbox: string
  /** Where messages go once they are kept. */
  moveTo: string
}

export type ImapParse = { ok: true; imap: Omit<ImapConfig, 'tokenFile'> } | { ok: false; problem: string }

/** Reads `imaps://user:password@host[:port][/mailbox][?moveTo=folder]`. */
export function parseImapUrl(text: string): ImapParse {
  const wrong = (problem: string): ImapParse => ({ ok: false, problem })
  const url = URL.parse(text)
  if (!url || !['imap:', 'imaps:'].includes(url.protocol) || url.hostname === '')
    return wrong('must be a URL: imaps://user:password@imap.example.org')
  const isSecure = url.protocol === 'imaps:'
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'moveTo')
  if (unknown !== undefined) return wrong(`there is no option “${unknown}”, only moveTo`)
  try {
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    if (user === '') return wrong('must name the user: imaps://user:password@imap.example.org')
    return {
      ok: true,
      imap: {
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: url.port === '' ? (isSecure ? 993 : 143) : Number(url.port),
        isSecure,
        user,
        password,
        mailbox: decodeURIComponent(url.pathname.replace(/^\//, '')) || 'INBOX',
        moveTo: url.searchParams.get('moveTo') ?? 'Paperboy',
      },
    }
  } catch {
    return wrong('user, password and mailbox must be percent-encoded: @ is %40, % is %25')
  }
}
