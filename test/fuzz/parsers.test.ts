import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classifyMessage } from '../../src/bounces/classify.ts'
import { UserError } from '../../src/errors.ts'
import { parseHead, parseMail } from '../../src/inbox/parse.ts'
import { readable } from '../../src/papers/latex.ts'
import { readBody } from '../../src/sources/read-worker.ts'
import { classifyFailure } from '../../src/smtp/outcome.ts'
import { parseAddress } from '../../src/subscribers/address.ts'
import { readImportRows } from '../../src/subscribers/import-rows.ts'
import { createLinkSigner } from '../../src/subscribers/tokens.ts'
import { tellProblem } from '../../src/subscribers/problems.ts'
import { recordedBounces } from '../helpers/bounces.ts'
import { lacks } from '../helpers/requirements.ts'
import { fuzzing, fuzzTimeout, inBoundedTime, mutated } from './fuzz.ts'

const now = new Date('2026-05-20T12:00:00Z')

async function never(
  text: fc.Arbitrary<string>,
  parse: (text: string) => unknown,
  shortRuns = 40,
): Promise<void> {
  const property = fc.asyncProperty(text, async (one) => void (await inBoundedTime(() => parse(one))))
  await fc.assert(property, fuzzing(shortRuns))
}

const atom = `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
<title>x</title><id>urn:x</id><updated>2026-05-20T00:00:00Z</updated><entry><id>http://arxiv.org/abs/2605.01234v2</id>
<title>Folding &amp; towels $x^2$</title><published>2026-05-19T10:00:00Z</published><author><name>Ada Example</name></author>
<summary type="html">&lt;p&gt;We &lt;b&gt;fold&lt;/b&gt;.&lt;/p&gt;</summary><link href="https://example.org/a"/><arxiv:comment>9 pages</arxiv:comment>
<category term="cs.RO"/></entry></feed>`
const rss = `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title><item><title>A robot</title>
<link>https://example.org/1</link><guid isPermaLink="false">doi:10.1234/5</guid><pubDate>Tue, 19 May 2026 10:00:00 GMT</pubDate>
<dc:creator>Ada Example, Ben Sample</dc:creator><description><![CDATA[<p>It <a href="/x">folds</a>.</p>]]></description></item></channel></rss>`
const json = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'x',
  items: [
    {
      id: 'a',
      url: 'https://example.org/a',
      title: 'A robot',
      content_html: '<p>x</p>',
      date_published: '2026-05-19',
    },
  ],
})
const daily = JSON.stringify([
  {
    paper: {
      id: '2605.01234',
      title: 'A robot',
      summary: 'It folds.',
      upvotes: 3,
      authors: [{ name: 'Ada' }],
    },
    publishedAt: '2026-05-19',
    numComments: 2,
    organization: { name: 'x' },
  },
])

const modules = { feed: 'read-feed.ts', daily: 'huggingface-entry.ts' }
const bodyIn = (file: string, name: string, contentType: string) => async (text: string) => {
  const module = new URL(`../../src/sources/${file}`, import.meta.url).href
  const bytes = Buffer.from(text)
  const result = await readBody({ module, name, bytes, contentType, url: 'https://example.org/feed' })
  expect(['read', 'failed']).toContain(result.kind)
}

test('feeds are read or refused', fuzzTimeout, () =>
  never(mutated([atom, rss, json]), bodyIn(modules.feed, 'readFeed', 'application/xml')),
)
test('arXiv’s answers are read or refused', fuzzTimeout, () =>
  never(mutated([atom]), bodyIn(modules.feed, 'readArxivPage', 'application/atom+xml')),
)
test('Hugging Face’s lists are read or refused', fuzzTimeout, () =>
  never(mutated([daily]), bodyIn(modules.daily, 'readPage', 'application/json')),
)

