import { createServer as createHttpsServer } from 'node:https'
import { createServer as createHttpServer, type Server } from 'node:http'
import { once } from 'node:events'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { serve } from '@hono/node-server'
import { Redis } from 'ioredis'
import type { SMTPServerOptions } from 'smtp-server'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { createContext } from '../../src/context.ts'
import { laneTo } from '../../src/smtp/lane-config.ts'
import { examine } from '../../src/doctor/doctor.ts'
import { checkContents } from '../../src/doctor/services.ts'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { selfSigned } from '../helpers/certificate.ts'
import { candidate, storeCandidates } from '../helpers/candidates.ts'
import { configWith, testConfig, type ConfigOverrides } from '../helpers/config.ts'
import { migratedDataDir, testContext } from '../helpers/context.ts'
import { newDkimKey } from '../helpers/dkim.ts'
import { startDns, type Zone } from '../helpers/dns.ts'
import { startRedis } from '../helpers/redis.ts'
import { freePort } from '../helpers/ports.ts'
import { lacks } from '../helpers/requirements.ts'
import { databaseEnvironment, runCommand } from '../helpers/cli.ts'
import { startSmtpServer } from '../helpers/smtp.ts'
import { noReminder } from '../helpers/reminder.ts'

const domain = 'paper.example.org'
const ip = '192.0.2.10'
const dkim = newDkimKey('rsa', 's1')
const nextKey = newDkimKey('rsa', 's2')

/** A domain of which everything is in order. */
const inOrder: Zone = {
  [domain]: { TXT: ['v=spf1 ip4:192.0.2.0/28 -all', 'another record'], MX: [`10 mx.${domain}`] },
  [`bounces.${domain}`]: { TXT: [`v=spf1 redirect=${domain}`], MX: [`10 mx.${domain}`] },
  [`mx.${domain}`]: { A: [ip] },
  '10.2.0.192.in-addr.arpa': { PTR: [`mx.${domain}`] },
  [`s1._domainkey.${domain}`]: { TXT: [dkim.record] },
  [`_dmarc.${domain}`]: { TXT: ['v=DMARC1; p=quarantine; rua=mailto:dmarc@paper.example.org'] },
}

async function findingsOf(zone: Zone, config: ConfigOverrides = {}, ips: string[] = [ip]) {
  const dnsServers = [await startDns(zone)]
  const base = testConfig('/nonexistent', {
    // Refused at once; opening an embedded one takes a second.
    store: { databaseUrl: 'postgres://127.0.0.1:1/none' },
    mail: {
      from: { name: 'Paperboy', address: `news@${domain}` },
      bounceDomain: `bounces.${domain}`,
      dkim: { domain, keys: [dkim.key] },
    },
  })
  const whole = configWith(base, config)
  const found: { check: string; verdict: string; says: string }[] = []
  for await (const finding of examine(whole, { ips, dnsServers })) found.push(finding)
  return (check: string) =>
    found.filter((one) => one.check.startsWith(check)).map(({ verdict, says }) => `${verdict}: ${says}`)
}

/** Signing starts a thread, which takes half a second: for checks that have nothing to do with it. */
const unsigned: ConfigOverrides = { mail: { dkim: null } }

test('a domain that is in order is said to be right in each thing', async () => {
  const of = await findingsOf(inOrder, { store: { databaseUrl: null, dataDir: await migratedDataDir() } })
  const all = ['Database', 'Redis', 'PTR', 'SPF', 'DKIM', 'DMARC', 'MX'].flatMap(of)
  expect(all).toHaveLength(8)
  for (const one of all) expect(one).toMatch(/^right: /)
})

