import { domainToASCII, domainToUnicode } from 'node:url'
import { analyzeEmail } from '@hapi/address'
import type { Problem, ProblemCode } from './problems.ts'

/** An address that can be mailed. The key is the same for every spelling of it, and unique in the store. */
export type Address = { email: string; emailKey: string }

export type AddressCheck = { ok: true; address: Address } | { ok: false; problem: Problem }

/** Control characters, and what shows as nothing: zero-width and bidirectional marks, fillers, soft hyphens. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/** Checks and normalises what someone typed or imported; a problem is one that can be told to that person. */
export function parseAddress(text: string): AddressCheck {
  const typed = text.replace(/^[ \t]+|[ \t]+$/g, '').normalize('NFC')
  if (typed === '') return refuse('no address')
  if (unseen.test(typed)) return refuse('invisible characters')
  const at = typed.lastIndexOf('@')
  const local = typed.slice(0, at)
  if (at < 1) return refuse('not an address')
  // Sending to such a mailbox needs SMTPUTF8 at every relay on the way, which cannot be promised.
  if (!isAscii(local)) return refuse('accents before the @')
  const domain = asciiDomain(typed.slice(at + 1))
  if (!domain) return refuse('not a domain')
  const email = `${local}@${domain}`
  const problem = analyzeEmail(email, { allowUnicode: false })
  if (!problem) return { ok: true, address: { email, emailKey: email.toLowerCase() } }
  return refuse(problem.code.endsWith('TOO_LONG') ? 'address too long' : 'not an address')
}

/** An address as its owner recognises it and nobody else reads it: `a•••@e•••.org`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1)
  const dot = domain.lastIndexOf('.')
  return `${maskWord(email.slice(0, at))}@${maskWord(domain.slice(0, dot))}${domain.slice(dot)}`
}

/** The number of dots is fixed, so that they do not tell the length; a word of one letter is hidden whole. */
function maskWord(word: string): string {
  return `${word.length > 1 ? word.slice(0, 1) : ''}•••`
}

/** @returns null where it is no domain that mail can go to */
function asciiDomain(domain: string): string | null {
  const ascii = domainToASCII(domain)
  // As URLs do, it also decodes percent signs and writes numbers as IPv4 addresses: neither belongs in a mail domain.
  if (isAscii(domain) && ascii !== domain.toLowerCase()) return null
  if (ascii === '' || /\.\d+$/.test(ascii)) return null
  return isRegistrable(domainToUnicode(ascii)) ? ascii : null
}

/** Registries take letters and digits of any script, but no symbols that look like parts of an address. */
function isRegistrable(domain: string): boolean {
  // What still is punycode here decodes to nothing.
  return /^[\p{L}\p{M}\p{N}.-]+$/u.test(domain) && !/(^|\.)xn--/.test(domain)
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

function refuse(code: ProblemCode): AddressCheck {
  return { ok: false, problem: { code, about: '' } }
}
