import { recordBounces } from '../bounces/record-bounces.ts'
import { envelopeSender } from '../bounces/bounce-address.ts'
import { renderOrFail, type DeliverDeps } from '../deliver/deliver.ts'
import { listHeaders, transactionalHeaders } from '../deliver/mail-headers.ts'
import { assembleMessage } from '../deliver/message.ts'
import { causeOf, createLimitedLog, onePerLogger } from '../log-limit.ts'
import type { Logger } from '../logger.ts'
import { messageConfig, type MessageConfig } from '../deliver/message-config.ts'
import { whileRenewing } from '../deliver/renewal.ts'
import type { Rendered } from '../render/digest-email.ts'
import { routes } from '../routes.ts'
import { encodeContent } from '../render/encoded.ts'
import type { Message } from '../smtp/message.ts'
import { bounceKind } from '../ledger/settlement.ts'
import { claimMail, renewMail, settleMail, type ClaimedMail } from './mail-rows.ts'
import { operatorAddress, type OperatorConfig } from './queue-mail.ts'
import { readAsked } from './asked.ts'
import { OperatorMail, renderSubscriberMail } from './content.ts'

export type SendMailDeps = Omit<DeliverDeps, 'config'> & { config: DeliverDeps['config'] & OperatorConfig }

/** Sends one mail of the outbox, unless another worker has it or it is settled already. */
export async function sendMail(deps: SendMailDeps, mailId: number): Promise<void> {
  const { db, outlet, config, signer, clock, logger } = deps
  const { leaseMs, uncertain } = config.delivery
  const claim = { signingKeyId: signer.keyId, leaseMs, now: clock() }
  const mail = await claimMail(db, mailId, claim)
  if (!mail) return
  const message = messageConfig(config, signer.withKey(mail.keyId))
  const made = await renderOrFail(() => renderMail(message, operatorAddress(config), mail))
  const outcome = made.message
    ? await whileRenewing(
        { leaseMs, clock, logger },
        (until) => renewMail(db, mail, until),
        () => outlet.send(made.message),
      )
    : made.outcome
  if (outcome.kind !== 'submitted') {
    const fields = { mailKind: mail.kind, ...outcome, cause: causeOf(outcome) }
    limitedLogOf(logger)('warn', fields, 'mail not submitted')
  }
  const status = await settleMail(db, mail, outcome, { uncertain, now: clock() })
  const bounce = mail.recipient && bounceKind(status, outcome)
  if (!mail.recipient || !bounce) return
  const evidence = outcome.response.slice(0, 500)
  const { id: subscriberId } = mail.recipient
  await recordBounces(db, [{ kind: bounce, subscriberId, deliveryId: null, evidence }], clock())
}

const limitedLogOf = onePerLogger((logger: Logger) => createLimitedLog(logger, { causeFields: ['cause'] }))

async function renderMail(
  config: MessageConfig,
  operator: string | null,
  mail: ClaimedMail,
): Promise<Message> {
  const { messageKey: key, createdAt: date } = mail
  const { to, content } = await addressedContent(config, operator, mail)
  const headers = headersOf(config, mail)
  const raw = assembleMessage(config, { key, to, date, headers }, encodeContent(content))
  return { from: envelopeSender(config, key), to, raw, envelopeId: key }
}

/** Only a mail that comes by itself is a list's, with its ways to leave. */
function headersOf(
  config: MessageConfig,
  { messageKey: key, kind, recipient, createdAt }: ClaimedMail,
): Record<string, string> {
  if (kind !== 'quiet' || !recipient) return transactionalHeaders(config, { key, kind })
  const token = config.signer.sign('unsubscribe', recipient.id, createdAt)
  const unsubscribeUrl = config.web.publicUrl + routes.unsubscribe.href({ token })
  return listHeaders(config, { key, slot: createdAt, unsubscribeUrl })
}

async function addressedContent(
  config: MessageConfig,
  operator: string | null,
  { kind, recipient, payload, createdAt }: ClaimedMail,
): Promise<{ to: string; content: Rendered }> {
  if (kind === 'operator') {
    if (operator === null) throw new Error('OPERATOR_EMAIL is not set')
    return { to: operator, content: OperatorMail.parse(payload) }
  }
  if (!recipient) throw new Error('the mail has no recipient')
  const asked = kind === 'confirm' ? readAsked(payload) : null
  const content = await renderSubscriberMail(config, {
    kind,
    recipient: { ...recipient, ...asked },
    issuedAt: createdAt,
    payload,
  })
  return { to: recipient.email, content }
}
