// What a visitor feels while the service is attacked: the time that `/` takes, quiet and under each attack from 20 networks, then
// under all of them together on the embedded size, while an edition goes out. Starts a service of its own.
//   npm run bench:attacks                 SECONDS=20 of each, MINUTES=10 of all together, RATE=200 requests a second
//   npm run bench:attacks -- --write      writes the table into docs/security.md
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { SMTPServer } from 'smtp-server'
import { freePort } from '../helpers/ports.ts'

const seconds = Number(process.env['SECONDS'] ?? 20)
const minutes = Number(process.env['MINUTES'] ?? 10)
const rate = Number(process.env['RATE'] ?? 200)
const readers = 200
const mostMb = 1024
const root = fileURLToPath(new URL('../..', import.meta.url))
const networks = Array.from({ length: 20 }, (_, index) => `198.18.${index}.7`)
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

type Ask = { method?: 'GET' | 'POST'; path: string; body?: string; headers?: Record<string, string> }

/** What each network asks for, over and over; different each time where that is what hurts. */
const attacks: Record<string, (index: number) => Ask> = {
  'the largest forms': () => post('/subscribe', `topics=robotics&keywords=${'%F0%9F%92%A9,'.repeat(4500)}`),
  'sign-ups': (index) => post('/subscribe', `email=victim${index}@example.org`),
  'made-up links': (index) => ({
    path: `/preferences/AAAAAA.${index.toString(36)}.aaaaaa.${'A'.repeat(27)}`,
  }),
  'made-up parameters': (index) => ({ path: `/?utm_source=${index}&topic=robotics` }),
  searches: (index) => ({ path: `/search?q=${encodeURIComponent(`robot or language${index} "of the" -x`)}` }),
  'addresses that do not exist': (index) => ({ path: `/papers/arxiv:2605.${index}` }),
  'guessed tokens': () => ({
    path: '/metrics',
    headers: { Authorization: 'Bearer guessed-guessed-guessed' },
  }),
}

function post(path: string, body: string): Ask {
  return { method: 'POST', path, body, headers: form }
}

const folder = mkdtempSync(join(tmpdir(), 'paperboy-attacks-'))
const mailed = new Set<string>()
const relay = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  onRcptTo: ({ address }, _session, callback) => {
    mailed.add(address)
    callback()
  },
  onData: (stream, _session, callback) => void stream.resume().once('end', () => callback()),
})
await new Promise<void>((resolve) => {
  relay.listen(0, '127.0.0.1', resolve)
})
const relayAddress = relay.server.address()
const port = await freePort()
const url = `http://127.0.0.1:${port}`
const env = {
  PATH: process.env['PATH'],
  DATA_DIR: join(folder, 'data'),
  PORT: String(port),
  HOST: '127.0.0.1',
  TRUSTED_PROXIES: '127.0.0.1',
  SMTP_URL: `smtp://127.0.0.1:${typeof relayAddress === 'object' ? relayAddress?.port : 0}`,
  METRICS_TOKEN: 'a-token-that-is-only-for-this-benchmark',
  MIN_FILL_SECONDS: '0',
  HF_URL: 'http://127.0.0.1:9',
  ARXIV_DETAILS: 'off',
  LOG_LEVEL: 'fatal',
}

