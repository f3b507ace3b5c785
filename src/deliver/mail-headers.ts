import { unsubscribeAddress } from '../bounces/bounce-address.ts'
import { asciiName } from '../config/brand.ts'
import { routes } from '../routes.ts'
import type { MailKind } from '../store/schema.ts'
import { memoize } from '../memoize.ts'
import { domainOf } from '../mail-address.ts'
import type { MessageConfig } from './message-config.ts'

/** Names us among all who send through a relay: Gmail's Feedback-ID wants 5 to 15 characters that never change. */
const senderId = 'paperboy'

/** What says that a message is a list's, which one, and how to leave it (RFC 2369, 2919 and 8058). */
export function listHeaders(
  config: MessageConfig,
  message: { key: string; slot: Date; unsubscribeUrl: string },
): Record<string, string> {
  return {
    'List-Id': `${asciiName(config.brand)} <digest.${domainOf(config.mail.from.address)}>`,
    'List-Unsubscribe': waysToLeave(config, message),
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-Help': `<${config.web.publicUrl}${routes.home.href()}>`,
    'List-Post': 'NO',
    Precedence: 'bulk',
    ...commonHeaders(config, message.key, `${campaignOf(message.slot.getTime())}:digest:editions`),
  }
}

const campaignOf = memoize(100, (slotMs: number) =>
  new Date(slotMs).toISOString().slice(0, 16).replace(/[-:]/g, ''),
)

/** What a digest says that someone sends to themselves: nobody leaves their own list, and no machine is to answer it. */
export function ownHeaders({ brand, mail }: Pick<MessageConfig, 'brand' | 'mail'>): Record<string, string> {
  return {
    'List-Id': `${asciiName(brand)} <digest.${domainOf(mail.from.address)}>`,
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
  }
}

/** One https address (RFC 8058), and beside it one to mail to, where that mail is read. */
function waysToLeave(
  config: MessageConfig,
  { key, unsubscribeUrl }: { key: string; unsubscribeUrl: string },
): string {
  const mailto = `, <mailto:${unsubscribeAddress(config, key)}?subject=unsubscribe>`
  return `<${unsubscribeUrl}>${config.mail.isReturnRead ? mailto : ''}`
}

/** What says that a machine answers a person's request (RFC 3834), so that no machine answers it. */
export function transactionalHeaders(
  config: MessageConfig,
  message: { key: string; kind: MailKind },
): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    ...commonHeaders(config, message.key, `${message.kind}:account:transactional`),
  }
}

function commonHeaders(config: MessageConfig, key: string, campaign: string): Record<string, string> {
  return {
    // Exchange does not go by Precedence.
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    ...(config.brand.replyTo && { 'Reply-To': config.brand.replyTo }),
    // Nothing of the recipient's: it is summed up by its parts.
    'Feedback-ID': `${campaign}:${senderId}`,
    ...(config.mail.cfblAddress && {
      'CFBL-Address': `${config.mail.cfblAddress}; report=arf`,
      'CFBL-Feedback-ID': `${key}.${config.signer.fingerprint(key)}`,
    }),
  }
}