test.each<[string, string, Zone, RegExp]>([
  ['no SPF', 'SPF', { [`bounces.${domain}`]: {} }, /^wrong: .* has none: publish the TXT record/],
  [
    'two SPF records',
    'SPF',
    { [`bounces.${domain}`]: { TXT: ['v=spf1 -all', 'v=spf1 +all'] } },
    /^wrong: .* has 2/,
  ],
  [
    'SPF for others',
    'SPF',
    { [domain]: { TXT: ['v=spf1 ip4:198.51.100.1 -all'] } },
    /^wrong: .*\(fail\): add ip4:192\.0\.2\.10/,
  ],
  ['broken SPF', 'SPF', { [`bounces.${domain}`]: { TXT: ['v=spf1 ip4:nonsense -all'] } }, /^wrong: .*broken/],
  [
    'SPF that includes itself',
    'SPF',
    { [domain]: { TXT: [`v=spf1 include:${domain} -all`] } },
    /^wrong: .*broken/,
  ],
  ['no DKIM record', 'DKIM', { [`s1._domainkey.${domain}`]: {} }, /^wrong: s1\._domainkey.* does not fit/],
  [
    'another’s DKIM key',
    'DKIM',
    { [`s1._domainkey.${domain}`]: { TXT: [nextKey.record] } },
    /^wrong: .* does not fit/,
  ],
  [
    'a revoked DKIM key',
    'DKIM',
    { [`s1._domainkey.${domain}`]: { TXT: ['v=DKIM1; p='] } },
    /^wrong: .* does not fit/,
  ],
  ['no DMARC', 'DMARC', { [`_dmarc.${domain}`]: {} }, /^wrong: .*publish “v=DMARC1; p=none/],
  [
    'DMARC that only watches',
    'DMARC',
    { [`_dmarc.${domain}`]: { TXT: ['v=DMARC1; p=none'] } },
    /^unsure: .*p=none/,
  ],
  [
    'DMARC above the domain',
    'DMARC',
    { [`_dmarc.${domain}`]: {}, '_dmarc.example.org': { TXT: ['v=DMARC1; p=reject'] } },
    /^right: .*p=reject/,
  ],
  ['no name', 'PTR', { '10.2.0.192.in-addr.arpa': {} }, /^wrong: .* has no name/],
  [
    'a name that leads elsewhere',
    'PTR',
    { [`mx.${domain}`]: { A: ['192.0.2.99'] } },
    /^wrong: .*does not lead back/,
  ],
  ['no MX', 'MX', { [domain]: { TXT: ['v=spf1 -all'] } }, /^wrong: .*no MX record: replies/],
  ['a null MX', 'MX', { [domain]: { MX: ['0 '] } }, /^wrong: .*null MX/],
  ['an MX that does not exist', 'MX', { [`mx.${domain}`]: {} }, /^wrong: .*does not exist/],
])('%s is told, with what to do', async (_, check, zone, expected) => {
  const isOfKeys = check === 'DKIM' || check === 'DMARC'
  const of = await findingsOf({ ...inOrder, ...zone }, isOfKeys ? {} : unsigned)
  expect(of(check)[0]).toMatch(expected)
})

test('a DKIM key on its way in is told apart from one that signs', async () => {
  const keys = [dkim.key, nextKey.key]
  const of = await findingsOf(inOrder, { mail: { dkim: { domain, keys } } })
  expect(of('DKIM')).toEqual([
    expect.stringMatching(/^right: s1/),
    expect.stringMatching(/^unsure: s2.*before it may sign/),
  ])
})

test('a domain of bounces or of keys that is another organisation’s cannot make DMARC pass', async () => {
  const foreign = { dkim: { domain: 'elsewhere.example.com', keys: [dkim.key] } }
  expect((await findingsOf(inOrder, { mail: foreign }))('DMARC')[0]).toMatch(/^wrong: DKIM_DOMAIN/)
  const bounces = { bounceDomain: 'elsewhere.example.com' }
  expect((await findingsOf(inOrder, { mail: bounces }))('DMARC')[0]).toMatch(/^unsure: BOUNCE_DOMAIN/)
  expect((await findingsOf(inOrder, { mail: { ...bounces, dkim: null } }))('DMARC')[0]).toMatch(
    /^wrong: BOUNCE_DOMAIN/,
  )
})

