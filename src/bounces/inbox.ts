import type { Config } from '../config/config.ts'
import type { Logger } from '../logger.ts'
import type { Db } from '../store/open.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'
import { readMessageToken } from './bounce-address.ts'
import { createKeeper } from './keeper.ts'

type InboxDeps = {
  config: Pick<Config, 'mail' | 'bounces'>
  db: Db
  signer: LinkSigner
  clock: () => Date
  logger: Logger
  remind: () => Promise<void>
}

/** Takes what comes back, by each way that is configured. @returns a function that stops it */
export async function openBounceInbox(deps: InboxDeps): Promise<() => Promise<void>> {
  const { config, signer, logger } = deps
  const { listen, imap } = config.bounces
  const keep = createKeeper(deps)
  const stops: (() => Promise<void>)[] = []
  if (listen) {
    const { startBounceListener } = await import('./listen.ts')
    const listener = await startBounceListener({ config, signer, keep, logger }, listen)
    stops.push(listener.stop)
  }
  if (imap) {
    // Loaded only where a mailbox is read.
    const { watchMailbox } = await import('./imap.ts')
    const readToken = (token: string) => readMessageToken(signer, token)
    stops.push(watchMailbox({ config: imap, readToken, keep, logger }).stop)
  }
  return async () => {
    for (const stop of stops) await stop()
  }
}
