import fc from 'fast-check'
import { createTransport } from 'nodemailer'
import { expect, test } from 'vitest'
import { outletTo } from '../helpers/outlet.ts'
import { startSmtpServer } from '../helpers/smtp.ts'

const from = 'bounces+d1@news.example.org'
const to = 'ada@example.org'

/** Lines of messages, with all that DATA treats in its own way. */
const line = fc.oneof(
  fc.constantFrom('', '.', '..', '.hidden', 'a.', 'QUIT', '250 ok', ' .'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 90 }).map((text) => text.replace(/[\r\n]/g, '')),
)
const raw = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\r\n', ''))
  .map(([lines, end]) => `Subject: one\r\n\r\n${lines.join('\r\n')}${end}`)

test('a relay receives what nodemailer itself would send, byte for byte', async () => {
  const server = await startSmtpServer({})
  const outlet = outletTo(server.url, 1)
  const plain = createTransport(`${server.url}?pool=true&maxConnections=1`)
  await fc.assert(
    fc.asyncProperty(fc.array(raw, { minLength: 1, maxLength: 4 }), async (messages) => {
      for (const one of messages) {
        server.received.length = 0
        await plain.sendMail({ envelope: { from, to }, raw: one })
        await outlet.send({ from, to, raw: one })
        const [expected, received] = server.received.map((got) => got.raw.toString('latin1'))
        expect(received).toBe(expected)
      }
    }),
    { numRuns: 40 },
  )
  plain.close()
})
