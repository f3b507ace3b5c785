// What a visitor feels while the service is attacked from 20 networks: the time that `/` takes under each attack, beside the time
// that it takes when it is quiet, in turns; then under all attacks together on the embedded size, while an edition goes out.
//   npm run bench:attacks                 SECONDS=10 of each in each of ROUNDS=3, MINUTES=10 of all together, RATE=200 requests a second
//   npm run bench:attacks -- --write      writes the table into docs/security.md
// The service, the visitor and the attackers are processes of their own. The attackers take only the processor time that the others
// leave (nice 19): this measures the service, and not a machine that is shared with the tools of an attack.
import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { attacks } from './attack-list.ts'
import { startTarget, type Target } from './target.ts'

const seconds = Number(process.env['SECONDS'] ?? 10)
const rounds = Number(process.env['ROUNDS'] ?? 3)
const minutes = Number(process.env['MINUTES'] ?? 10)
const rate = Number(process.env['RATE'] ?? 200)
const chosen = process.env['ATTACKS']?.split(',') ?? Object.keys(attacks)
const readers = 200
const mostMb = 1024

const startMs = 60_000
const slot = nextSlot(new Date(Date.now() + startMs + chosen.length * rounds * (seconds + 5) * 2000))
const target = await startTarget(readers, slot)
const rows: string[][] = []
let group = 0
for (const name of chosen) await measure(name, rounds, seconds, [name])
if (minutes > 0) {
  await sleep(Math.max(0, slot.getTime() - Date.now() - 60_000))
  const slow = holdConnections(target.port, minutes * 60)
  await measure(`all of them, ${minutes} minutes`, 1, minutes * 60, Object.keys(attacks))
  await slow
  // Late is not lost: what was left over goes out when it is quiet again.
  for (let waited = 0; target.readersMailed() < readers && waited < 300; waited++) await sleep(1000)
}
const most = target.mostMb()
const { code, kept } = await target.stop()
report(code, kept)

/** Quiet and attacked in turns, so that what else the machine does is in both. */
async function measure(label: string, times: number, forSeconds: number, names: string[]): Promise<void> {
  const quiet: number[] = []
  const attacked: number[] = []
  const answers = new Map<string, number>()
  for (let round = 0; round < times; round++) {
    await target.untilIdle()
    quiet.push(...(await visit(Math.min(forSeconds, 60))))
    const attackers = names.map((name) => attack(name, forSeconds + 1))
    await sleep(1000)
    attacked.push(...(await visit(forSeconds)))
    for (const counts of await Promise.all(attackers))
      for (const [status, count] of counts) answers.set(status, (answers.get(status) ?? 0) + count)
  }
  rows.push([label, ...figures(quiet, attacked), answered(answers, (forSeconds + 1) * times)])
  console.log(rows.at(-1)?.join('  '))
}

async function visit(forSeconds: number): Promise<number[]> {
  return z.array(z.number()).parse(await output('visitor.ts', [target.url, String(forSeconds)], 0))
}

async function attack(name: string, forSeconds: number): Promise<[string, number][]> {
  group += 1
  const args = [target.url, name, String(forSeconds), String(rate), String(group)]
  return z.array(z.tuple([z.string(), z.number()])).parse(await output('attacker.ts', args, 19))
}

/** Runs one of the programs beside this one. @returns what it printed */
async function output(file: string, args: string[], niceness: number): Promise<unknown> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const command = ['-n', String(niceness), process.execPath, ...process.execArgv, path, ...args]
  const child = spawn('nice', command, { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const chunk of child.stdout) text += String(chunk)
  return JSON.parse(text)
}

/** Connections that send one byte of a request in a while. */
async function holdConnections(port: Target['port'], forSeconds: number): Promise<void> {
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

/** The next time after `after` at which some time zone's hour begins: on the quarters, but for :45. */
function nextSlot(after: Date): Date {
  const quarter = 15 * 60_000
  const next = new Date(Math.ceil(after.getTime() / quarter) * quarter)
  return next.getUTCMinutes() === 45 ? new Date(next.getTime() + quarter) : next
}

function figures(quiet: number[], attacked: number[]): string[] {
  const at = (taken: number[], share: number) =>
    taken.toSorted((a, b) => a - b)[Math.floor((taken.length - 1) * share)] ?? 0
  const ms = (taken: number[]) => `${at(taken, 0.5).toFixed(1)} / ${at(taken, 0.99).toFixed(1)} ms`
  return [ms(quiet), ms(attacked), `${(at(attacked, 0.99) / at(quiet, 0.99)).toFixed(1)}×`]
}

function answered(answers: Map<string, number>, forSeconds: number): string {
  const sum = [...answers.values()].reduce((total, count) => total + count, 0)
  const refused = answers.get('429') ?? 0
  return `${(sum / forSeconds).toFixed(0)}/s, ${((refused / Math.max(1, sum)) * 100).toFixed(0)} % refused`
}

function report(code: number | null, kept: number): void {
  const head = [
    [
      'attack, from 20 networks',
      'quiet: median / p99',
      'attacked: median / p99',
      'p99 to p99',
      'the attack got',
    ],
    ['---', '---', '---', '---', '---'],
  ]
  const table = [...head, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
  const got = target.readersMailed()
  const end = `The service took ${most.toFixed(0)} MB at most (goal: ${mostMb}), ended with ${code}, had ${kept} of ${readers} subscribers left, and ${got} of ${readers} got the mail of the day.`
  console.log(`${table}\n\n${end}`)
  if (process.argv.includes('--write')) writeFigures(`${table}\n\n${end}`)
  process.exitCode = code === 0 && kept === readers && got === readers && most <= mostMb ? 0 : 1
}

function writeFigures(text: string): void {
  const path = fileURLToPath(new URL('../../../docs/security.md', import.meta.url))
  const [before = '', after = ''] = readFileSync(path, 'utf8').split(/<!-- attacks -->[^]*<!-- \/attacks -->/)
  writeFileSync(path, `${before}<!-- attacks -->\n\n${text}\n\n<!-- /attacks -->${after}`)
}
