import { sql } from 'kysely'
import type { DeliveryConfig, MailConfig } from '../config/config.ts'
import type { Rendered } from '../render/digest-email.ts'
import { encodeContent } from '../render/encoded.ts'
import type { Db } from '../store/open.ts'
import { renderOrFail, type DeliverDeps } from './deliver.ts'
import { giveUpAfterMs } from '../ledger/ledger.ts'
import { settlementOf } from '../ledger/settle.ts'
import { envelopeSender } from './bounce-address.ts'
import { transactionalHeaders } from './mail-headers.ts'
import { assembleMessage } from './message.ts'
import { messageConfig } from './message-config.ts'

/** Where mails to the operator go: to their address, in the built-in inbox's size into the inbox, or nowhere. */
export function operatorAddress({ mail, delivery }: OperatorConfig): string | null {
  return mail.operatorEmail ?? (delivery.lanes.length === 0 ? 'operator@localhost.localdomain' : null)
}

type OperatorConfig = {
  mail: Pick<MailConfig, 'operatorEmail'>
  delivery: Pick<DeliveryConfig, 'lanes'>
}

/**
 * Promises a mail to the operator.
 *
 * @param key what it is about, e.g. `digest failed huggingface 2026-05-20`: the same thing is told once
 * @returns the row of `operator_mails` to remind the queue of, or null where there is nobody to tell or they know
 */
export async function requestOperatorMail(
  db: Db,
  config: OperatorConfig,
  key: string,
  { subject, html, text }: Rendered,
  now: Date,
): Promise<number | null> {
  if (operatorAddress(config) === null) return null
  const row = await db
    .insertInto('operator_mails')
    .values({ key, subject, html, body: text, created_at: now })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

type Deps = Omit<DeliverDeps, 'config'> & { config: DeliverDeps['config'] & OperatorConfig }

/** Sends one mail to the operator, unless another worker has it or it is settled already. */
export async function deliverOperatorMail(deps: Deps, mailId: number): Promise<void> {
  const { db, outlet, config, clock, logger } = deps
  const to = operatorAddress(config)
  const mail = await claim(deps, mailId)
  if (!mail) return
  const key = `o${mailId}`
  const message = messageConfig(config, deps.signer)
  const made = await renderOrFail(async () => {
    if (to === null) throw new Error('OPERATOR_EMAIL is not set')
    const headers = transactionalHeaders(message, { key, kind: 'operator' })
    const content = encodeContent({ subject: mail.subject, html: mail.html, text: mail.body })
    const raw = assembleMessage(message, { key, to, date: mail.created_at, headers }, content)
    return { from: envelopeSender(message, key), to, raw }
  })
  const outcome = made.message ? await outlet.send(made.message) : made.outcome
  if (outcome.kind !== 'submitted')
    logger.warn({ operatorMail: mailId, ...outcome }, 'mail to the operator not submitted')
  const until = new Date(mail.created_at.getTime() + giveUpAfterMs)
  await db
    .updateTable('operator_mails')
    .set(settlementOf(mail.attempts, outcome, { until, uncertain: config.delivery.uncertain, now: clock() }))
    .set({ response: outcome.response.slice(0, 500), lease_until: null })
    .where('id', '=', mailId)
    .where('status', '=', 'sending')
    .where('attempts', '=', mail.attempts)
    .execute()
}

async function claim({ db, clock, config }: Pick<Deps, 'db' | 'clock' | 'config'>, mailId: number) {
  const now = clock()
  return db
    .updateTable('operator_mails')
    .set({
      status: 'sending',
      attempts: sql`attempts + 1`,
      lease_until: new Date(now.getTime() + config.delivery.leaseMs),
    })
    .where('id', '=', mailId)
    .where((row) =>
      row.or([
        row('status', '=', 'queued'),
        row.and([row('status', '=', 'deferred'), row('next_attempt_at', '<=', now)]),
      ]),
    )
    .returning(['subject', 'html', 'body', 'attempts', 'created_at'])
    .executeTakeFirst()
}
