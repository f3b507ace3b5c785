import { z } from 'zod'
import type { MessageConfig } from '../deliver/message-config.ts'
import type { Rendered } from '../render/digest-email.ts'
import {
  renderConfirmation,
  renderErasure,
  renderExport,
  renderGoodbye,
  renderManageLink,
  renderQuietWeek,
  renderRestored,
} from '../render/transactional-email.ts'
import { mailBrand } from '../render/mail-brand.ts'
import { routes } from '../routes.ts'
import type { SubscriberMailKind } from '../store/schema.ts'
import type { TokenPurpose } from '../subscribers/tokens.ts'
import type { Recipient } from './mail-rows.ts'

/** The payload of a mail to the operator: all that it says. */
export const OperatorMail = z.object({ subject: z.string(), html: z.string(), text: z.string() })
export type OperatorMail = z.infer<typeof OperatorMail>

/** The payload of a mail that says that nothing matched. */
export const QuietMail = z.object({
  /** How many papers of how many days were looked at. */
  considered: z.int(),
  days: z.int(),
  /** What was nearest to what they chose, or null. */
  closest: z.object({ title: z.string(), url: z.string() }).nullable(),
})
export type QuietMail = z.infer<typeof QuietMail>

/** @param mail.issuedAt the instant that its links are signed with */
export function renderSubscriberMail(
  { mail, web, brand, signer }: MessageConfig,
  {
    kind,
    recipient,
    issuedAt,
    payload,
  }: { kind: SubscriberMailKind; recipient: Recipient; issuedAt: Date; payload: unknown },
): Promise<Rendered> {
  const { publicUrl } = web
  const token = (purpose: TokenPurpose) => signer.sign(purpose, recipient.id, issuedAt)
  const preferences = publicUrl + routes.preferences.href({ token: token('preferences') })
  const frame = {
    language: recipient.language,
    brand: mailBrand(brand, recipient.language, publicUrl),
    url: publicUrl + buttonPath(kind, token),
    website: publicUrl + routes.home.href(),
    links: {
      unsubscribe: publicUrl + routes.unsubscribe.href({ token: token('unsubscribe') }),
      preferences,
      why: publicUrl + routes.why.href({ token: token('preferences') }),
    },
    postalAddress: mail.postalAddress,
  }
  switch (kind) {
    case 'confirm':
      return renderConfirmation({ ...frame, schedule: recipient, chosen: chosenBy(recipient) })
    case 'manage':
      return renderManageLink(frame)
    case 'export':
      return renderExport(frame)
    case 'erase':
      return renderErasure(frame)
    case 'goodbye':
      return renderGoodbye(frame)
    case 'restored':
      return renderRestored(frame)
    case 'quiet':
      return renderQuietWeek({ ...frame, ...QuietMail.parse(payload) })
  }
}

function chosenBy({ topics, keywords = [], authors = [], organizations = [] }: Recipient) {
  return { topics, typed: keywords.length + authors.length + organizations.length }
}

/** Where the mail's button leads. Who has left comes back the way in which they first came. */
function buttonPath(kind: SubscriberMailKind, token: (purpose: TokenPurpose) => string): string {
  switch (kind) {
    case 'confirm':
    case 'goodbye':
      return routes.confirm.href({ token: token('confirm') })
    case 'restored':
      return routes.unsubscribe.href({ token: token('unsubscribe') })
    case 'manage':
    case 'quiet':
      return routes.preferences.href({ token: token('preferences') })
    case 'export':
      return routes.exportData.href({ token: token('export') })
    case 'erase':
      return routes.erase.href({ token: token('erase') })
  }
}
