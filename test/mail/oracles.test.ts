import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../src/web/app.tsx'
import { createLimits } from '../../src/web/limits.ts'
import { openPage } from '../helpers/browser.ts'
import { startDns, type Zone } from '../helpers/dns.ts'
import { newDkimKey } from '../helpers/dkim.ts'
import { lacks, need } from '../helpers/requirements.ts'
import { edgeSlot } from './edge-cases.ts'
import { isWhole, makeCorpus, type Corpus } from './corpus.ts'
import { allowedFeatures } from './allowed.ts'
import { invalidIn, linksIn, seriousIn, unsupportedIn } from './html.ts'
import { runOpendkim, runOracle, writeMessages, type MailFile } from './oracles.ts'
import { startRspamd } from './rspamd.ts'
import { startVacation } from './sieve.ts'
import { noReminder } from '../helpers/reminder.ts'

/*
 * What programs that know nothing of us say about the messages that leave. Each also reads a message that is wrong on
 * purpose, so that its silence means something.
 */

const domain = 'paperboy.example.org'
const host = { ip: '192.0.2.10', helo: `mail.${domain}` }
const zone: Zone = {
  [domain]: { TXT: ['v=spf1 ip4:192.0.2.10 -all'], MX: [`10 ${host.helo}`], A: ['192.0.2.80'] },
  [`_dmarc.${domain}`]: { TXT: ['v=DMARC1; p=reject'] },
  [host.helo]: { A: [host.ip] },
  '10.2.0.192.in-addr.arpa': { PTR: [host.helo] },
}
const rsa = newDkimKey('rsa', 's2026')
const ed25519 = newDkimKey('ed25519', 'e2026')
const dkimRecords: Record<string, string> = {
  [`s2026._domainkey.${domain}`]: rsa.record,
  [`e2026._domainkey.${domain}`]: ed25519.record,
}
for (const [name, record] of Object.entries(dkimRecords)) zone[name] = { TXT: [record] }
const timeout = isWhole ? 1_800_000 : 120_000

let made: Promise<Corpus & { files: MailFile[] }> | undefined

/** Made once, by whichever test is the first. */
function corpus() {
  made ??= makeCorpus(
    {
      from: { name: 'Paperboy', address: `news@${domain}` },
      bounceDomain: domain,
      dkim: { domain, keys: [rsa.key, ed25519.key] },
      postalAddress: 'Example Ltd, 1 Example Street, Exampleton',
    },
    { publicUrl: `https://${domain}` },
  ).then((one) => ({ ...one, files: writeMessages(one.messages) }))
  return made
}

/** The same message with something changed in its bytes. */
function spoiled(file: MailFile | undefined, change: (text: string) => string): MailFile {
  if (!file) throw new Error('there is no message')
  const raw = Buffer.from(change(file.raw.toString('latin1')), 'latin1')
  const [written] = writeMessages([{ ...file, raw }])
  if (!written) throw new Error('nothing was written')
  return written
}

test('there are messages of every kind', { timeout }, async () => {
  const { messages } = await corpus()
  expect(messages.length).toBeGreaterThan(isWhole ? 300 : lacks('recordings') ? 5 : 15)
})

describe.skipIf(lacks('python'))('Python’s email package, strictly', () => {
  test('finds no defect', { timeout }, async () => {
    const { files } = await corpus()
    expect(await runOracle(need('python'), 'strict.py', [], files)).toEqual([])
  })

  test.each([
    ['a field that is there twice', (text: string) => `List-Unsubscribe: <https://example.org/>\r\n${text}`],
    ['a bare line feed', (text: string) => text.replace('\r\n\r\n', '\r\n\r\nbare\n')],
    ['letters beyond ASCII', (text: string) => text.replace('Subject: ', 'Subject: \xe9')],
    ['a boundary that is not closed', (text: string) => text.replace(/--\r\n*$/, '')],
  ])('finds %s', { timeout }, async (_, change) => {
    const { files } = await corpus()
    expect(await runOracle(need('python'), 'strict.py', [], [spoiled(files[0], change)])).not.toEqual([])
  })
})

/** What RFC 8058 wants to be signed, and what readers see or machines go by. */
const covered = (
  'from to subject date message-id mime-version content-type feedback-id ' +
  'list-id list-unsubscribe list-unsubscribe-post'
).split(' ')

const tampered: [string, (text: string) => string][] = [
  ['a byte of the text', (text) => text.replace('PAPERBOY', 'PAPERB0Y')],
  ['where List-Unsubscribe leads', (text) => text.replace('/unsubscribe/', '/elsewhere/')],
  ['List-Unsubscribe-Post', (text) => text.replace('=One-Click', '=Two-Clicks')],
  ['List-Unsubscribe-Post, taken away', (text) => text.replace(/^List-Unsubscribe-Post.*\r\n/m, '')],
  ['the subject', (text) => text.replace(/^Subject: /m, 'Subject: Re: ')],
  ['the sender', (text) => text.replace(/^From: Paperboy/m, 'From: Bank')],
]

