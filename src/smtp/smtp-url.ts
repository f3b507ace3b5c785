/** The query parameters of an SMTP URL, in nodemailer's names, and the values that each accepts. */
const options: Record<string, 'boolean' | 'number' | 'text'> = {
  ignoreTLS: 'boolean',
  requireTLS: 'boolean',
  opportunisticTLS: 'boolean',
  allowInternalNetworkInterfaces: 'boolean',
  name: 'text',
  localAddress: 'text',
  servername: 'text',
  connectionTimeout: 'number',
  greetingTimeout: 'number',
  socketTimeout: 'number',
  dnsTimeout: 'number',
  'tls.rejectUnauthorized': 'boolean',
  'tls.servername': 'text',
  'tls.minVersion': 'text',
  'tls.maxVersion': 'text',
  'tls.ciphers': 'text',
}

const mustBeUrl = 'must be a URL that starts with smtp:// or smtps://'
const mustBeEncoded =
  'the password (and the user) must be percent-encoded: # is %23, / is %2F, ? is %3F, @ is %40, % is %25'

/** What is wrong with an SMTP URL, without its password; or null. */
export function smtpUrlProblem(text: string): string | null {
  if (!/^smtps?:\/\//i.test(text)) return mustBeUrl
  const rest = text.slice(text.indexOf('//') + 2)
  // The last @ ends the login. What comes before it may hold no character that ends it earlier.
  const login = rest.slice(0, Math.max(0, rest.lastIndexOf('@')))
  const isInQuery = /^[^@]*[/?][^@]*=/.test(login) && !login.includes(':')
  if (login !== '' && !isInQuery && /[#/?\s]|%(?![\da-f]{2})/i.test(login)) return mustBeEncoded
  const url = URL.parse(text)
  if (!url) return `${mustBeUrl}, with a host and a port that is a number`
  if (url.hostname === '') return 'must name a host: smtp://smtp.example.org:587'
  if (url.hash !== '' || !['', '/'].includes(url.pathname))
    return 'must end after host and port, or with options: smtp://smtp.example.org:587?requireTLS=true'
  return [...url.searchParams].map(optionProblem).find((problem) => problem !== null) ?? null
}

function optionProblem([name, value]: [name: string, value: string]): string | null {
  const kind = Object.hasOwn(options, name) ? options[name] : undefined
  if (!kind) return `there is no option “${name}”. Choose from: ${Object.keys(options).join(', ')}`
  if (kind === 'boolean' && !['true', 'false'].includes(value)) return `${name}: must be true or false`
  if (kind === 'number' && !/^\d+$/.test(value)) return `${name}: must be a number of milliseconds`
  return value === '' ? `${name}: has no value` : null
}

/** Whether a relay is on this machine, which counts as a test: nothing leaves by it unless that program passes it on. */
export function isLoopbackRelay(host: string | undefined): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host ?? 'localhost')
}
