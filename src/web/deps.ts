import type { Reminder } from '../../jobs/outbox.ts'
import type { Queues } from '../../jobs/queue.ts'
import type { Keeper } from '../bounces/keeper.ts'
import type { BouncesConfig, Config, DeliveryConfig, SourcesConfig, StoreConfig } from '../config/config.ts'
import type { Mailbox } from '../inbox/mailbox.ts'
import type { Logger } from '../logger.ts'
import type { OpenedEdition } from '../editions/edition.ts'
import type { Db } from '../store/open.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'
import type { Limits } from './limits.ts'

/** What the web pages use of the service. */
export type WebDeps = {
  config: Pick<Config, 'web' | 'mail' | 'brand' | 'secretKeys'> & {
    store: Pick<StoreConfig, 'databaseUrl'>
    delivery: Pick<DeliveryConfig, 'lanes'>
    sources: Pick<SourcesConfig, 'planned'>
    bounces: Pick<BouncesConfig, 'webhooks'>
  }
  signer: LinkSigner
  logger: Logger
  clock: () => Date
  db: Db
  queues: Pick<Queues, 'count'>
  limits: Limits
  /** The built-in inbox, or null where there is no page for it. */
  mailbox: Mailbox | null
  /** Keeps what providers tell of our mail, for a worker to apply. */
  keepReturned: Keeper
  /** Pages do not wait for it. */
  remind: Reminder
  /** Reminds the queue of an edition that was just opened. Where it fails, the reconciler finds its ranges. */
  enqueueEdition: (edition: OpenedEdition) => Promise<void>
}
