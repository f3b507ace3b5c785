import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { databaseEnvironment } from './helpers/cli.ts'
import { temporaryDir } from './helpers/context.ts'
import { freePort } from './helpers/ports.ts'
import { startPart } from './helpers/processes.ts'
import { lacks } from './helpers/requirements.ts'
import { startRedisServer } from './helpers/servers.ts'

const launcher = fileURLToPath(new URL('../src/launch.mjs', import.meta.url))

/** Makes the first process believe that it is Node 20, and not the one that it starts. */
const asNode20 = `data:text/javascript,${encodeURIComponent(`
  if (process.env.AS_NODE_20) {
    delete process.env.AS_NODE_20
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })
  }`)}`

function launchOnNode20(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', asNode20, launcher, ...args], {
    env: { PATH: process.env['PATH'], AS_NODE_20: '1', LOG_LEVEL: 'error', INBOX_PORT: '0', ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  const until = (text: string) =>
    new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          output += chunk.toString()
          if (output.includes(text)) resolve()
        })
      }
      child.once('close', () => reject(new Error(`it ended and said: ${output}`)))
    })
  return { child, until, ended: once(child, 'exit') }
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'under an older Node, %s stops the service, and the launcher ends after it',
  { timeout: 120_000 },
  async (signal) => {
    const env = { ...(await databaseEnvironment()), PORT: String(await freePort()) }
    const { child, until, ended } = launchOnNode20(['start', '--only', 'web'], env)
    await until('Ready')
    child.kill(signal)
    // Ctrl-C reaches both processes: what is passed on comes twice.
    child.kill(signal)
    expect(await ended).toEqual([0, null])
    await expect(fetch(`http://127.0.0.1:${env.PORT}/health`)).rejects.toThrow('fetch failed')
  },
)

test.skipIf(lacks('redis'))(
  'a service whose Redis has gone stops all the same',
  { timeout: 120_000 },
  async () => {
    const redis = await startRedisServer()
    onTestFinished(() => redis.remove())
    const env = { ...(await databaseEnvironment()), PORT: String(await freePort()), REDIS_URL: redis.url }
    const service = await startPart([], env)
    await redis.stop('SIGKILL')
    const began = Date.now()
    await service.stop()
    expect(Date.now() - began).toBeLessThan(30_000)
  },
)

test('under an older Node, the launcher ends with the code of the command', { timeout: 60_000 }, async () => {
  const { until, ended } = launchOnNode20(['classify', '/nonexistent.json'], {})
  await until('There is no file /nonexistent.json')
  expect(await ended).toEqual([1, null])
})

test('a clone whose packages are not installed says how to install them', async () => {
  const clone = await temporaryDir()
  await mkdir(join(clone, 'src'))
  await copyFile(launcher, join(clone, 'src/launch.mjs'))
  const child = spawn(process.execPath, [join(clone, 'src/launch.mjs'), 'init'])
  expect(await text(child.stderr)).toBe(
    `The packages that Paperboy needs are not installed: run \`npm ci\` in ${clone}/\n`,
  )
})

/** Says at the end whether the highlighter was loaded, which leaves a global. */
const tellHighlighter = `data:text/javascript,${encodeURIComponent(`
  process.on('exit', () => process.stderr.write('Prism' in globalThis ? 'highlighter' : 'none'))`)}`

test('a start does not load the highlighter that React Email brings', { timeout: 60_000 }, async () => {
  const child = spawn(process.execPath, ['--import', tellHighlighter, launcher, 'start', '--help'])
  expect(await text(child.stderr)).toBe('none')
  await import('react-email')
  expect(globalThis).toHaveProperty('Prism')
})
