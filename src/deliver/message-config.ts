import type { Brand } from '../config/brand.ts'
import type { MailConfig, WebConfig } from '../config/config.ts'
import { createHash } from 'node:crypto'
import { buildId } from '../build-id.ts'
import { ownTemplatesVersion } from '../render/templates-version.ts'
import { ownTopicNames } from '../topics/catalogue.ts'
import type { LinkSigner } from '../subscribers/tokens.ts'

/** What all our messages have in common: whose they are, where their links lead, and what signs those. */
export type MessageConfig = {
  mail: Pick<MailConfig, 'from' | 'bounceDomain' | 'isReturnRead' | 'cfblAddress' | 'postalAddress' | 'own'>
  web: Pick<WebConfig, 'publicUrl'>
  brand: Brand
  /** With the key that the message was first signed with, so that a later attempt gives the same message. */
  signer: LinkSigner
}

export function messageConfig(
  { mail, web, brand }: Pick<MessageConfig, 'mail' | 'web' | 'brand'>,
  signer: LinkSigner,
): MessageConfig {
  return { mail, web, brand, signer }
}

/** Identifies what makes messages: with the same program and settings, the same row gives the same bytes. */
export async function makerOf({
  mail,
  web,
  brand,
}: Pick<MessageConfig, 'mail' | 'web' | 'brand'>): Promise<string> {
  const { from, bounceDomain, isReturnRead, cfblAddress, postalAddress, own } = mail
  const settings = JSON.stringify([
    from.name,
    from.address,
    bounceDomain,
    isReturnRead,
    cfblAddress,
    postalAddress,
    web.publicUrl,
    brand.name,
    brand.footer,
    brand.colors,
    brand.replyTo,
    ...(own ? [own.file] : []),
    ownTemplatesVersion(),
    ownTopicNames(),
    brand.logo && [brand.logo.light.version, brand.logo.dark.version],
  ])
  return `${await buildId()}.${createHash('sha256').update(settings).digest('hex').slice(0, 16)}`
}
