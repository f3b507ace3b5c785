import { createPrivateKey, hash, sign, type KeyObject } from 'node:crypto'
import { foldLines } from 'nodemailer/lib/mime-funcs'

/**
 * Signs with RSA and SHA-256, both parts relaxed (RFC 6376), as nodemailer's signer does: a property test holds that the bytes
 * are the same. That one passes a message through streams, byte by byte, which takes as long as the signature itself.
 *
 * @param headerFields what is signed, in lower case; what a message lacks is left out
 * @returns a function that gives the DKIM-Signature line to put before a message; the RSA operation runs in libuv's threads
 */
export function rsaSigner(
  { domain, selector, pem }: { domain: string; selector: string; pem: string },
  headerFields: readonly string[],
): (raw: string) => Promise<string> {
  const key = createPrivateKey(pem)
  return async (raw) => {
    const end = raw.indexOf('\r\n\r\n')
    const values = headerValues(end < 0 ? raw : raw.slice(0, end))
    const signed = headerFields.filter((field) => values.has(field))
    const bodyHash = hash(
      'sha256',
      Buffer.from(relaxedBody(end < 0 ? '' : raw.slice(end + 4)), 'latin1'),
      'base64',
    )
    const tags = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; q=dns/txt; s=${selector}; bh=${bodyHash}; h=${signed.join(':')}`
    const line = `${foldLines(`DKIM-Signature: ${tags}`, 76)};\r\n b=`
    const canonical = signed.map((field) => `${field}:${values.get(field)}\r\n`).join('')
    const bytes = Buffer.from(`${canonical}dkim-signature:${relaxedValue(line)}`, 'latin1')
    const signature = await signBytes(bytes, key)
    return `${line}${signature.replace(/(^.{73}|.{75}(?!\r?\n|\r))/g, '$&\r\n ').trim()}\r\n`
  }
}

/** @returns the signature in Base64 */
function signBytes(bytes: Buffer, key: KeyObject): Promise<string> {
  return new Promise((resolve, reject) => {
    sign('sha256', bytes, key, (error, signature) => {
      if (error) reject(error)
      else resolve(signature.toString('base64'))
    })
  })
}

/** The value of each field by its name in lower case; of one that occurs twice the last, as RFC 6376 wants. */
function headerValues(head: string): Map<string, string> {
  return new Map(
    head.split(/\r\n(?![ \t])/).map((line) => {
      const name = line.slice(0, line.indexOf(':')).toLowerCase()
      return [name, relaxedValue(line)]
    }),
  )
}

function relaxedValue(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ')
    .replace(/^ | $/g, '')
}

/** Each run of blanks as one, none at the end of a line, and no empty lines at the end. */
function relaxedBody(body: string): string {
  const lines = unusualBlanks.test(body)
    ? body
        .replace(/[ \t]+/g, ' ')
        .replaceAll(' \r\n', '\r\n')
        .replace(/ $/, '')
    : body
  let end = lines.length
  while (lines.endsWith('\r\n', end)) end -= 2
  return end > 0 ? `${lines.slice(0, end)}\r\n` : ''
}

/** Most bodies have none: our encoder writes them as codes. */
const unusualBlanks = /[ \t](?:[ \t\r]|$)|\t/
