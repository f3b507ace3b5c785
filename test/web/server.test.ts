import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/web/server.ts'
import { createLimits } from '../../src/web/limits.ts'
import { insertSubscribers, testApp } from './test-app.ts'
import { idOf } from '../helpers/subscribers.ts'

test('the server answers on its port, and lets a request under way finish when it stops', async () => {
  const site = await testApp()
  const entered = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const deps = {
    ...site.deps,
    enqueueEdition: async () => {
      entered.resolve()
      await leave.promise
    },
  }
  const server = await startServer(deps, 0)
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  await fetch(`${server.url}/subscribe`, {
    method: 'POST',
    body: new URLSearchParams({ email: 'ada@example.org' }),
  })
  await site.answerRequests()
  const id = await idOf(site.context.db, 'ada@example.org')
  const underWay = fetch(server.url + site.link('confirm', id), { method: 'POST' })
  await entered.promise
  const stopped = server.stop()
  leave.resolve()
  expect((await underWay).status).toBe(200)
  await stopped
  await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed')
})

test('where all is embedded it answers this machine and nobody else', async () => {
  const { deps } = await testApp()
  const server = await startServer(deps, 0)
  onTestFinished(() => server.stop())
  expect((await fetch(`http://127.0.0.1:${server.port}/health`)).status).toBe(200)
  for (const address of ownAddresses())
    await expect(fetch(`http://${address}:${server.port}/health`)).rejects.toThrow('fetch failed')
})

/** Those by which other machines reach this one. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .flatMap(({ internal, family, address }) => (internal || family !== 'IPv4' ? [] : [address]))
}

test.each([
  ['192.0.2.1', 0, 'HOST: 192.0.2.1 is no address of this machine'],
  ['::ffff:192.0.2.1', 0, 'HOST: ::ffff:192.0.2.1 is no address of this machine'],
])('listening on %s fails with what to change', async (host, port, says) => {
  const { deps } = await testApp({ web: { host } })
  await expect(startServer(deps, port)).rejects.toThrow(says)
})

test('a network holds so many connections open, and those beyond are closed at once', async () => {
  const { deps } = await testApp()
  const server = await startServer(deps, 0, { perNetwork: 3, overall: 100 })
  onTestFinished(() => server.stop())
  const open = async () => {
    const socket = connect(server.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n')
    return socket
  }
  const held = [await open(), await open(), await open()]
  const refused = await open()
  refused.on('error', () => undefined)
  await once(refused, 'close')
  held[0]?.end('\r\n')
  const [answer] = await once(held[0] ?? refused, 'data')
  expect(String(answer)).toContain('200 OK')
  held[1]?.destroy()
  await expect.poll(async () => (await fetch(`${server.url}/health`).catch(() => null))?.status).toBe(200)
})

test('TRACE, which would show what a proxy has added, is refused', async () => {
  const { deps } = await testApp()
  const server = await startServer(deps, 0)
  onTestFinished(() => server.stop())
  const [answer] = await once(
    request({ port: server.port, host: '127.0.0.1', method: 'TRACE' }).end(),
    'response',
  )
  expect(answer).toMatchObject({ statusCode: 405 })
})

test('a port in use stops the start with its name', async () => {
  const { deps } = await testApp()
  const server = await startServer(deps, 0)
  onTestFinished(() => server.stop())
  await expect(startServer(deps, server.port)).rejects.toThrow(`PORT: ${server.port} is in use`)
})

test('what a network was refused is refused again before its body comes, and nothing else is', async () => {
  const site = await testApp({ web: { trustedProxies: [[ipaddr.parse('127.0.0.1'), 32]] } })
  const { config, logger } = site.context
  const rules = {
    form: { network: { points: 1, seconds: 60 } },
    search: { network: { points: 1, seconds: 60 } },
  }
  const server = await startServer(
    { ...site.deps, limits: createLimits(config, site.context, logger, rules) },
    0,
  )
  onTestFinished(() => server.stop())
  await insertSubscribers(site.context, ['ada@example.org'], 'active')
  const leave = site.link('unsubscribe', await idOf(site.context.db, 'ada@example.org'))
  const ask = (path: string, init: RequestInit = {}, from = '192.0.2.1') =>
    fetch(server.url + path, { ...init, headers: { 'X-Forwarded-For': from, ...init.headers } })
  const post = { method: 'POST', body: new URLSearchParams({ email: 'x' }) }
  const refusals = []
  for (let i = 0; i < 3; i++) refusals.push(await ask('/subscribe', post))
  expect(refusals.map(({ status }) => status)).toEqual([422, 429, 429])
  expect(await refusals[1]?.text()).toContain('<!doctype html>')
  expect(await refusals[2]?.text()).toMatch(/Try again in a minute[^]*in einer Minute[^]*1 分钟/)
  expect(Number(refusals[2]?.headers.get('retry-after'))).toBeGreaterThan(50)
  const headers = { 'X-Forwarded-For': '192.0.2.9', 'Content-Length': 60_000 }
  const slow = request({ port: server.port, host: '127.0.0.1', method: 'POST', path: '/subscribe', headers })
  slow.on('error', () => undefined).write('email=')
  const [answer] = await once(slow, 'response')
  expect(answer).toMatchObject({ statusCode: 429 })
  slow.destroy()
  for (let i = 0; i < 2; i++) await ask('/api/v1/search?q=a')
  const again = await ask('/api/v1/search?q=b')
  expect([again.status, again.headers.get('content-type')]).toEqual([429, 'application/problem+json'])
  for (const path of ['/', '/subscribe', '/health', '/api/v1/topics', leave])
    expect((await ask(path)).status, `${path} is served`).toBe(200)
  const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }
  expect((await ask(leave, oneClick)).status).toBe(200)
  expect((await ask('/subscribe', post, '198.51.100.1')).status).toBe(422)
})
