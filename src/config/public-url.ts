import { domainToASCII } from 'node:url'

/** Where the web pages are, as links take it; or what is wrong with it. */
export type PublicUrl = { ok: true; url: string } | { ok: false; problem: string }

/**
 * Reads the address of the web pages. An internationalised domain becomes its ASCII form, since mail headers have no other.
 * Links are made by appending to it, so it may have nothing that must stand at the end of a URL.
 */
export function parsePublicUrl(text: string): PublicUrl {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol) || !/^https?:\/\/[^/]/i.test(text))
    return fault('must be a URL that starts with http:// or https://')
  // URL decodes and maps a domain; what stays beyond ASCII, or empty, is none.
  if (domainToASCII(url.hostname.replace(/[[\]]/g, '')) === '' && !url.hostname.startsWith('['))
    return fault('its domain is none that links can lead to')
  if (url.username !== '' || url.password !== '') return fault('must have no user and no password')
  if (text.includes('?')) return fault('must have no query (from ? on): links are made by appending to it')
  if (text.includes('#')) return fault('must have no fragment (from # on): links are made by appending to it')
  if (/\s/.test(text)) return fault('must have no blanks')
  const path = url.pathname.replace(/\/+$/, '')
  if (!/^(?:\/[\w.~-]+)*$/.test(path))
    return fault(`must have a plain path of letters, digits and . _ ~ -, and has ${url.pathname}`)
  return { ok: true, url: url.origin + path }
}

/** Whether links to this address lead to the reader's own machine. */
export function isLocalAddress(publicUrl: string): boolean {
  return /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(new URL(publicUrl).hostname)
}

/** Whether a server that listens on this address is reached from this machine alone. */
export function isThisMachineOnly(host: string | null): boolean {
  return host !== null && /^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host)
}

/** Where the web pages can be reached, for whoever starts or checks them. */
export function listensLine(host: string | null, port: number): string {
  if (host === null) return `on every address of this machine, port ${port}`
  if (isThisMachineOnly(host))
    return `on ${host}, port ${port}: for this machine only, until HOST is set to 0.0.0.0 or another address`
  return `on ${host}, port ${port}`
}

function fault(problem: string): PublicUrl {
  return { ok: false, problem }
}
