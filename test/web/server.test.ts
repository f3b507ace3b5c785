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

test('a port in use stops the start with its name', async () => {
  const { deps } = await testApp()
  const server = await startServer(deps, 0)
  onTestFinished(() => server.stop())
  await expect(startServer(deps, server.port)).rejects.toThrow(`PORT: ${server.port} is in use`)
})
