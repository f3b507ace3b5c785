import fc from 'fast-check'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { parseTrustedProxies } from '../../src/config/trusted-proxies.ts'
import { clientAddress, networkOf } from '../../src/web/client-address.ts'

const trusted = parseTrustedProxies('127.0.0.1, 10.0.0.0/8,2001:db8:ffff::/48, ::ffff:172.16.0.0/108') ?? []

/** What the pages take for the client's address. */
async function seen(peer: string | undefined, forwarded?: string): Promise<string> {
  const app = new Hono().get('/', (c) => c.text(clientAddress(c, trusted) ?? 'nobody'))
  const headers = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }
  const env = { incoming: { socket: { remoteAddress: peer } } }
  return (await app.request('/', { headers }, env)).text()
}

test.each([
  ['a stranger', '192.0.2.1', undefined, '192.0.2.1'],
  ['a stranger who claims to be another', '192.0.2.1', '198.51.100.7', '192.0.2.1'],
  ['a proxy', '10.1.2.3', '198.51.100.7', '198.51.100.7'],
  ['a proxy that names nobody', '10.1.2.3', undefined, '10.1.2.3'],
  ['a proxy whose client claims to be another', '10.1.2.3', '203.0.113.9, 198.51.100.7', '198.51.100.7'],
  ['two proxies', '127.0.0.1', '203.0.113.9, 198.51.100.7, 10.9.9.9', '198.51.100.7'],
  ['a client who claims to be a proxy', '10.1.2.3', '10.0.0.5, 198.51.100.7', '198.51.100.7'],
  ['only proxies', '10.1.2.3', '10.0.0.5, 10.0.0.6', '10.0.0.5'],
  ['a proxy that passes nonsense on', '10.1.2.3', '198.51.100.7, <script>', '10.1.2.3'],
  ['an unknown client', '10.1.2.3', 'unknown', '10.1.2.3'],
  ['nonsense before the client', '10.1.2.3', 'x, , 198.51.100.7', '198.51.100.7'],
  ['ports', '10.1.2.3', '198.51.100.7:4711', '198.51.100.7'],
  ['IPv6 with a port', '2001:db8:ffff::1', '[2001:db8::7]:4711', '2001:db8::7'],
  ['a proxy by IPv4 in IPv6', '::ffff:10.1.2.3', '198.51.100.7', '198.51.100.7'],
  ['IPv4 in IPv6, in hexadecimal', '10.1.2.3', '::ffff:c633:6407', '198.51.100.7'],
  ['a proxy by IPv4 in IPv6 among the trusted', '172.16.0.1', '198.51.100.7', '198.51.100.7'],
  ['a zone', 'fe80::1%eth0', undefined, 'fe80::1'],
  ['no socket', undefined, '198.51.100.7', 'nobody'],
])('%s: %s, forwarded for %j, is %s', async (_, peer, forwarded, expected) => {
  expect(await seen(peer, forwarded)).toBe(expected)
})

test('without trusted proxies no header changes who someone is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.ipV4(), fc.string(), async (peer, forwarded) => {
      const app = new Hono().get('/', (c) => c.text(clientAddress(c, []) ?? ''))
      const headers = { 'X-Forwarded-For': forwarded.replace(/[^\x20-\x7e]/g, '') }
      const env = { incoming: { socket: { remoteAddress: peer } } }
      expect(await (await app.request('/', { headers }, env)).text()).toBe(peer)
    }),
  )
})

test.each([
  ['192.0.2.77', '192.0.2.0/24'],
  ['::ffff:192.0.2.77', '192.0.2.0/24'],
  ['::ffff:c000:24d', '192.0.2.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8::5', '2001:db8::/64'],
  ['::1', '::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b::/64'],
  ['fe80::1%eth0', 'fe80::/64'],
  ['', 'unknown'],
  ['nonsense', 'unknown'],
])('%s is in the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('every spelling of an IPv6 address is in the same network', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      expect(networkOf(address)).toMatch(/^([0-9a-f:]*::\/64|[\d.]+\.0\/24)$/)
      expect(networkOf(address.toUpperCase())).toBe(networkOf(address))
    }),
  )
})

test.each([
  '10.0.0.0/33',
  '10.0.0',
  '::1/129',
  'proxy.example.org',
  '10.0.0.1,',
  '10.0.0.0/-1',
  'fe80::1%eth0',
])('%s is no list of proxies', (text) => {
  expect(parseTrustedProxies(text)).toBeNull()
})