test('a DNS server that does not answer ends no other check', async () => {
  const config = testConfig('/nonexistent', { store: { databaseUrl: 'postgres://127.0.0.1:1/none' } })
  const found: string[] = []
  for await (const { check, verdict } of examine(config, { ips: [ip], dnsServers: ['127.0.0.1:9'] }))
    found.push(`${check} ${verdict}`)
  expect(found).toEqual(
    expect.arrayContaining(['Database wrong', 'SPF wrong', 'MX wrong', 'HOST unsure', 'PUBLIC_URL wrong']),
  )
})

test('a watermark ahead of the clock is told by its name', async () => {
  const { db } = await testContext()
  const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
  const write = (name: string, hours: number) =>
    db
      .insertInto('watermarks')
      .values({ name, at: at(hours) })
      .execute()
  const now = new Date('2026-05-20T12:00:00Z')
  await write('slots', 0.2)
  await write('ingest:huggingface', -12)
  const config = { databaseUrl: null, prefix: 'paperboy' }
  expect(await checkContents(db, config, now)).toEqual([])
  await write('ingest:arxiv', 12)
  expect(await checkContents(db, config, now)).toEqual([
    {
      verdict: 'wrong',
      says: expect.stringMatching(/ahead of the clock: ingest:arxiv is at 2026-05-21T00:00/),
    },
  ])
})

describe.skipIf(lacks('openssl'))('TLS', () => {
  let pair: { key: string; cert: string }
  beforeAll(() => {
    const before = getCACertificates('default')
    return () => setDefaultCACertificates(before)
  })

  const trust = () => setDefaultCACertificates([...getCACertificates('default'), pair.cert])
  const relay = async (options: SMTPServerOptions, query = '') => {
    const server = await startSmtpServer({ ...pair, disabledCommands: [], ...options })
    const url = server.url.replace('smtp://127.0.0.1', 'smtp://user:secret@localhost')
    return (await findingsOf(inOrder, { ...unsigned, delivery: { lanes: [laneTo(url + query)] } }))('SMTP')
  }

  test('a relay’s certificate that nobody vouches for, and then is trusted; its login', async () => {
    pair = await selfSigned(365)
    const login: SMTPServerOptions = {
      onAuth: ({ password }, _session, callback) =>
        password === 'secret' ? callback(null, { user: 'user' }) : callback(new Error('no')),
    }
    expect(await relay(login)).toEqual([
      expect.stringMatching(/^wrong: localhost:\d+: .*NODE_EXTRA_CA_CERTS/),
    ])
    trust()
    expect(await relay(login)).toEqual([
      expect.stringMatching(/^right: .*certificate until/),
      expect.stringMatching(/^right: .*takes the login/),
    ])
    expect((await relay({ onAuth: (_auth, _session, callback) => callback(new Error('no')) }))[1]).toMatch(
      /^wrong: .*refuses the login/,
    )
    pair = await selfSigned(5)
    trust()
    expect((await relay(login))[0]).toMatch(/^unsure: .*ends on/)
  })

  test('PUBLIC_URL is asked as a provider would: by https, for /health, and by a one-click POST', async () => {
    pair = await selfSigned(365)
    trust()
    const context = await testContext()
    const limits = createLimits(context.config, context, context.logger)
    const nothing = () => Promise.resolve()
    const app = createApp({
      ...context,
      limits,
      remind: noReminder,
      enqueueEdition: nothing,
      mailbox: null,
      keepReturned: () => Promise.resolve(),
    })
    const web = serve({
      fetch: app.fetch,
      port: 0,
      hostname: '127.0.0.1',
      createServer: createHttpsServer,
      serverOptions: pair,
    })
    const of = await findingsOf(inOrder, {
      ...unsigned,
      web: { publicUrl: `https://localhost:${await portOf(web as Server)}` },
    })
    expect(of('PUBLIC_URL')).toEqual([
      expect.stringMatching(/^right: .*certificate until/),
      expect.stringMatching(/^right: .*\/health answers 200/),
      expect.stringMatching(/^right: one-click unsubscribing reaches us/),
    ])
  })
})

