import { describe, expect, test } from 'vitest'
import { createHttp } from '../../src/sources/http.ts'
import { isPublic } from '../../src/sources/follow-redirects.ts'
import { asJson } from './as-json.ts'
import { impatient, startJsonOrigin, startOrigin } from './origin.ts'

const redirectTo = (location: string) =>
  startOrigin((_, response) => response.writeHead(302, { Location: location }).end('a stranger’s text'))

const get = (url: string, redirectHosts: string[] = []) =>
  createHttp(impatient({ retries: 2, redirectHosts }))(new URL(url), asJson)

describe('a source cannot lead a request into the private network', () => {
  test.each([
    ['another port of the same machine', '127.0.0.1'],
    // Resolved to 127.0.0.1 only when the connection is made.
    ['a name of this machine', 'localhost'],
    ['an address in one number', '2130706433'],
    ['an address in hexadecimal', '0x7f.1'],
    ['IPv4 in IPv6', '[::ffff:127.0.0.1]'],
    ['IPv6', '[::1]'],
    ['no address', '0.0.0.0'],
  ])('by %s', async (_, host) => {
    const secret = await startJsonOrigin(() => ['secret'])
    const location = secret.url.replace('127.0.0.1', host)
    const origin = await redirectTo(location)
    const failure = await get(origin.url).catch(String)
    expect(failure).toMatch(/^SourceError: it redirects to .* which is not public; .*SOURCE_REDIRECT_HOSTS$/)
    expect(secret.requests).toHaveLength(0)
    // It is not tried again.
    expect(origin.requests).toHaveLength(1)
  })

  test('in the second of two steps', async () => {
    const secret = await startJsonOrigin(() => ['secret'])
    const last = await redirectTo(secret.url)
    const first = await redirectTo(last.url)
    await expect(get(first.url, [new URL(last.url).host])).rejects.toThrow('which is not public')
    expect(secret.requests).toHaveLength(0)
  })

  test.each(['file:///etc/passwd', 'http://user:secret@127.0.0.1/', 'http://[/'])(
    'by %s',
    async (location) => {
      const { url } = await redirectTo(location)
      await expect(get(url)).rejects.toThrow(/^it redirects to something else than a page$/)
    },
  )
})

test('a redirect to the same host is followed, and one to a host that the operator allows', async () => {
  const there = await startJsonOrigin(() => ['there'])
  const here = await startOrigin((request, response) => {
    response.writeHead(307, { Location: request.url === '/' ? '/next' : `${there.url}/list` }).end()
  })
  expect(await get(here.url, [new URL(there.url).host])).toMatchObject({ body: ['there'] })
  expect(here.requests.map(({ url }) => url)).toEqual(['/', '/next'])
})

test('a redirect without end has one', async () => {
  const { url, requests } = await startOrigin((_, response) =>
    response.writeHead(302, { Location: '/' }).end(),
  )
  await expect(get(url)).rejects.toThrow('it redirects more than 10 times')
  expect(requests).toHaveLength(11)
})

test.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) => {
  expect(isPublic(address)).toBe(true)
})

test.each([
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '127.0.0.1',
  '0.0.0.0',
  '169.254.169.254',
  '100.64.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::127.0.0.1',
  '::ffff:10.0.0.1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'fd00::1',
  'ff02::1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2001::1',
  '2001:db8::1',
  '4000::1',
  '',
  'localhost',
  '127.1',
])('%j is not public', (address) => {
  expect(isPublic(address)).toBe(false)
})
