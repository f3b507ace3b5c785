import { bodyLimit } from 'hono/body-limit'
import { classifyNotice } from '../../bounces/notices.ts'
import { createSnsDeps, type SnsDeps } from '../../bounces/sns.ts'
import { isConfigured, verifyWebhook } from '../../bounces/verify-webhook.ts'
import { isWebhook } from '../../bounces/notices.ts'
import { ways } from '../../bounces/events.ts'
import { messageOf } from '../../errors.ts'
import { createLimitedLog } from '../../log-limit.ts'
import { routes } from '../../routes.ts'
import type { WebDeps } from '../deps.ts'
import type { Endpoint } from '../respond.tsx'

/** SendGrid sends up to a thousand events at once. */
const maxBodyBytes = 2_000_000

/**
 * What providers tell of our mail. A request whose sender is not proven gets 403 and nothing else; of the others, what tells
 * of a failure, a complaint or a wish to leave is kept, and applied by a worker.
 */
export function webhookRoutes(deps: WebDeps, sns: SnsDeps = createSnsDeps()): Endpoint[] {
  const { clock, logger } = deps
  const config = deps.config.bounces.webhooks
  const log = createLimitedLog(logger, { causeFields: ['provider', 'error'] })
  return ways
    .filter(isWebhook)
    .filter((way) => isConfigured(way, config))
    .map((way) => ({
      path: routes.webhook.href({ provider: way }),
      before: [bodyLimit({ maxSize: maxBodyBytes, onError: (c) => c.body(null, 413) })],
      post: async (c) => {
        const request = {
          body: Buffer.from(await c.req.arrayBuffer()),
          header: (name: string) => c.req.header(name),
        }
        const verified = await verifyWebhook(way, { config, clock, sns }, request).catch((error: unknown) => {
          log('warn', { provider: way, error: messageOf(error) }, 'a webhook’s request could not be verified')
          return null
        })
        if (!verified) return c.body(null, 403)
        await deps.keepReturned(
          verified.events.filter(({ raw }) => {
            const { kind } = classifyNotice(way, raw.toString('utf8'), () => null)
            return kind !== 'auto-reply'
          }),
        )
        return c.body(null, 204)
      },
    }))
}
