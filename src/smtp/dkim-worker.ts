import { createPrivateKey } from 'node:crypto'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import DKIM from 'nodemailer/lib/dkim'
import { workerData } from 'piscina'
import { z } from 'zod'

const { domain, keys } = z
  .object({
    domain: z.string(),
    keys: z.array(z.object({ selector: z.string(), algorithm: z.enum(['rsa', 'ed25519']), pem: z.string() })),
  })
  .parse(workerData)

/**
 * Every header that must not change in transit; List-Unsubscribe-Post is only valid if it is signed (RFC 8058).
 * Headers that a message lacks are left out.
 */
const signedHeaders = [
  'From:Reply-To:To:Subject:Date:Message-ID:MIME-Version:Content-Type',
  'List-Id:List-Help:List-Unsubscribe:List-Unsubscribe-Post:List-Post',
  'Feedback-ID:Precedence:Auto-Submitted:X-Auto-Response-Suppress:CFBL-Address:CFBL-Feedback-ID',
].join(':')

const rsaKey = keys.find((key) => key.algorithm === 'rsa')
const ed25519Key = keys.find((key) => key.algorithm === 'ed25519')
const rsa =
  rsaKey &&
  new DKIM({
    domainName: domain,
    keySelector: rsaKey.selector,
    privateKey: createPrivateKey(rsaKey.pem),
    headerFieldNames: signedHeaders,
  })

/**
 * Runs in a thread of its own.
 *
 * @returns the DKIM-Signature lines to put before the message; the same message always gets the same lines
 */
export async function sign(message: string): Promise<string> {
  const raw = Buffer.from(message, 'latin1')
  return (await signRsa(raw)) + (await signEd25519(raw))
}

async function signRsa(raw: Buffer): Promise<string> {
  if (!rsa) return ''
  const chunks: Buffer[] = []
  for await (const chunk of rsa.sign(raw)) chunks.push(chunk)
  const signed = Buffer.concat(chunks)
  const signature = signed.subarray(0, signed.length - raw.length).toString('latin1')
  // nodemailer silently leaves out a signature that it cannot make.
  if (!signature.startsWith('DKIM-Signature: ')) throw new Error('the message could not be signed with RSA')
  return signature
}

/** In addition to RSA, never instead: nodemailer does not support this algorithm, and few verifiers do (RFC 8463). */
async function signEd25519(raw: Buffer): Promise<string> {
  if (!ed25519Key) return ''
  const date = /^Date: (.*)\r$/m.exec(raw.toString('latin1'))?.[1] ?? ''
  const key = { signingDomain: domain, selector: ed25519Key.selector, privateKey: ed25519Key.pem }
  const { signatures, errors } = await dkimSign(raw, {
    algorithm: 'ed25519-sha256',
    canonicalization: 'relaxed/relaxed',
    headerList: signedHeaders,
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
