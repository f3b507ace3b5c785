import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { messageOf } from '../errors.ts'
import { moduleBeside } from '../module-beside.ts'
import { signedHeaders, type DkimConfig } from './dkim-config.ts'
import { rsaSigner } from './dkim-rsa.ts'
import type { Outlet } from './outlet.ts'

/** Signs messages with DKIM, in other threads: a signature takes as long as everything else about a message. */
export type Signer = {
  /** @returns the message with its signatures before it; the same message always gets the same ones */
  sign: (raw: string) => Promise<string>
  close: () => Promise<void>
}

const idleMs = 60_000

/**
 * Signs with the first RSA key and, in addition and never instead, with the first Ed25519 key: few verify those (RFC 8463).
 * No thread is started before the first message.
 */
export function openSigner({ domain, keys }: DkimConfig): Signer {
  const rsa = keys.find(({ algorithm }) => algorithm === 'rsa')
  const ed25519 = keys.find(({ algorithm }) => algorithm === 'ed25519')
  const signRsa =
    rsa &&
    rsaSigner(
      { domain, ...rsa },
      signedHeaders.map((name) => name.toLowerCase()),
    )
  const pool =
    ed25519 &&
    new Piscina({
      filename: moduleBeside(import.meta.url, 'dkim-worker'),
      name: 'sign',
      workerData: { domain, ...ed25519 },
      minThreads: 0,
      maxThreads: availableParallelism(),
      idleTimeout: idleMs,
    })
  return {
    sign: async (raw) => {
      const [first, second]: [string, string] = await Promise.all([
        signRsa?.(raw) ?? '',
        pool?.run(raw) ?? '',
      ])
      return first + second + raw
    },
    close: async () => pool?.destroy(),
  }
}

/** An outlet that signs messages. A message that can't be signed is not sent, and its recipient is not blamed. */
export function signedOutlet(outlet: Outlet, signer: Signer): Outlet {
  return {
    ...outlet,
    send: async (message, course) => {
      try {
        return await outlet.send({ ...message, raw: await signer.sign(message.raw) }, course)
      } catch (error) {
        return { kind: 'unavailable', response: `DKIM: ${messageOf(error)}`, blame: 'lane' }
      }
    },
  }
}
