import type { MailConfig, WebConfig } from '../config/config.ts'
import { createHash } from 'node:crypto'
import { buildId } from '../build-id.ts'
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

/** Identifies what makes messages: with the same program and settings, the same row gives the same bytes. */
export async function makerOf({ mail, web }: Pick<MessageConfig, 'mail' | 'web'>): Promise<string> {
  const { from, bounceDomain, cfblAddress, postalAddress } = mail
  const settings = JSON.stringify([
    from.name,
    from.address,
    bounceDomain,
    cfblAddress,
    postalAddress,
    web.publicUrl,
  ])
  return `${await buildId()}.${createHash('sha256').update(settings).digest('hex').slice(0, 16)}`
}
