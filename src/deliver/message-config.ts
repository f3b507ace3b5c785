import type { MailConfig, WebConfig } from '../config/config.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'

/** What all our messages have in common: whose they are, where their links lead, and what signs those. */
export type MessageConfig = {
  mail: Pick<MailConfig, 'from' | 'bounceDomain' | 'cfblAddress' | 'postalAddress'>
  web: Pick<WebConfig, 'publicUrl'>
  /** With the key that the message was first signed with, so that a later attempt gives the same message. */
  signer: LinkSigner
}

export function messageConfig(
  { mail, web }: Pick<MessageConfig, 'mail' | 'web'>,
  signer: LinkSigner,
): MessageConfig {
  return { mail, web, signer }
}
