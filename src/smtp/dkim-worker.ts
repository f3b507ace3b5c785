import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import { workerData } from 'piscina'
import { z } from 'zod'
import { signedHeaders } from './dkim-config.ts'

const { domain, selector, pem } = z
  .object({ domain: z.string(), selector: z.string(), pem: z.string() })
  .parse(workerData)

/**
 * Signs with Ed25519. Runs in a thread of its own.
 *
 * @returns the DKIM-Signature lines to put before the message; the same message always gets the same lines
 */
export async function sign(message: string): Promise<string> {
  const date = /^Date: (.*)\r$/m.exec(message)?.[1] ?? ''
  const key = { signingDomain: domain, selector, privateKey: pem }
  const { signatures, errors } = await dkimSign(Buffer.from(message, 'latin1'), {
    algorithm: 'ed25519-sha256',
    canonicalization: 'relaxed/relaxed',
    headerList: signedHeaders.join(':'),
    // Not the present time: the signature of a resent message must be identical.
    signTime: new Date(date),
    // mailauth's types expect the key in one place and its code in another.
    ...key,
    signatureData: [key],
  })
  const [failure] = errors
  if (failure) throw new Error(`the message could not be signed with Ed25519: ${failure.err?.message}`)
  return signatures
}
