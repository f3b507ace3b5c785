import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { dmarc } from 'mailauth/lib/dmarc/index.js'
import { spf } from 'mailauth/lib/spf/index.js'
import type { MailConfig } from '../config/config.ts'
import type { DkimConfig, DkimKey } from '../smtp/dkim-config.ts'
import { openSigner } from '../smtp/signer.ts'
import type { Dns } from './dns.ts'
import { right, unsure, wrong, type Say } from './finding.ts'

/** Where mail goes out from, and whether someone said so or it is only where it is handed in. */
export type Origin = { addresses: string[]; isGiven: boolean }

/** RFC 7208: may these addresses send for the domain that bounces come to? */
export async function checkSpf(dns: Dns, domain: string, origin: Origin): Promise<Say | Say[]> {
  const records = (await dns.txt(domain)).filter((record) => /^v=spf1( |$)/i.test(record))
  if (records.length === 0)
    return wrong(`${domain} has none: publish the TXT record “v=spf1 include:YOUR-RELAY -all”`)
  if (records.length > 1)
    return wrong(`${domain} has ${records.length}, which counts as broken: make one of them`)
  if (origin.addresses.length === 0) {
    return unsure(`${domain} has one; give --ip ADDRESS, from which mail leaves, to have it tried`)
  }
  return Promise.all(origin.addresses.map((address) => spfOf(dns, domain, address, origin.isGiven)))
}

async function spfOf(dns: Dns, domain: string, ip: string, isGiven: boolean): Promise<Say> {
  const sender = `bounces@${domain}`
  const { status } = await spf({ ip, sender, helo: domain, mta: domain, resolver: dns.resolve })
  if (status.result === 'pass') return right(`${domain} lets ${ip} send`)
  if (status.result === 'permerror') return wrong(`${domain}: its record is broken: ${status.comment}`)
  if (status.result === 'temperror') return wrong(`${domain}: the DNS does not answer: ${status.comment}`)
  const advice = `add ip${ip.includes(':') ? 6 : 4}:${ip}, or your relay’s include:, to the record`
  if (isGiven) return wrong(`${domain} does not let ${ip} send (${status.result}): ${advice}`)
  return unsure(
    `${domain} does not let ${ip} send (${status.result}), where mail is handed in: ${advice}, or give --ip where it leaves from elsewhere`,
  )
}

/** RFC 6376: each key signs a message, and what is published has to verify it. */
export async function checkDkim(dns: Dns, config: DkimConfig | null): Promise<Say | Say[]> {
  if (!config)
    return unsure('is left to the relay (DKIM_KEYS is not set): see that it signs as your From domain')
  return Promise.all(config.keys.map((key) => dkimOf(dns, config, key)))
}

async function dkimOf(dns: Dns, config: DkimConfig, key: DkimKey): Promise<Say> {
  const { domain } = config
  const name = `${key.selector}._domainkey.${domain}`
  const signer = openSigner({ domain, keys: [key] })
  try {
    const signed = await signer.sign(trialMessage(domain))
    const { results } = await dkimVerify(signed, { resolver: dns.resolve })
    const { result, comment } = results[0]?.status ?? { result: 'none' }
    if (result === 'pass') return right(`${name} has the public half of the ${key.algorithm} key`)
    const signs = config.keys.find((one) => one.algorithm === key.algorithm) === key
    const says = `${name} does not fit the ${key.algorithm} key (${comment ?? result}): publish its public half there`
    return signs ? wrong(says) : unsure(`${says} before it may sign`)
  } finally {
    await signer.close()
  }
}

function trialMessage(domain: string): string {
  const head = [
    `From: a@${domain}`,
    'Date: Wed, 20 May 2026 07:00:00 +0000',
    'Subject: Trial',
    'Message-ID: <a@b>',
  ]
  return `${head.join('\r\n')}\r\n\r\nTrial.\r\n`
}

/** RFC 9989: is there a policy, and would what we sign and where bounces go agree with From? */
export async function checkDmarc(
  dns: Dns,
  config: Pick<MailConfig, 'from' | 'bounceDomain' | 'dkim'>,
): Promise<Say> {
  const from = config.from.address.replace(/^.*@/, '')
  const found = await dmarc({
    headerFrom: [from],
    spfDomains: [config.bounceDomain],
    dkimDomains: config.dkim ? [{ domain: config.dkim.domain }] : [],
    resolver: dns.resolve,
  })
  if (!found || found.status.result === 'none') {
    return wrong(`${from} has no policy: publish “v=DMARC1; p=none; rua=mailto:YOU” at _dmarc.${from}`)
  }
  if (found.status.result !== 'pass' && found.status.result !== 'fail')
    return wrong(`_dmarc.${from}: ${found.status.comment ?? found.status.result}`)
  const isSigned = found.alignment.dkim.result !== undefined
  const isBounced = found.alignment.spf.result !== undefined
  if (config.dkim && !isSigned)
    return wrong(`DKIM_DOMAIN ${config.dkim.domain} is not of the same organisation as ${from}`)
  if (!isBounced) {
    const says = `BOUNCE_DOMAIN ${config.bounceDomain} is not of the same organisation as ${from}`
    return isSigned ? unsure(`${says}: DKIM alone must pass`) : wrong(says)
  }
  const policy = `${from} has p=${found.policy}, and what we send agrees with it`
  return found.policy === 'none'
    ? unsure(`${policy}; read the reports, then ask for quarantine or reject`)
    : right(policy)
}

/** RFC 5321 and 7505: can the domain be written to? */
export async function checkMx(dns: Dns, domain: string, what: string): Promise<Say> {
  const records = (await dns.mx(domain)).sort((a, b) => a.priority - b.priority)
  if (records.some(({ exchange }) => exchange === '' || exchange === '.')) {
    return wrong(`${domain} says that it takes no mail (null MX): ${what} would be lost`)
  }
  if (records.length === 0) {
    const isHost = (await dns.addresses(domain)).length > 0
    return isHost
      ? unsure(`${domain} has no MX record, so mail goes to the host itself; publish one for ${what}`)
      : wrong(`${domain} has no MX record: ${what} cannot arrive`)
  }
  const hosts = await Promise.all(
    records.map(async ({ exchange }) => ({ exchange, at: await dns.addresses(exchange) })),
  )
  const lost = hosts.filter(({ at }) => at.length === 0).map(({ exchange }) => exchange)
  if (lost.length === hosts.length)
    return wrong(`${domain}: ${lost.join(', ')} does not exist: ${what} cannot arrive`)
  return right(`${domain} takes ${what} at ${records[0]?.exchange}`)
}

/** Gmail and others want the name of an address to lead back to it. */
export async function checkPtr(dns: Dns, origin: Origin): Promise<Say | Say[]> {
  if (origin.addresses.length === 0) return unsure('not tried: give --ip ADDRESS, from which mail leaves')
  return Promise.all(
    origin.addresses.map(async (address): Promise<Say> => {
      const names = await dns.names(address)
      if (names.length === 0) return wrong(`${address} has no name: ask who provides it for a PTR record`)
      for (const name of names) {
        if ((await dns.addresses(name)).includes(address))
          return right(`${address} is ${name}, and ${name} is ${address}`)
      }
      return wrong(
        `${address} is called ${names[0]}, which does not lead back to it: add an A or AAAA record`,
      )
    }),
  )
}
