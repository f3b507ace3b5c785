import { createPrivateKey, sign as signBytes } from 'node:crypto'
import type { DkimKey } from '../../src/smtp/dkim-config.ts'
import { openSigner } from '../../src/smtp/signer.ts'
import { newDkimKey } from '../helpers/dkim.ts'

/*
 * What a DKIM signature costs per message, beside the bare RSA operation that nothing can save:
 * `npm run bench:dkim`.
 */

const count = 2000
const inFlight = 50
const message = `From: Paperboy <news@example.org>\r\nDate: Wed, 20 May 2026 07:00:00 +0000\r\nSubject: Hello\r\n\r\n${'A line of a digest, as long as most.\r\n'.repeat(500)}`
const rsa = newDkimKey('rsa', 's1').key
const ed25519 = newDkimKey('ed25519', 'e1').key
const privateKey = createPrivateKey(rsa.pem)

const bareUs = await cpuUsPerMessage(() =>
  Promise.resolve(signBytes('sha256', Buffer.from(message.slice(0, 500)), privateKey)),
)
report('bare RSA, one thread', bareUs)
for (const [name, keys] of [
  ['RSA', [rsa]],
  ['RSA and Ed25519', [rsa, ed25519]],
] satisfies [string, DkimKey[]][]) {
  const signer = openSigner({ domain: 'example.org', keys })
  await signer.sign(message)
  report(`${name}, in threads`, await cpuUsPerMessage(() => signer.sign(message)))
  await signer.close()
}

/** Of all threads: on the clock, a shared machine says little. */
async function cpuUsPerMessage(sign: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  let started = 0
  const work = async () => {
    while (started < count) {
      started += 1
      await sign()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

function report(what: string, us: number): void {
  const size = `${Math.round(message.length / 1000)} kB`
  console.log(
    `${what.padEnd(30)} ${Math.round(us)} µs of CPU per message of ${size}, ${(us / bareUs).toFixed(1)} × bare RSA`,
  )
}