const verifiers = [
  {
    name: 'python3-dkim',
    isMissing: lacks('python', 'pythonDkim'),
    verify: (files: MailFile[]) => {
      return runOracle(need('python'), 'dkim_verify.py', [JSON.stringify(dkimRecords)], files)
    },
  },
  {
    name: 'Mail::DKIM',
    isMissing: lacks('mailDkim'),
    verify: async (files: MailFile[]) => {
      return runOracle('perl', 'dkim_verify.pl', [await startDns(zone)], files)
    },
  },
]

for (const { name, isMissing, verify } of verifiers) {
  describe.skipIf(isMissing)(`the verifier ${name}`, () => {
    test('verifies every message, with all that matters covered', { timeout }, async () => {
      const { files } = await corpus()
      const byFile = Map.groupBy(await verify(files), ([path]) => path)
      expect(byFile.size).toBe(files.length)
      for (const file of files) {
        const isDigest = file.raw.includes('List-Id:')
        const wanted = covered.filter((header) => isDigest || !header.startsWith('list-'))
        const rsaRow = byFile.get(file.path)?.find((row) => row[2] === 's2026')
        expect(rsaRow?.[1]).toMatch(/^(?:good|pass)$/)
        expect(rsaRow?.[3]?.split(':')).toEqual(expect.arrayContaining(wanted))
      }
    })

    /** Verified together: most of a verifier's time is its start. */
    let rowsOfChanged: Promise<string[][][]> | undefined
    const verifyChanged = async () => {
      const { files } = await corpus()
      const changed = tampered.map(([, change]) => spoiled(files[0], change))
      const byFile = Map.groupBy(await verify(changed), ([path]) => path)
      return changed.map(({ path }) => byFile.get(path) ?? [])
    }

    test.each(tampered.map(([name], at) => [name, at] as const))(
      'does not when someone has changed %s',
      { timeout },
      async (_, at) => {
        rowsOfChanged ??= verifyChanged()
        const rows = (await rowsOfChanged)[at] ?? []
        const passed = rows.filter(([, verdict]) => /^(?:good|pass)$/.test(verdict ?? ''))
        expect(passed).toEqual([])
        expect(rows.length).toBeGreaterThan(0)
      },
    )
  })
}

describe.skipIf(lacks('python', 'pythonDkim'))('the Ed25519 signature beside it', () => {
  test('verifies too', { timeout }, async () => {
    const { files } = await corpus()
    const rows = await runOracle(need('python'), 'dkim_verify.py', [JSON.stringify(dkimRecords)], files)
    expect(rows.filter((row) => row[2] === 'e2026').map((row) => row[1])).toEqual(files.map(() => 'good'))
  })
})

describe.skipIf(lacks('opendkim'))('OpenDKIM', () => {
  test('verifies every message, and none that was changed', { timeout }, async () => {
    const { files } = await corpus()
    expect(await runOpendkim(dkimRecords, files)).toEqual(files.map(() => 'succeeded'))
    const changed = tampered.map(([, change]) => spoiled(files[0], change))
    expect(await runOpendkim(dkimRecords, changed)).toEqual(changed.map(() => 'failed'))
  })
})

describe.skipIf(lacks('spamassassin'))('SpamAssassin, without the network', () => {
  test('scores every message under 2.0, and what it calls spam far above', { timeout }, async () => {
    const { files } = await corpus()
    // Of the digests every third tells as much where time is short.
    const some = isWhole ? files : files.filter((file, n) => n % 3 === 0 || !file.raw.includes('List-Id:'))
    const gtube = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
    const spam = spoiled(files[0], (text) => text.replace('PAPERBOY', gtube))
    // In one process: it takes seconds to read its rules.
    const rows = await runOracle('perl', 'spamassassin.pl', [], [...some, spam])
    const scores = rows.map(([, points, rules]) => ({ points: Number(points), rules }))
    expect(scores).toHaveLength(some.length + 1)
    expect(scores.pop()?.points).toBeGreaterThan(100)
    expect(scores.filter(({ points }) => points >= 2)).toEqual([])
  })
})

describe.skipIf(lacks('rspamd'))('rspamd', () => {
  test('takes no action, unless the same comes from elsewhere', { timeout }, async () => {
    const { files } = await corpus()
    const ask = await startRspamd(await startDns(zone))
    for (const file of files) {
      const { action, score, symbols } = await ask(file, host)
      expect(`${action} ${score} ${JSON.stringify(symbols)}`).toMatch(/^no action/)
      for (const symbol of ['R_SPF_ALLOW', 'R_DKIM_ALLOW', 'DMARC_POLICY_ALLOW'])
        expect(symbols).toHaveProperty(symbol)
    }
    const elsewhere = { ip: '198.51.100.7', helo: 'elsewhere.example.com' }
    for (const file of files.slice(0, 1)) expect((await ask(file, elsewhere)).action).not.toBe('no action')
  })
})