test('a proxy that redirects the one-click POST, or that answers it itself, is told', async () => {
  const proxy = async (status: number) => {
    const server = createHttpServer((_request, response) => {
      response.writeHead(status, { Location: 'https://example.org/' }).end()
    })
    server.listen(0, '127.0.0.1')
    return (
      await findingsOf(inOrder, {
        ...unsigned,
        web: { publicUrl: `http://127.0.0.1:${await portOf(server)}` },
      })
    )('PUBLIC_URL')
  }
  expect((await proxy(301))[2]).toMatch(/^wrong: one-click unsubscribing is redirected \(301\)/)
  expect((await proxy(200))[2]).toMatch(/^wrong: .*something else answers/)
  expect((await proxy(403))[2]).toMatch(/^wrong: /)
})

describe.skipIf(lacks('redis'))('Redis', () => {
  test('must not evict', async () => {
    const redisUrl = await (await startRedis())()
    expect((await findingsOf(inOrder, { ...unsigned, store: { redisUrl } }))('Redis')).toEqual([
      expect.stringMatching(/^right: .*noeviction/),
    ])
    const redis = new Redis(redisUrl)
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
    onTestFinished(async () => {
      await redis.config('SET', 'maxmemory-policy', 'noeviction')
      redis.disconnect()
    })
    expect((await findingsOf(inOrder, { ...unsigned, store: { redisUrl } }))('Redis')).toEqual([
      expect.stringMatching(/^wrong: .*allkeys-lru.*CONFIG SET/),
    ])
    expect(
      (await findingsOf(inOrder, { ...unsigned, store: { redisUrl: 'redis://127.0.0.1:9' } }))('Redis')[0],
    ).toMatch(/^wrong: /)
  })
})

test('the command tells a line each, fails where something is wrong, and sends a digest', async () => {
  const smtp = await startSmtpServer()
  const env = {
    ...(await databaseEnvironment()),
    SMTP_URL: smtp.url,
    MAIL_FROM: `Paperboy <news@${domain}>`,
    PUBLIC_URL: `http://127.0.0.1:${await freePort()}`,
    HF_URL: 'http://127.0.0.1:9',
  }
  const args = ['doctor', '--dns', await startDns(inOrder), '--ip', ip, '--send-to', 'ada@example.org']
  const empty = await runCommand([...args, '--json'], env)
  expect(empty.code).toBe(1)
  expect(JSON.parse(empty.stdout)).toContainEqual({
    check: 'Digest to ada@example.org',
    verdict: 'wrong',
    says: 'there are no papers yet: run paperboy ingest first',
  })
  expect(smtp.received).toHaveLength(0)
  const context = await createContext(loadConfig({ ...env, LOG_LEVEL: 'silent' }))
  const today = new Date().toISOString().slice(0, 10)
  await storeCandidates(context.db, [candidate({ id: 'arxiv:2605.1', firstListedOn: today })])
  await context.close()
  const { stdout, code } = await runCommand(args, env)
  expect(stdout).toMatch(/^ok Database: .*\n/)
  expect(stdout).toMatch(/^! {2}PUBLIC_URL: .*\/health: .*ECONNREFUSED/m)
  expect(stdout).toMatch(/^ok Digest to ada@example\.org: submitted: 250 /m)
  expect(code).toBe(1)
  expect(smtp.received.map((one) => one.to)).toEqual([['ada@example.org']])
  expect(smtp.received[0]?.raw.toString()).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
})

test.each([
  [['--send-to', 'nobody'], /^--send-to: /],
  [['--ip', 'here'], /is not an IP address/],
  [['--dns', 'dns.example.org'], /--dns: /],
])('doctor %j is refused with a reason', async (args, problem) => {
  expect((await runCommand(['doctor', ...args], {})).stderr).toMatch(problem)
})

async function portOf(server: Server): Promise<number> {
  onTestFinished(() => void server.close())
  if (!server.listening) await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}
