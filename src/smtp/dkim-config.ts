import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { messageOf, UserError } from '../errors.ts'

/** A key that signs mail for a domain. Its public half stands in the DNS under `selector._domainkey.domain`. */
export type DkimKey = { selector: string; algorithm: 'rsa' | 'ed25519'; pem: string }

/** The first key of each algorithm signs. Further keys are being introduced or retired. */
export type DkimConfig = { domain: string; keys: DkimKey[] }

/**
 * Every header that must not change in transit; List-Unsubscribe-Post is only valid if it is signed (RFC 8058).
 * Headers that a message lacks are left out.
 */
export const signedHeaders = [
  'From:Reply-To:To:Subject:Date:Message-ID:MIME-Version:Content-Type',
  'List-Id:List-Help:List-Unsubscribe:List-Unsubscribe-Post:List-Post',
  'Feedback-ID:Precedence:Auto-Submitted:X-Auto-Response-Suppress:CFBL-Address:CFBL-Feedback-ID',
].flatMap((names) => names.split(':'))

/** RFC 8301 wants 1024 bits at least, and providers 2048. */
const leastRsaBits = 2048

/**
 * @param value `selector=file.pem`, several separated by commas
 *
 * @throws {UserError} where a file cannot be read or holds no fitting key
 */
export function readDkimKeys(value: string): DkimKey[] {
  const keys = value.split(',').map((pair) => {
    const [, selector = '', file = ''] = /^\s*([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)=(.+?)\s*$/i.exec(pair) ?? []
    if (!file) throw new UserError(`DKIM_KEYS: “${pair.trim()}” is not like selector=/path/to/key.pem`)
    return { selector: selector.toLowerCase(), ...readKey(file) }
  })
  if (new Set(keys.map((key) => key.selector)).size < keys.length) {
    throw new UserError('DKIM_KEYS: a selector occurs twice; each key needs its own')
  }
  return keys
}

function readKey(file: string): Omit<DkimKey, 'selector'> {
  try {
    const pem = readFileSync(file, 'utf8')
    return { pem, algorithm: algorithmOf(createPrivateKey(pem)) }
  } catch (error) {
    throw new UserError(`DKIM_KEYS: ${file}: ${messageOf(error)}`)
  }
}

function algorithmOf({
  asymmetricKeyType: type,
  asymmetricKeyDetails: details,
}: KeyObject): DkimKey['algorithm'] {
  if (type === 'ed25519') return type
  if (type !== 'rsa')
    throw new Error(`a key of type ${type} cannot sign mail: make one with openssl genrsa 2048`)
  if ((details?.modulusLength ?? 0) < leastRsaBits)
    throw new Error(`an RSA key must have at least ${leastRsaBits} bits`)
  return type
}
