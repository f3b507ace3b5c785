import { createHash, timingSafeEqual } from 'node:crypto'
import { hmacWith } from './hmac.ts'

/** What a link may be used for. A token for one is worthless for another. */
export type TokenPurpose = 'confirm' | 'preferences' | 'unsubscribe' | 'undo' | 'export' | 'erase' | 'feed'

export type TokenCheck =
  | { ok: true; subscriberId: number; issuedAt: Date }
  | { ok: false; problem: 'malformed' | 'forged' | 'expired' }

/** Signs links and message addresses with one key, and verifies what any of the keys has signed. */
export type LinkSigner = {
  /** Names the key that signs without telling it. */
  keyId: string
  /**
   * A link's token: `keyId.subscriberId.issuedAt.mac`, with HMAC-SHA-256 cut to 160 bits. The same arguments give the same
   * token, so that a message sent again is the same message.
   *
   * @param issuedAt to the second
   * @param about what else the token stands for, which is sent beside it
   */
  sign: (purpose: TokenPurpose, subscriberId: number, issuedAt: Date, about?: string) => string
  /**
   * @param maxAgeMs null for links that must work for years
   * @param about must be what it was signed with
   */
  open: (
    purpose: TokenPurpose,
    token: string,
    now: Date,
    maxAgeMs: number | null,
    about?: string,
  ) => TokenCheck
  /**
   * Belongs to one message, and cannot be made up without the key. Hexadecimal, since mail addresses lose their case.
   *
   * @param message `d12-3f9c02ab` for delivery 12, `t7-08d1e5c7` for mail 7 of the outbox
   */
  fingerprint: (message: string) => string
  isFingerprint: (message: string, given: string) => boolean
  /**
   * A signer that uses the key with this id: what was signed once is signed the same again after the keys have changed.
   * Where that key is gone, or `id` is null, it is the signer itself.
   */
  withKey: (id: string | null) => LinkSigner
}

/** @param keys the first one signs, all of them verify */
export function createLinkSigner(keys: readonly [string, ...string[]]): LinkSigner {
  const [first, ...others] = keys
  const signing = openKey(first)
  const ring: Ring = [signing, ...others.map(openKey)]
  const signerWith = (key: Key): LinkSigner => {
    const { id } = key
    const signer: LinkSigner = {
      keyId: id,
      sign: (purpose, subscriberId, issuedAt, about) => {
        const subject = `${subscriberId.toString(36)}.${Math.floor(issuedAt.getTime() / 1000).toString(36)}`
        return `${id}.${subject}.${mac(key, { purpose, subject, about })}`
      },
      open: (purpose, token, now, maxAgeMs, about) =>
        openToken(ring, { purpose, about }, token, now, maxAgeMs),
      fingerprint: key.fingerprintOf,
      isFingerprint: (message, given) => ring.some((one) => isSame(one.fingerprintOf(message), given)),
      withKey: (wanted) => {
        const other = ring.find((one) => one.id === wanted)
        return other === undefined || other === key ? signer : signerWith(other)
      },
    }
    return signer
  }
  return signerWith(signing)
}

type Key = { id: string; hmac: ReturnType<typeof hmacWith>; fingerprintOf: (message: string) => string }
type Ring = readonly Key[]

function openKey(key: string): Key {
  const hmac = hmacWith(key)
  // Each message asks for its own several times, one after the other.
  let last = { message: '', fingerprint: '' }
  const fingerprintOf = (message: string) => {
    if (last.message !== message)
      last = { message, fingerprint: hmac(`paperboy:message:${message}`, 'hex').slice(0, 20) }
    return last.fingerprint
  }
  return { id: keyId(key), hmac, fingerprintOf }
}

function openToken(
  ring: Ring,
  expected: Pick<Signed, 'purpose' | 'about'>,
  token: string,
  now: Date,
  maxAgeMs: number | null,
): TokenCheck {
  const match = /^([\w-]{6})\.(([0-9a-z]{1,11})\.([0-9a-z]{1,8}))\.([\w-]{27})$/.exec(token)
  const [, id, subject, subscriberId, issuedAt, given] = match ?? []
  if (!id || !subject || !subscriberId || !issuedAt || !given) return { ok: false, problem: 'malformed' }
  // Ids are short, so two keys may share one.
  const isOurs = ring.some((one) => one.id === id && isSame(mac(one, { ...expected, subject }), given))
  if (!isOurs) return { ok: false, problem: 'forged' }
  const issuedAtMs = Number.parseInt(issuedAt, 36) * 1000
  const ageMs = now.getTime() - issuedAtMs
  if (maxAgeMs !== null && ageMs > maxAgeMs) return { ok: false, problem: 'expired' }
  return { ok: true, subscriberId: Number.parseInt(subscriberId, 36), issuedAt: new Date(issuedAtMs) }
}

/** Names a key without telling it, so that a rotated one is still found. */
export function keyId(key: string): string {
  return createHash('sha256').update(`paperboy key id:${key}`).digest('base64url').slice(0, 6)
}

type Signed = { purpose: TokenPurpose; subject: string; about: string | undefined }

function mac({ hmac }: Key, { purpose, subject, about }: Signed): string {
  const text = about === undefined ? `${purpose}:${subject}` : `${purpose}:${subject}:${about}`
  return hmac(`paperboy:${text}`, 'base64url').slice(0, 27)
}

function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