describe.skipIf(lacks('sieveTest'))('a vacation responder (Pigeonhole)', () => {
  test('stays silent', { timeout }, async () => {
    const { files } = await corpus()
    const isAnswered = await startVacation()
    for (const file of files)
      expect({ to: file.to, isAnswered: await isAnswered(file) }).toMatchObject({ isAnswered: false })
  })

  test('answers the same message without the headers that say what it is', { timeout }, async () => {
    const { files } = await corpus()
    const isAnswered = await startVacation()
    const bare = spoiled(files[0], (text) =>
      text.replace(/^(?:List-|Precedence|Auto-|X-Auto|Feedback).*\r\n(?:[ \t].*\r\n)*/gim, ''),
    )
    expect(await isAnswered(bare)).toBe(true)
  })
})

/** The parts as a reader has them. */
async function contents() {
  const { messages } = await corpus()
  return Promise.all(
    messages.map(async ({ raw }) => {
      const { html = '', text = '' } = await PostalMime.parse(raw)
      return { raw, html, text }
    }),
  )
}

test('html-validate finds nothing against accessibility', { timeout }, async () => {
  const all = await contents()
  for (const { html } of all) expect(await invalidIn(html)).toEqual([])
  expect(await invalidIn(all[0]?.html.replace('</h1>', '<img src="x.png"/></h1>') ?? '')).not.toEqual([])
})

test(
  'caniemail knows every client to support what is used, but for what is explained',
  { timeout },
  async () => {
    const all = await contents()
    const found = new Set(all.flatMap(({ html }) => unsupportedIn(html)))
    expect([...found].sort()).toEqual(Object.keys(allowedFeatures).sort())
  },
)

describe.skipIf(lacks('chromium'))('axe', () => {
  test('finds nothing serious in light and in dark colours', { timeout }, async () => {
    const all = await contents()
    const page = await openPage()
    // One in each few tells as much where time is short.
    for (const { html } of isWhole ? all : all.filter((_, index) => index % 8 === 0)) {
      expect(await seriousIn(page, html, 'light')).toEqual([])
      expect(await seriousIn(page, html, 'dark')).toEqual([])
    }
    const grey = all[0]?.html.replaceAll('color:#24211c', 'color:#dddddd') ?? ''
    expect(await seriousIn(page, grey, 'light')).not.toEqual([])
  })
})

/** The reader's own pages and each paper's: what else is said of a paper, its page has. */
function neededInText(html: string, publicUrl: string): string[] {
  const titles = [...html.matchAll(/<h3[^>]*><a [^>]*?href="([^"]+)"/g)].map(([, link = '']) => link)
  return linksIn(html).filter((link) => {
    return titles.includes(link) || (link.startsWith(publicUrl) && !/\/(?:more|less)\//.test(link))
  })
}

/** Each request comes from a network of its own, since a page may not be asked for this often from one. */
function reader(index: number) {
  return { incoming: { socket: { remoteAddress: `10.${index >> 8}.${index & 255}.1` } } }
}

test(
  'every link answers, and the text part has the page of each paper and the reader’s own pages',
  { timeout },
  async () => {
    const { context } = await corpus()
    const nothing = () => Promise.resolve()
    const limits = createLimits(context.config, context, context.logger)
    const app = createApp({
      ...context,
      clock: () => edgeSlot,
      limits,
      remind: noReminder,
      enqueueEdition: nothing,
      mailbox: null,
      keepReturned: nothing,
    })
    const answered = new Map<string, number>()
    for (const { raw, html, text } of await contents()) {
      const inText = new Set(text.match(/https?:\/\/\S+/g))
      const links = linksIn(html)
      const isToOperator = raw.includes('Feedback-ID: operator:')
      expect(links.length).toBeGreaterThan(isToOperator ? 0 : 3)
      const needed = neededInText(html, context.config.web.publicUrl)
      for (const link of needed) expect(inText).toContain(link)
      for (const link of new Set([...links, ...inText])) {
        expect(new URL(link).href, 'is an address in its plain form').toBe(link)
        expect(link).toMatch(/^https:\/\/[\w.-]+\//)
        if (!link.startsWith(context.config.web.publicUrl)) continue
        if (!answered.has(link))
          answered.set(link, (await app.request(link, {}, reader(answered.size))).status)
        expect({ link, status: answered.get(link) }).toEqual({ link, status: 200 })
      }
    }
  },
)

test('every message is below what Gmail clips, as it is sent and decoded', { timeout }, async () => {
  for (const { raw, html } of await contents()) {
    const part = raw.subarray(raw.indexOf('Content-Type: text/html'))
    expect(part.length).toBeLessThan(90_000)
    expect(Buffer.byteLength(html)).toBeLessThan(90_000)
  }
})
