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
 * All that must not be changed on the way; List-Unsubscribe-Post counts only where it is among them (RFC 8058).
 * What a message does not have is left out.
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
 * @returns the DKIM-Signature lines that belong before the message; the same message gets the same ones
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
  // nodemailer leaves out what it cannot make, without a word.
  if (!signature.startsWith('DKIM-Signature: ')) throw new Error('the message could not be signed with RSA')
  return signature
}

/** Beside RSA, never instead of it: nodemailer does not know this algorithm, and few verifiers do (RFC 8463). */
async function signEd25519(raw: Buffer): Promise<string> {
  if (!ed25519Key) return ''
  const date = /^Date: (.*)\r$/m.exec(raw.toString('latin1'))?.[1] ?? ''
  const key = { signingDomain: domain, selector: ed25519Key.selector, privateKey: ed25519Key.pem }
  const { signatures, errors } = await dkimSign(raw, {
    algorithm: 'ed25519-sha256',
    canonicalization: 'relaxed/relaxed',
    headerList: signedHeaders,
    // The time of signing would make another message of it when it is sent again.
    signTime: new Date(date),
    // Its types want the key here, and its code there.
    ...key,
    signatureData: [key],
  })
  const [failure] = errors
  if (failure) throw new Error(`the message could not be signed with Ed25519: ${failure.err?.message}`)
  return signatures
}
