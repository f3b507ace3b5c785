import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../src/subscribers/address.ts'

const file = fileURLToPath(new URL('../../../shared/data/addresses/isemail-tests.xml', import.meta.url))

/** What can be mailed over the internet: valid, also without a DNS record that was looked up, or in a rare form. */
const mailable = ['ISEMAIL_VALID_CATEGORY', 'ISEMAIL_DNSWARN', 'ISEMAIL_RFC5321']

/** Where we think otherwise than isemail, by its diagnosis, and why. */
const disagreements: { ids: number[]; diagnosis: string; isTaken: boolean; because: string }[] = [
  {
    ids: [5],
    diagnosis: 'ISEMAIL_VALID',
    isTaken: false,
    because: 'a top-level domain with a mailbox: ICANN forbids them, and a forgotten “.com” is far likelier',
  },
  {
    ids: [166],
    diagnosis: 'ISEMAIL_RFC5321_TLD',
    isTaken: false,
    because: 'likewise',
  },
  {
    ids: [23, 24],
    diagnosis: 'ISEMAIL_RFC5321_TLDNUMERIC',
    isTaken: false,
    because: 'no top-level domain is a number; as an IPv4 address it would need brackets',
  },
  {
    ids: [42, 43, 45, 46, 48, 55],
    diagnosis: 'ISEMAIL_RFC5321_QUOTEDSTRING',
    isTaken: false,
    because:
      'RFC 5321 tells hosts to avoid them, providers give none out, and they smuggle spaces and separators',
  },
  {
    ids: [61, 68, 72, 75, 77, 79, 81],
    diagnosis: 'ISEMAIL_RFC5321_ADDRESSLITERAL',
    isTaken: false,
    because:
      'no person reads mail at a bare IP address, and it would make the form a way into inner networks',
  },
  {
    ids: [157, 158],
    diagnosis: 'ISEMAIL_CFWS_FWS',
    isTaken: true,
    because: 'a space around what was pasted is cut off, before the address is looked at',
  },
]

type Case = { id: number; address: string; category: string; diagnosis: string }

describe.skipIf(!existsSync(file))('the 164 addresses of isemail', () => {
  const cases = existsSync(file) ? readCases() : []

  test('are all there', () => {
    expect(cases).toHaveLength(164)
  })

  test('are taken or refused as isemail says, but for the disagreements above', () => {
    const ours = cases.map(({ id, address }) => ({ id, isTaken: parseAddress(address).ok }))
    const expected = cases.map(({ id, category }) => {
      const known = disagreements.find(({ ids }) => ids.includes(id))
      return { id, isTaken: known ? known.isTaken : mailable.includes(category) }
    })
    expect(ours).toEqual(expected)
  })

  test('every disagreement is one, and of the kind that it is explained by', () => {
    for (const { ids, diagnosis, isTaken } of disagreements) {
      for (const id of ids) {
        const one = cases.find((other) => other.id === id)
        expect(one).toMatchObject({ id, diagnosis })
        expect(mailable.includes(one?.category ?? '')).toBe(!isTaken)
      }
    }
  })

  test('what is taken is mailed as it was written, but for outer spaces and the case of the domain', () => {
    for (const { address } of cases) {
      const checked = parseAddress(address)
      if (checked.ok) expect(checked.address.email.toLowerCase()).toBe(address.trim().toLowerCase())
    }
  })
})

function readCases(): Case[] {
  return [...readFileSync(file, 'utf8').matchAll(/<test id="(\d+)">([\s\S]*?)<\/test>/g)].map(
    ([, id, body = '']) => ({
      id: Number(id),
      address: unescapeXml(/<address>([\s\S]*?)<\/address>/.exec(body)?.[1] ?? ''),
      category: /<category>(\w+)/.exec(body)?.[1] ?? '',
      diagnosis: /<diagnosis>(\w+)/.exec(body)?.[1] ?? '',
    }),
  )
}

/** XML cannot hold control characters, so the file has the symbols for them: U+2400 and their number. */
function unescapeXml(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, decimal: string) => String.fromCodePoint(Number(decimal)))
    .replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/[\u2400-\u241f]/g, (symbol) => String.fromCodePoint(symbol.charCodeAt(0) - 0x2400))
    .replace(/\u2421/g, '\u007f')
}