const lists = [
  'email,topics,hour\nada@example.org,robotics;3d,9\nben@example.org,"theory",12\n',
  'sep=;\nEmail Address;First Name;MEMBER_RATING\nada@example.org;"A ""x"" b";2\n',
  'email,name,attributes,status\nada@example.org,Ada,"{""a"":1}",enabled\n',
]
test('a list is imported row by row, or refused by a sentence', fuzzTimeout, () =>
  never(mutated(lists), async (text) => {
    const rows = []
    try {
      for await (const row of readImportRows(Readable.from([Buffer.from(text, 'latin1')]), { now }))
        rows.push(row)
    } catch (error) {
      expect(error).toBeInstanceOf(UserError)
    }
    for (const row of rows) expect(row.line).toBeGreaterThan(0)
  }),
)

const report = `From: MAILER-DAEMON@mx.example.net\r\nTo: bounces+d12-3f9c02ab@news.example.org\r\nSubject: Undelivered\r\nMIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable
\r\nIt failed: =C3=A9\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ann@example.net
Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n--x--\r\n`
const complaint = report
  .replace('delivery-status; b', 'feedback-report; b')
  .replace('message/delivery-status', 'message/feedback-report')
const notice =
  'From: a@b.example\n\n{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"a@b.example"}]}}'

/** With messages that real servers wrote, where those are there. */
function anyReturned(): fc.Arbitrary<string> {
  const written = mutated([report, complaint, notice])
  if (lacks('bounces')) return written
  return fc.oneof(written, mutated(recordedBounces().map(({ raw }) => raw.toString('latin1'))))
}

test('what comes back is classified, whatever it is', fuzzTimeout, () =>
  never(anyReturned(), async (text) => {
    const { kind, reason } = await classifyMessage(Buffer.from(text, 'latin1'))
    expect(kind).toMatch(/^[a-z-]+$/)
    expect((reason ?? '').length).toBeLessThanOrEqual(500)
  }),
)

test('mails of the inbox are parsed, or refused by an error', fuzzTimeout, () =>
  never(mutated([report]), async (text) => {
    const raw = Buffer.from(text, 'latin1')
    for (const parse of [parseHead, parseMail])
      await parse(raw).catch((error) => expect(error).toBeInstanceOf(Error))
  }),
)

const replies = [
  '550 5.1.1 <a@b.example>: user unknown',
  '421 4.7.0 too many connections',
  '250 2.0.0 OK',
  '452-4.2.2 full\r\n452 x',
]
test('each reply of a relay has an outcome that can be stored', fuzzTimeout, () =>
  never(
    mutated(replies),
    (text) => {
      for (const command of ['MAIL FROM', 'RCPT TO', 'DATA'])
        for (const responseCode of [undefined, Number(text.slice(0, 3))]) {
          const error = {
            message: text,
            response: text,
            command,
            ...(responseCode !== undefined && { responseCode }),
          }
          const { response } = classifyFailure(error, command === 'DATA')
          expect(response.length).toBeLessThanOrEqual(1000)
          expect(response).not.toMatch(/\p{Cc}/u)
        }
    },
    200,
  ),
)

const signer = createLinkSigner(['a key that is only for tests, 32 characters and more'])
const token = signer.sign('erase', 12_345, now)
test('no token opens but those that were made', fuzzTimeout, () =>
  never(
    mutated([token, signer.sign('erase', 1, now), `${token}.${token}`]),
    (text) => {
      const check = signer.open('erase', text, now, null)
      if (check.ok) expect(signer.sign('erase', check.subscriberId, check.issuedAt)).toBe(text)
      expect(signer.open('export', text, now, null).ok).toBe(false)
    },
    300,
  ),
)

test('addresses are taken, or refused by a sentence', fuzzTimeout, () =>
  never(
    mutated(['ada@example.org', '"a b"@bücher.example', 'a+b@[192.0.2.1]']),
    (text) => {
      const parsed = parseAddress(text)
      if (parsed.ok) expect(parsed.address.email).not.toMatch(/[\p{Cc}\s<>,]/u)
      else expect(tellProblem(parsed.problem)).not.toBe('')
    },
    300,
  ),
)

test('LaTeX becomes text', fuzzTimeout, () =>
  never(
    mutated(['$SL^{2}(\\mathbb{A})$', '\\frac{a}{b} \\textbf{x} \\"{o} $x_{i_{j}}$ \\begin{a}\\end{a}']),
    (text) => expect(typeof readable(text)).toBe('string'),
  ),
)
