import fc from 'fast-check'
import DKIM from 'nodemailer/lib/dkim'
import { expect, test } from 'vitest'
import { signedHeaders } from '../../src/smtp/dkim-config.ts'
import { rsaSigner } from '../../src/smtp/dkim-rsa.ts'
import { newDkimKey } from '../helpers/dkim.ts'

const { pem } = newDkimKey('rsa', 's1').key
const nodemailer = new DKIM({
  domainName: 'paperboy.test',
  keySelector: 's1',
  privateKey: pem,
  headerFieldNames: signedHeaders.join(':'),
})

async function byNodemailer(raw: string): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of nodemailer.sign(Buffer.from(raw, 'latin1'))) chunks.push(chunk)
  const signed = Buffer.concat(chunks).toString('latin1')
  return signed.slice(0, signed.length - raw.length)
}

const line = fc.string({
  unit: fc.constantFrom('a', 'Z', '=', '.', ' ', '  ', '\t', ':', ';', '=3D', ' \t', '\r\n', '\r\n\r\n'),
})
const value = fc.string({ unit: fc.constantFrom('b', 'é', '<', '@', ' ', '   ', '\t', '\r\n ', '\r\n\t') })
const names = fc.constantFrom(...signedHeaders, 'X-Other', 'from', 'SUBJECT', 'Received')
const heads = fc.array(fc.tuple(names, value), { maxLength: 12 })

test('signs what nodemailer signs, to the byte', async () => {
  const sign = rsaSigner(
    { domain: 'paperboy.test', selector: 's1', pem },
    signedHeaders.map((name) => name.toLowerCase()),
  )
  await fc.assert(
    fc.asyncProperty(heads, fc.array(line), async (fields, body) => {
      const head = [['From', 'a@paperboy.test'], ...fields].map(([name, text]) => `${name}: x${text}x\r\n`)
      const raw = `${head.join('')}\r\n${body.join('')}`
      expect(await sign(raw)).toBe(await byNodemailer(raw))
    }),
  )
})
