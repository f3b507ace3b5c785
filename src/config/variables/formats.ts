import { createPublicKey } from 'node:crypto'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { z } from 'zod'
import { smtpUrlProblem } from '../../smtp/smtp-url.ts'
import { parseImapUrl, parseListen } from '../inbox.ts'
import { parsePublicUrl } from '../public-url.ts'
import { secretKeyProblem } from '../secret-key.ts'
import { parseTrustedProxies } from '../trusted-proxies.ts'

export const url = (...protocols: string[]) =>
  z.string().refine(
    (value) => {
      const parsed = URL.parse(value)
      return parsed !== null && protocols.includes(parsed.protocol)
    },
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  )

export const webAddress = url('http:', 'https:').transform(withoutTrailingSlash)

export const publicUrl = z.string().transform((value, context) => {
  const parsed = parsePublicUrl(value)
  if (parsed.ok) return parsed.url
  context.addIssue(parsed.problem)
  return z.NEVER
})

export const smtpUrl = z.string().superRefine((value, context) => {
  const problem = smtpUrlProblem(value)
  if (problem) context.addIssue(problem)
})

export const secretKey = z.string().superRefine((value, context) => {
  const problem = secretKeyProblem(value)
  if (problem) context.addIssue(problem)
})

/** A domain as mail writes it: an internationalised one in its ASCII form. */
export const domain = z.string().transform((value, context) => {
  const ascii = domainToASCII(value)
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(ascii)) return ascii
  context.addIssue('must be a domain: bounces.example.org')
  return z.NEVER
})

export const listen = z.string().transform((value, context) => {
  const parsed = parseListen(value)
  if (parsed) return parsed
  context.addIssue('must be an address with a port: 127.0.0.1:2525, [::1]:2525, lmtp://127.0.0.1:24')
  return z.NEVER
})

export const imapUrl = z.string().transform((value, context) => {
  const parsed = parseImapUrl(value)
  if (parsed.ok) return parsed.imap
  context.addIssue(parsed.problem)
  return z.NEVER
})

export const mailFrom = z.string().transform((value, context) => {
  const from = parseMailFrom(value)
  if (from) return from
  context.addIssue(
    'must be an address in ASCII, with a name that holds no quote: Paperboy <news@example.org>',
  )
  return z.NEVER
})

export const trustedProxies = z.string().transform((value, context) => {
  const trusted = value === '' ? [] : parseTrustedProxies(value)
  if (trusted) return trusted
  context.addIssue('must be addresses or subnets, separated by commas: 10.0.0.0/8, 2001:db8::1')
  return z.NEVER
})

export const commaSeparated = (value: string) => value.split(',').map((one) => one.trim())
export const hosts = z.string().transform((value, context) => {
  const parsed = commaSeparated(value).map((one) => URL.parse(`https://${one.replace(/:80$/, '')}/`))
  if (
    parsed.every((url) => url !== null && url.pathname === '/' && !url.username && !url.search && !url.hash)
  )
    return parsed.flatMap((url) => url?.host ?? [])
  context.addIssue('must be hosts, separated by commas: feeds.intranet.example, 10.0.0.5:8080')
  return z.NEVER
})
export const snsTopics = z
  .string()
  .transform(commaSeparated)
  .pipe(
    z.array(
      z
        .string()
        .regex(/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'must be topics of SNS: arn:aws:sns:…'),
    ),
  )
export const ecKey = z
  .string()
  .refine(isEcKey, 'must be the public key that SendGrid shows, in one line of base64')
export const bearerToken = z
  .string()
  .min(16, 'must be at least 16 characters')
  // RFC 6750: other characters cannot be sent as a bearer token.
  .regex(/^[\w.~+/-]+=*$/, 'must consist of letters, digits and - . _ ~ + /')
export const onOrOff = z.enum(['on', 'off'], 'must be on or off').transform((value) => value === 'on')
export const port = z.coerce.number('must be a port number').int().min(0).max(65_535)
export const host = z
  .string()
  .refine(
    (value) => isIP(value) !== 0 || value === 'localhost',
    'must be an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 or :: for all',
  )
export const seconds = z.coerce.number('must be a number of seconds')

export const percent = z.coerce.number('must be a number').gt(0).max(100)

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

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
