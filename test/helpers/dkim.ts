import { generateKeyPairSync } from 'node:crypto'
import type { DkimKey } from '../../src/smtp/dkim-config.ts'

/** A new key, and what the DNS says of it. */
export function newDkimKey(
  algorithm: DkimKey['algorithm'],
  selector: string,
): { key: DkimKey; record: string } {
  const { privateKey, publicKey } =
    algorithm === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519')
  const der = publicKey.export({ type: 'spki', format: 'der' })
  // RFC 8463: of Ed25519 the bare 32 octets, without what names the algorithm.
  const published = algorithm === 'rsa' ? der : der.subarray(-32)
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const record = `v=DKIM1; k=${algorithm}; p=${published.toString('base64')}`
  return { key: { selector, algorithm, pem }, record }
}
