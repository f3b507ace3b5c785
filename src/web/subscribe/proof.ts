import { createHmac } from 'node:crypto'
import { createChallenge, extractParams, verifySolution } from 'altcha-lib/v1'
import type { WebDeps } from '../deps.ts'

/** How long a form may stay open before its proof is asked for anew. */
const openForMs = 3_600_000
/** Half as many hashes on average: about a second in a browser. */
const maxNumber = 50_000

/** A sum that a browser has to work on before the form is taken: `salt` and a number, whose hash is given. */
export type ProofChallenge = {
  algorithm: string
  challenge: string
  maxnumber?: number
  salt: string
  signature: string
}

export async function newChallenge({ config, clock }: WebDeps): Promise<ProofChallenge> {
  const expires = new Date(clock().getTime() + openForMs)
  return createChallenge({ hmacKey: hmacKey(config.secretKeys[0]), maxNumber, expires })
}

/** Whether a challenge of ours was solved. Each counts once, so that one solution does not send a thousand forms. */
export async function isProven(
  deps: WebDeps,
  network: string,
  payload: string | undefined,
): Promise<boolean> {
  if (!payload) return false
  const verified = await Promise.all(
    // Their own check of the time looks at another clock.
    deps.config.secretKeys.map((key) => verifySolution(payload, hmacKey(key), false).catch(() => false)),
  )
  if (!verified.includes(true)) return false
  const { expires } = extractParams(payload)
  if (!(Number(expires) * 1000 > deps.clock().getTime())) return false
  return (await deps.limits.take('proof', { network, whom: challengeIn(payload) })).ok
}

/** The signed part: the rest of a payload may be written in many ways. */
function challengeIn(payload: string): string {
  const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64').toString())
  const isObject = typeof parsed === 'object' && parsed !== null && 'challenge' in parsed
  return isObject && typeof parsed.challenge === 'string' ? parsed.challenge.toLowerCase() : payload
}

function hmacKey(secretKey: string): string {
  return createHmac('sha256', secretKey).update('paperboy:proof').digest('hex')
}
