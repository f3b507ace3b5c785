import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { messageOf } from '../errors.ts'
import { moduleBeside } from '../module-beside.ts'
import type { DkimConfig } from './dkim-config.ts'
import type { Outlet } from './outlet.ts'

/** Signs messages with DKIM in worker threads: an RSA signature takes as long as everything else about a message. */
export type Signer = {
  /** @returns the message with its signatures before it */
  sign: (raw: string) => Promise<string>
  close: () => Promise<void>
}

const idleMs = 60_000

/** No thread is started before the first message. */
export function openSigner(config: DkimConfig): Signer {
  const pool = new Piscina({
    filename: moduleBeside(import.meta.url, 'dkim-worker'),
    name: 'sign',
    workerData: config,
    minThreads: 0,
    maxThreads: availableParallelism(),
    idleTimeout: idleMs,
  })
  return {
    sign: async (raw) => {
      const signatures: string = await pool.run(raw)
      return signatures + raw
    },
    close: () => pool.destroy(),
  }
}

/** An outlet that signs messages. A message that can't be signed is not sent, and its recipient is not blamed. */
export function signedOutlet(outlet: Outlet, signer: Signer): Outlet {
  return {
    ...outlet,
    send: async (message) => {
      try {
        return await outlet.send({ ...message, raw: await signer.sign(message.raw) })
      } catch (error) {
        return { kind: 'unavailable', response: `DKIM: ${messageOf(error)}`, blame: 'lane' }
      }
    },
  }
}
