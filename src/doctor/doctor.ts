import type { Config } from '../config/config.ts'
import { openDns, type Dns } from './dns.ts'
import { checkDkim, checkDmarc, checkMx, checkPtr, checkSpf, type Origin } from './domain.ts'
import { look, type Finding } from './finding.ts'
import { checkHost, checkPublicUrl } from './public-url.ts'
import { checkRelay } from './relay.ts'
import { checkLimits } from './limits.ts'
import { checkClock, checkDatabase, checkRedis } from './services.ts'

export type DoctorOptions = {
  /** The addresses that mail leaves from, where it is not the relay's own. */
  ips: readonly string[]
  dnsServers: readonly string[]
}

/** Looks at all that mail depends on, from this machine outwards, and tells what it finds as it finds it. */
export async function* examine(config: Config, options: DoctorOptions): AsyncGenerator<Finding> {
  const dns = openDns(options.dnsServers)
  const fromDomain = config.mail.from.address.replace(/^.*@/, '')
  yield* await look('Database', () => checkDatabase(config.store))
  yield* await look('Redis', () => checkRedis(config.store.redisUrl))
  yield* await look('Clock', () => checkClock(config.sources.huggingFaceUrl))
  for (const lane of config.delivery.lanes) yield* await look(`SMTP (${lane.name})`, () => checkRelay(lane))
  yield* await look('Limits', () => checkLimits(config))
  if (config.delivery.lanes.length === 0) {
    yield {
      check: 'SMTP',
      verdict: 'unsure',
      says: 'mail goes to the built-in inbox: set SMTP_URL before real mail',
    }
  }
  const origin = await originOf(dns, config, options.ips)
  yield* await look('PTR', () => checkPtr(dns, origin))
  yield* await look('SPF', () => checkSpf(dns, config.mail.bounceDomain, origin))
  yield* await look('DKIM', () => checkDkim(dns, config.mail.dkim))
  yield* await look('DMARC', () => checkDmarc(dns, config.mail))
  yield* await look('MX', () => checkMx(dns, fromDomain, 'replies'))
  if (config.mail.bounceDomain !== fromDomain)
    yield* await look('MX', () => checkMx(dns, config.mail.bounceDomain, 'bounces'))
  yield { check: 'HOST', ...checkHost(config.web) }
  yield* await look('PUBLIC_URL', () => checkPublicUrl(config.web.publicUrl))
}

/** Who runs a relay of their own sends from where they hand mail in. On this machine, that says nothing. */
async function originOf(dns: Dns, config: Config, ips: readonly string[]): Promise<Origin> {
  if (ips.length > 0) return { addresses: [...ips], isGiven: true }
  const hosts = config.delivery.lanes.flatMap(({ smtp }) => (smtp.host ? [smtp.host] : []))
  const found = await Promise.all(hosts.map((host) => dns.addresses(host).catch(() => [])))
  const addresses = [...new Set(found.flat())].filter((address) => !/^(?:127\.|::1$)/.test(address))
  return { addresses, isGiven: false }
}
