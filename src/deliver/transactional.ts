import { sql } from 'kysely'
import type { Rendered } from '../render/digest-email.ts'
import { encodeContent } from '../render/encoded.ts'
import {
  renderConfirmation,
  renderErasure,
  renderExport,
  renderGoodbye,
  renderManageLink,
} from '../render/transactional-email.ts'
import { recordBounces } from '../bounces/record-bounces.ts'
import { routes } from '../routes.ts'
import type { Cadence, Language, TransactionalKind } from '../store/schema.ts'
import type { TokenPurpose } from '../subscribers/tokens.ts'
import { renderOrFail, type DeliverDeps } from './deliver.ts'
import { envelopeSender } from './bounce-address.ts'
import { dsnRequest, type Message } from '../smtp/connection.ts'
import { transactionalHeaders } from './mail-headers.ts'
import { bounceKind } from '../smtp/outcome.ts'
import { giveUpAfterMs } from '../ledger/ledger.ts'
import { settlementOf } from '../ledger/settle.ts'
import { assembleMessage } from './message.ts'
import { messageConfig, type MessageConfig } from './message-config.ts'

type ClaimedMail = {
  id: number
  kind: TransactionalKind
  subscriberId: number
  email: string
  topics: string[]
  cadence: Cadence
  hour: number
  timeZone: string
  language: Language
  attempts: number
  createdAt: Date
  keyId: string
}

/** Sends one mail that a person asked for, unless another worker has it or it is settled already. */
export async function deliverTransactional(deps: DeliverDeps, mailId: number): Promise<void> {
  const { db, outlet, clock, logger } = deps
  const mail = await claim(deps, mailId)
  if (!mail) return
  const config = messageConfig(deps.config, deps.signer.withKey(mail.keyId))
  const made = await renderOrFail(() => transactionalMessage(config, mail))
  const outcome = made.message ? await outlet.send(made.message) : made.outcome
  if (outcome.kind !== 'submitted') logger.warn({ mail: mail.id, ...outcome }, 'mail not submitted')
  const until = new Date(mail.createdAt.getTime() + giveUpAfterMs)
  const settled = settlementOf(mail.attempts, outcome, {
    until,
    uncertain: deps.config.delivery.uncertain,
    now: clock(),
  })
  await db
    .updateTable('transactional_mails')
    .set(settled)
    .set({ response: outcome.response.slice(0, 500), lease_until: null })
    .where('id', '=', mail.id)
    .where('status', '=', 'sending')
    .where('attempts', '=', mail.attempts)
    .execute()
  const kind = bounceKind(settled.status, outcome)
  if (kind) await recordBounces(db, [{ kind, subscriberId: mail.subscriberId, deliveryId: null }], clock())
}

/** Takes the mail, or settles it as failed where it must not go out any more. */
async function claim(
  { db, clock, config, signer }: DeliverDeps,
  mailId: number,
): Promise<ClaimedMail | undefined> {
  const now = clock()
  const { rows } = await sql<ClaimedMail & { status: string }>`
    with open as (
      select m.id, s.email, s.topics, s.cadence, s.hour, s.time_zone, s.language,
        case
          when exists (select from suppressions where email_key = s.email_key) then 'the address is suppressed'
          when m.kind = 'goodbye' and s.status <> 'unsubscribed' then 'they have come back'
        end as refusal
      from transactional_mails m join subscribers s on s.id = m.subscriber_id
      where m.id = ${mailId} and (m.status = 'queued' or (m.status = 'deferred' and m.next_attempt_at <= ${now}))
      for update of m skip locked
    )
    update transactional_mails m set
      status = case when refusal is null then 'sending' else 'failed' end,
      response = refusal,
      settled_at = case when refusal is not null then ${now}::timestamptz end,
      attempts = m.attempts + 1,
      key_id = coalesce(m.key_id, ${signer.keyId}),
      lease_until = ${new Date(now.getTime() + config.delivery.leaseMs)}::timestamptz
    from open
    where m.id = open.id
    returning m.id, m.kind, m.status, m.subscriber_id as "subscriberId", open.email, open.topics, open.cadence,
      open.hour, open.time_zone as "timeZone", open.language, m.attempts, m.created_at as "createdAt",
      m.key_id as "keyId"`.execute(db)
  return rows.find((row) => row.status === 'sending')
}

async function transactionalMessage(config: MessageConfig, mail: ClaimedMail): Promise<Message> {
  const content = await transactionalContent(config, mail)
  const key = `t${mail.id}`
  const headers = transactionalHeaders(config, { key, kind: mail.kind })
  const identity = { key, to: mail.email, date: mail.createdAt, headers }
  const raw = assembleMessage(config, identity, encodeContent(content))
  return { from: envelopeSender(config, key), to: mail.email, raw, envelope: dsnRequest(key, mail.email) }
}

function transactionalContent(config: MessageConfig, mail: ClaimedMail): Promise<Rendered> {
  const { publicUrl } = config.web
  const token = (purpose: TokenPurpose) => config.signer.sign(purpose, mail.subscriberId, mail.createdAt)
  const preferences = publicUrl + routes.preferences.href({ token: token('preferences') })
  const url = publicUrl + buttonPath(mail.kind, token)
  const frame = {
    language: mail.language,
    url,
    website: publicUrl + routes.home.href(),
    links: {
      unsubscribe: publicUrl + routes.unsubscribe.href({ token: token('unsubscribe') }),
      preferences,
      why: publicUrl + routes.why.href({ token: token('preferences') }),
    },
    postalAddress: config.mail.postalAddress,
  }
  switch (mail.kind) {
    case 'confirm':
      return renderConfirmation({ ...frame, schedule: mail, topics: mail.topics })
    case 'manage':
      return renderManageLink(frame)
    case 'export':
      return renderExport(frame)
    case 'erase':
      return renderErasure(frame)
    case 'goodbye':
      return renderGoodbye(frame)
  }
}

/** Where the mail's button leads. Who has left comes back the way in which they first came. */
function buttonPath(kind: TransactionalKind, token: (purpose: TokenPurpose) => string): string {
  switch (kind) {
    case 'confirm':
    case 'goodbye':
      return routes.confirm.href({ token: token('confirm') })
    case 'manage':
      return routes.preferences.href({ token: token('preferences') })
    case 'export':
      return routes.exportData.href({ token: token('export') })
    case 'erase':
      return routes.erase.href({ token: token('erase') })
  }
}
