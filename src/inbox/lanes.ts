import type { DeliveryConfig, StoreConfig } from '../config/config.ts'
import { laneTo } from '../smtp/lane-config.ts'
import { openLanes, type Lanes } from '../smtp/lanes.ts'
import { openMailbox } from './mailbox.ts'
import { startInboxServer } from './smtp-server.ts'

type Deps = Parameters<typeof openLanes>[1] & {
  config: { delivery: Pick<DeliveryConfig, 'lanes'>; store: Pick<StoreConfig, 'dataDir'> }
}

/** Opens the configured lanes or, where there are none, one that ends in the built-in inbox. */
export async function openLanesOrInbox(deps: Deps): Promise<Lanes> {
  const { config, logger } = deps
  if (config.delivery.lanes.length > 0) return openLanes(config.delivery.lanes, deps)
  const server = await startInboxServer(openMailbox(config.store.dataDir, logger), logger)
  const lanes = openLanes([laneTo(server.smtpUrl, { name: 'inbox' })], deps)
  const close = async () => {
    await lanes.close()
    await server.stop()
  }
  return { ...lanes, close }
}
