import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/web/server.ts'
import { testApp } from './test-app.ts'
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
