import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import { newDkimKey } from '../../helpers/dkim.ts'
import { need } from '../../helpers/requirements.ts'
import { startFront } from './front.ts'
import type { Size } from './installations.ts'
import { sendByProduct, type Sending, type Stage } from './product.ts'

/** What signing, TLS and distance cost, each beside the same without, measured in turns. */
export type Relays = {
  plain: Sending[]
  signed: Sending[]
  /** Through a proxy: without TLS, with it from the first byte on, and with STARTTLS. */
  front: Sending[]
  tls: Sending[]
  startTls: Sending[]
  /** Messages per second and connection to a distant relay: by the product, by it with one command at a time, and by nodemailer's pool. */
  distant: number[]
  distantInTurn: number[]
  distantPool: number[]
}

export const noRelays = (): Relays => ({
  plain: [],
  signed: [],
  front: [],
  tls: [],
  startTls: [],
  distant: [],
  distantInTurn: [],
  distantPool: [],
})

/** Small: a distant relay takes a few hundred messages a second. */
const distantMessages = 2000
const distantConnections = 5
const workers = 2

/** Adds a measurement of each kind. @param bytes of a message of nodemailer's pool */
export async function measureRelays(
  measured: Relays,
  stage: Stage,
  size: Size,
  { roundTripMs, bytes }: { roundTripMs: number; bytes: number },
): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'paperboy-bench-'))
  stack.defer(() => rmSync(dir, { recursive: true }))
  const key = join(dir, 's1.pem')
  writeFileSync(key, newDkimKey('rsa', 's1').key.pem)
  const plainFront = await startFront(stage.smtpPort, {})
  stack.defer(plainFront.stop)
  const certificate = makeCertificate(dir)
  const tlsFront = await startFront(stage.smtpPort, { tls: { ...certificate, isImplicit: true } })
  stack.defer(tlsFront.stop)
  const startTlsFront = await startFront(stage.smtpPort, { tls: { ...certificate, isImplicit: false } })
  stack.defer(startTlsFront.stop)
  const distant = await startFront(stage.smtpPort, { roundTripMs })
  stack.defer(distant.stop)

  measured.plain.push(await sendByProduct(stage, size))
  measured.signed.push(await sendByProduct(stage, size, { env: { DKIM_KEYS: `s1=${key}` } }))
  measured.front.push(await sendByProduct({ ...stage, smtpPort: plainFront.port }, size))
  measured.tls.push(await sendByProduct({ ...stage, smtpPort: tlsFront.port }, size, { protocol: 'smtps' }))
  measured.startTls.push(
    await sendByProduct({ ...stage, smtpPort: startTlsFront.port }, size, { protocol: 'starttls' }),
  )
  const few = { ...size, subscribers: distantMessages }
  for (const pipelining of [true, false]) {
    const sent = await sendByProduct({ ...stage, smtpPort: distant.port }, few, {
      connections: distantConnections,
      pipelining,
    })
    const rate =
      sent.messages / (sent.totalSeconds - sent.firstMessageSeconds) / (workers * distantConnections)
    ;(pipelining ? measured.distant : measured.distantInTurn).push(rate)
  }
  measured.distantPool.push(await sendByPool(distant.port, bytes))
}

/** @returns messages per second and connection of nodemailer's pool */
async function sendByPool(port: number, bytes: number): Promise<number> {
  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: distantConnections,
    maxMessages: Infinity,
  })
  const text = 'A line of a digest, as long as most of them are in a mail.\r\n'
  const raw = `From: news@example.org\r\nSubject: Papers\r\n\r\n${text.repeat(bytes / text.length)}`
  const send = (n: number) =>
    transport.sendMail({ envelope: { from: 'news@example.org', to: `reader${n}@example.org` }, raw })
  await Promise.all(Array.from({ length: distantConnections }, (_, n) => send(n)))
  const began = performance.now()
  await Promise.all(Array.from({ length: distantMessages / 4 }, (_, n) => send(n)))
  const seconds = (performance.now() - began) / 1000
  transport.close()
  return distantMessages / 4 / seconds / distantConnections
}

/** For a server of this machine, signed by itself. */
function makeCertificate(dir: string): { key: string; cert: string } {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
  const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2']
  execFileSync(need('openssl'), ['req', '-x509', ...made, '-subj', '/CN=localhost'], { stdio: 'ignore' })
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}
