import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Subnet } from '../config/trusted-proxies.ts'
import { languages } from '../subscribers/preference-schemas.ts'
import { problemHeaders, problemOf } from './api/problem.ts'
import { pathWithout } from './base-path.ts'
import { addressBehind, networkOf } from './client-address.ts'
import type { Refusals } from './refusals.ts'
import { pageWords } from './words/catalogue.ts'

/**
 * Refuses what the pages have refused to a network before, until its time is up: before the framework and the body, for far less
 * work. The first refusal was a page.
 */
export function refuseAgain(
  refusals: Refusals,
  { trustedProxies, basePath }: { trustedProxies: readonly Subnet[]; basePath: string },
  listener: RequestListener,
): RequestListener {
  return (request, response) => {
    const path = pathWithout(basePath, (request.url ?? '').replace(/[?#].*$/s, ''))
    const network = networkOf(addressOf(request, trustedProxies) ?? '')
    const seconds = refusals.find({ network, method: request.method ?? '', path })
    if (seconds === null) listener(request, response)
    else refuse(response, path, seconds)
  }
}

function addressOf({ socket, headers }: IncomingMessage, trusted: readonly Subnet[]): string | null {
  return addressBehind(socket.remoteAddress ?? '', headers['x-forwarded-for'], trusted)
}

function refuse(response: ServerResponse, path: string, seconds: number): void {
  const isApi = path.startsWith('/api/')
  const minutes = Math.ceil(seconds / 60)
  const text = languages
    .map((language) => `${pageWords[language].problems.tooMany.text(minutes)}\n`)
    .join('\n')
  const detail = `Too many requests from your network. Try again in ${seconds} s.`
  response.writeHead(429, {
    'Content-Type': isApi ? problemHeaders['Content-Type'] : 'text/plain; charset=utf-8',
    'Retry-After': seconds,
    'Cache-Control': 'no-store',
    'Content-Security-Policy': "default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(isApi ? JSON.stringify(problemOf(429, detail)) : text)
}
