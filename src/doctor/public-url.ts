import { connect } from 'node:tls'
import type { WebConfig } from '../config/config.ts'
import { isLocalAddress, isThisMachineOnly, listensLine } from '../config/public-url.ts'
import { messageOf } from '../errors.ts'
import { routes } from '../routes.ts'
import { right, unsure, wrong, type Say } from './finding.ts'
import { expiry } from './relay.ts'

const timeoutMs = 10_000
/** Of the right shape, so that it is looked at, and of nobody. */
const bogusToken = `AAAAAA.1.aaaaaa.${'A'.repeat(27)}`

/** Says where the web pages listen: people elsewhere need a proxy before an address of this machine alone. */
export function checkHost({ host, port, publicUrl }: Pick<WebConfig, 'host' | 'port' | 'publicUrl'>): Say {
  const says = `the web pages listen ${listensLine(host, port)}`
  return isThisMachineOnly(host) && !isLocalAddress(publicUrl)
    ? unsure(`${says}; ${publicUrl} needs a proxy on this machine that passes requests on`)
    : right(says)
}

/** Comes to the web pages as readers and providers do. */
export async function checkPublicUrl(publicUrl: string): Promise<Say[]> {
  const { protocol, hostname, port } = new URL(publicUrl)
  const isLocal = /^(?:localhost|127\..*|\[::1\])$/.test(hostname)
  const scheme =
    protocol === 'https:'
      ? expiry(`${publicUrl} talks TLS`, await certificateEnd(hostname, Number(port || 443)))
      : isLocal
        ? unsure(`${publicUrl} leads nowhere from other machines: set PUBLIC_URL before real mail`)
        : wrong(`${publicUrl} is not https: providers offer one-click unsubscribing only there`)
  return [scheme, await checkHealth(publicUrl), await checkOneClick(publicUrl)]
}

async function certificateEnd(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, timeout: timeoutMs }, () => {
      resolve(socket.getPeerCertificate().valid_to)
      socket.destroy()
    })
    socket.once('error', reject)
    socket.once('timeout', () => socket.destroy(new Error('it does not answer')))
  })
}

async function checkHealth(publicUrl: string): Promise<Say> {
  const url = publicUrl + routes.health.href()
  const response = await ask(url, {})
  if (typeof response === 'string')
    return wrong(`${url}: ${response}; is the web page running, and the proxy right?`)
  return response.ok ? right(`${url} answers ${response.status}`) : wrong(`${url} answers ${response.status}`)
}

/** RFC 8058: the answer must come at once, also to a client without cookies, and never be a redirect. */
async function checkOneClick(publicUrl: string): Promise<Say> {
  const url = publicUrl + routes.unsubscribe.href({ token: bogusToken })
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const response = await ask(url, { method: 'POST', body })
  if (typeof response === 'string') return wrong(`one-click unsubscribing: ${response}`)
  const { status } = response
  if (status >= 300 && status < 400)
    return wrong(`one-click unsubscribing is redirected (${status}): let the proxy pass POST on as it is`)
  if (status >= 400 && status < 500 && status !== 403 && status !== 405)
    return right(`one-click unsubscribing reaches us: a made-up link is refused (${status})`)
  return wrong(`one-click unsubscribing answers ${status} to a made-up link: something else answers there`)
}

async function ask(url: string, init: RequestInit): Promise<Response | string> {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error
    return messageOf(cause)
  }
}
