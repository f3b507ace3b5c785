import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DkimConfig } from '../../src/smtp/dkim-config.ts'
import { readDkimKeys } from '../../src/smtp/dkim-config.ts'
import { openSigner, signedOutlet } from '../../src/smtp/signer.ts'
import { temporaryDir } from '../helpers/context.ts'
import { newDkimKey } from '../helpers/dkim.ts'
import { outletSaying } from '../helpers/outlet.ts'

const domain = 'paperboy.test'
const message = [
  'From: Paperboy <news@paperboy.test>',
  'To: ada@example.org',
  'Subject: Hello',
  'Message-ID: <d1.x@paperboy.test>',
  'Date: Wed, 20 May 2026 07:00:00 +0000',
  'List-Unsubscribe: <https://paperboy.test/unsubscribe/x>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'Feedback-ID: a:b:c:paperboy',
  '',
  'Hello.  \r\n\r\n',
].join('\r\n')

function signerOf(config: DkimConfig) {
  const signer = openSigner(config)
  onTestFinished(() => signer.close())
  return signer
}

/** What mailauth says of each signature. */
async function verdicts(raw: string, records: Record<string, string>) {
  const resolver = (name: string) => {
    const record = records[name]
    return record
      ? Promise.resolve([[record]])
      : Promise.reject(Object.assign(new Error(name), { code: 'ENOTFOUND' }))
  }
  const { results } = await dkimVerify(raw, { resolver })
  return results.map(({ selector, status }) => `${selector} ${status.result}`)
}

describe('signing', () => {
  const [first, second, ed25519] = [
    newDkimKey('rsa', 's1'),
    newDkimKey('rsa', 's2'),
    newDkimKey('ed25519', 'e1'),
  ]
  const records = {
    's1._domainkey.paperboy.test': first.record,
    's2._domainkey.paperboy.test': second.record,
    'e1._domainkey.paperboy.test': ed25519.record,
  }

  test('is by the first key of each algorithm, and the same each time', async () => {
    const { sign } = signerOf({ domain, keys: [second.key, first.key, ed25519.key] })
    const signed = await sign(message)
    expect(signed.endsWith(message)).toBe(true)
    expect(await verdicts(signed, records)).toEqual(['s2 pass', 'e1 pass'])
    expect(await sign(message)).toBe(signed)
    expect(signed).toContain(`t=${Date.parse('2026-05-20T07:00:00Z') / 1000}`)
  })

  test('T1: covers List-Unsubscribe-Post and Feedback-ID, which nodemailer leaves out by itself', async () => {
    const signed = await signerOf({ domain, keys: [first.key, ed25519.key] }).sign(message)
    const signatures =
      signed
        .split('From: Paperboy')[0]
        ?.replace(/\r\n\s+/g, '')
        .toLowerCase() ?? ''
    const lists = [...signatures.matchAll(/[;\s]h=([^;]+)/g)].map(([, list]) =>
      list?.replace(/\s/g, '').split(':'),
    )
    expect(lists).toHaveLength(2)
    for (const list of lists) {
      expect(list).toEqual(
        expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post', 'feedback-id', 'from']),
      )
    }
    expect(signatures).not.toMatch(/[;\s]l=/)
  })

  test('that fails sends nothing, and blames nobody', async () => {
    const signer = {
      sign: () => Promise.reject(new Error('the thread died')),
      close: () => Promise.resolve(),
    }
    let count = 0
    const outlet = signedOutlet(
      outletSaying(() => Promise.resolve({ kind: 'submitted', response: String(++count) })),
      signer,
    )
    const outcome = await outlet.send({ from: 'b@paperboy.test', to: 'a@example.org', raw: message })
    expect(outcome).toMatchObject({ kind: 'unavailable', response: 'DKIM: the thread died' })
    expect(count).toBe(0)
  })
})

describe('DKIM_KEYS', () => {
  test('takes RSA and Ed25519 keys', async () => {
    const dir = await temporaryDir()
    const keys = [newDkimKey('rsa', 's1').key, newDkimKey('ed25519', 'e1').key]
    for (const { selector, pem } of keys) writeFileSync(join(dir, selector), pem)
    expect(readDkimKeys(`s1=${dir}/s1, E1=${dir}/e1`)).toEqual(keys)
  })

  test.each([
    ['s1', /is not like selector=/],
    ['s1=/nonexistent.pem', /no such file/],
    ['s1=FILE,s1=FILE', /a selector occurs twice/],
    ['s1=TEXT', /DKIM_KEYS: /],
    ['s1=SHORT', /2048 bits/],
    ['s1=EC', /of type ec cannot sign mail/],
  ])('%s is refused with a reason', async (value, problem) => {
    const dir = await temporaryDir()
    const pem = (key: {
      privateKey: { export: (options: { type: 'pkcs8'; format: 'pem' }) => string | Buffer }
    }) => key.privateKey.export({ type: 'pkcs8', format: 'pem' })
    const files = {
      FILE: newDkimKey('rsa', 's1').key.pem,
      TEXT: 'no key',
      SHORT: pem(generateKeyPairSync('rsa', { modulusLength: 1024 })),
      EC: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
    expect(() => readDkimKeys(value.replace(/FILE|TEXT|SHORT|EC/g, (name) => join(dir, name)))).toThrow(
      problem,
    )
  })
})