const slot = nextSlot(new Date(Date.now() + Object.keys(attacks).length * (seconds + 2) * 1000 + 60_000))
await run(['subscribers', 'import', listOfReaders()])
const service = spawn(join(root, 'src/launch.mjs'), ['start'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
for await (const chunk of service.stdout) if (String(chunk).includes('Ready')) break
service.stdout.resume()
await sleep(10_000)

const rows: string[][] = []
let mostRss = 0
try {
  const quiet = await visit(seconds)
  rows.push(['nothing', ...times(quiet, quiet)])
  for (const [name, ask] of Object.entries(attacks)) {
    const visits = visit(seconds)
    await attack(ask, seconds)
    rows.push([name, ...times(await visits, quiet)])
    console.log(rows.at(-1)?.join('  '))
    await sleep(2000)
  }
  await sleep(Math.max(0, slot.getTime() - Date.now() - 60_000))
  const visits = visit(minutes * 60)
  const slow = holdConnections(minutes * 60)
  await Promise.all([...Object.values(attacks).map((ask) => attack(ask, minutes * 60)), slow])
  rows.push([`all of them, ${minutes} minutes`, ...times(await visits, quiet)])
  // Late is not lost: what was left over goes out when it is quiet again.
  for (let waited = 0; readersMailed() < readers && waited < 300; waited++) await sleep(1000)
} finally {
  service.kill('SIGTERM')
}
const [code] = await once(service, 'exit')
const exported = await run(['subscribers', 'export'])
const kept = exported.split('\n').filter((line) => /^reader\d+@.*,active,/.test(line)).length
const got = readersMailed()
relay.close()
rmSync(folder, { recursive: true, force: true })
report()

/** A person who looks at the front page five times a second, from a network of their own. @returns milliseconds, sorted */
async function visit(forSeconds: number): Promise<number[]> {
  const taken: number[] = []
  const end = Date.now() + forSeconds * 1000
  while (Date.now() < end) {
    const began = performance.now()
    const answer = await fetch(url, { headers: { 'X-Forwarded-For': '203.0.113.5' } })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`a visitor got ${answer.status}`)
    taken.push(performance.now() - began)
    mostRss = Math.max(mostRss, rssMb(service))
    await sleep(200)
  }
  return taken.sort((a, b) => a - b)
}

async function attack(ask: (index: number) => Ask, forSeconds: number): Promise<void> {
  const requests = Array.from({ length: 100 }, (_, index) => {
    const { headers = {}, ...request } = ask(index)
    const network = networks[index % networks.length] ?? ''
    return { ...request, headers: { ...headers, 'X-Forwarded-For': network } }
  })
  await autocannon({
    url,
    connections: networks.length,
    duration: forSeconds,
    overallRate: rate,
    requests,
    workers: 1,
  })
}

/** Connections that send one byte of a request in a while. */
async function holdConnections(forSeconds: number): Promise<void> {
  const sockets = Array.from({ length: 200 }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ')
    return socket
  })
  const timer = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write('a')), 5000)
  await sleep(forSeconds * 1000)
  clearInterval(timer)
  for (const socket of sockets) socket.destroy()
}

function readersMailed(): number {
  return [...mailed].filter((address) => address.startsWith('reader')).length
}

function rssMb({ pid }: ChildProcess): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
}

/** The next time after `after` at which some time zone's hour begins: on the quarters, but for :45. */
function nextSlot(after: Date): Date {
  const quarter = 15 * 60_000
  const next = new Date(Math.ceil(after.getTime() / quarter) * quarter)
  return next.getUTCMinutes() === 45 ? new Date(next.getTime() + quarter) : next
}

/** Their hour begins at the slot, in a zone that is a quarter or a half of an hour apart where it has to be. */
function listOfReaders(): string {
  const zones: Record<number, string> = { 0: 'UTC', 15: 'Asia/Kathmandu', 30: 'Asia/Kolkata' }
  const timeZone = zones[slot.getUTCMinutes()] ?? 'UTC'
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(slot)
  const lines = Array.from(
    { length: readers },
    (_, index) => `reader${index}@example.org,${Number(hour)},${timeZone}`,
  )
  const path = join(folder, 'readers.csv')
  writeFileSync(path, `email,hour,time_zone\n${lines.join('\n')}\n`)
  return path
}

async function run(args: string[]): Promise<string> {
  const child = spawn(join(root, 'src/launch.mjs'), args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  let output = ''
  for await (const chunk of child.stdout) output += String(chunk)
  const [status] = await ended
  if (status !== 0) throw new Error(`paperboy ${args.join(' ')} ended with ${status}`)
  return output
}

function times(taken: number[], quiet: number[]): string[] {
  const at = (values: number[], share: number) => values[Math.floor((values.length - 1) * share)] ?? 0
  const ms = (value: number) => `${value.toFixed(1)} ms`
  const worst = at(taken, 0.99)
  return [ms(at(taken, 0.5)), ms(worst), `${(worst / at(quiet, 0.99)).toFixed(1)}×`]
}

function report(): void {
  const head = [
    ['attack, from 20 networks', 'median of `/`', 'p99 of `/`', 'p99 against quiet'],
    ['---', '---', '---', '---'],
  ]
  const table = [...head, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
  const end = `The service took ${mostRss.toFixed(0)} MB at most (goal: ${mostMb}), ended with ${code}, had ${kept} of ${readers} subscribers left, and ${got} of ${readers} got the mail of the day.`
  console.log(`${table}\n\n${end}`)
  if (process.argv.includes('--write')) writeFigures(`${table}\n\n${end}`)
  process.exitCode = code === 0 && kept === readers && got === readers && mostRss <= mostMb ? 0 : 1
}

function writeFigures(text: string): void {
  const path = join(root, 'docs/security.md')
  const [before = '', after = ''] = readFileSync(path, 'utf8').split(/<!-- attacks -->[^]*<!-- \/attacks -->/)
  writeFileSync(path, `${before}<!-- attacks -->\n\n${text}\n\n<!-- /attacks -->${after}`)
}
