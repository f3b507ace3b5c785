import fc from 'fast-check'

/** How long each property is tried for, in seconds: `PAPERBOY_FUZZ=60`. Otherwise a few times, in the normal suite. */
const seconds = Number(process.env['PAPERBOY_FUZZ'] ?? 0)

/** For tests that fuzz: as long as they were told to try, and a minute to begin and to shrink. */
export const fuzzTimeout = { timeout: (seconds + 60) * 1000 }

/** @param shortRuns how many tries there are in the normal suite */
export function fuzzing(shortRuns: number): fc.Parameters<unknown> {
  if (seconds === 0) return { numRuns: shortRuns }
  return { numRuns: 1e9, interruptAfterTimeLimit: seconds * 1000, markInterruptAsFailure: false }
}

/** What breaks parsers: ends, quotes, escapes, halves of characters, and what looks like the parser's own syntax. */
const evil = fc.oneof(
  fc.constantFrom('\0', '\r', '\n', '\r\n', '\r\n\r\n', '\t', ' ', '"', "'", '\\'),
  fc.constantFrom('\ud800', '\udfff', '\u202e', '\ufeff', '\u0301', '💩', '%00', '%zz', '%ff', '%', '../'),
  fc.constantFrom('<', '>', '&', '&amp;', '&#0;', '&#x110000;', '<![CDATA[', ']]>', '<!--', '-->'),
  fc.constantFrom('<!DOCTYPE x [<!ENTITY a "&a;&a;">]>', '{', '}', '[', ']', ',', ';', ':', '='),
  fc.constantFrom('null', '-1', '1e999', 'NaN', '__proto__', 'constructor', '$1', "';--", '{{x}}'),
  fc.constantFrom('5.1.1', '550 ', '=?utf-8?B?//8=?=', '--x', '--x--', '\\frac{', '$', '^{'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.integer().map(String),
)

/** A text that is repeated: cost must not grow with its square. */
const repeated = fc
  .tuple(evil, fc.integer({ min: 2, max: 3000 }))
  .map(([piece, times]) => piece.repeat(times).slice(0, 30_000))

type Change = { at: number; remove: number; insert: string; again: boolean }

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof({ weight: 4, arbitrary: fc.nat(40) }, fc.nat(5000)),
  insert: fc.oneof({ weight: 6, arbitrary: evil }, repeated),
  again: fc.boolean(),
})

/** Texts that are almost one of some samples. */
export function mutated(samples: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 8 }))
    .map(([sample, changes]) => changes.reduce(apply, sample))
}

function apply(text: string, { at, remove, insert, again }: Change): string {
  const start = Math.floor(at * text.length)
  const removed = text.slice(start, start + remove)
  return text.slice(0, start) + insert + (again ? removed + removed : '') + text.slice(start + remove)
}

/** What a form, a query or a header may hold. */
export const anyText = fc.oneof(evil, repeated, fc.string({ unit: 'grapheme', maxLength: 60 }))

const mostCpuMs = 1500

/**
 * Runs a parser, and fails where it takes longer than anything honest would.
 *
 * @returns what it returns
 */
export async function inBoundedTime<T>(parse: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage()
  const result = await parse()
  const { user, system } = process.cpuUsage(before)
  const ms = (user + system) / 1000
  if (ms > mostCpuMs) throw new Error(`it took ${ms} ms`)
  return result
}
