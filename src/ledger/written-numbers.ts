/**
 * Sets of positive numbers as short texts. Ascending, each number is written as its difference from the one before, in base
 * 32, the lowest digit first. A difference's last digit is one of `0` to `O`, each before it one of `P` to `o`. `0` alone says
 * that the next difference counts from 0 again, and each text begins with it: two texts joined are the text of both sets.
 *
 * In SQL, `write_numbers` and `read_numbers` do the same.
 */

const lastDigit = '0'.charCodeAt(0)
const otherDigit = 'P'.charCodeAt(0)
const restart = '0'

/** @param numbers positive integers, each once */
export function writeNumbers(numbers: readonly number[]): string {
  let written = numbers.length > 0 ? restart : ''
  let before = 0
  for (const number of numbers.toSorted((a, b) => a - b)) {
    let left = number - before
    for (; left >= 32; left = Math.floor(left / 32)) written += String.fromCharCode(otherDigit + (left % 32))
    written += String.fromCharCode(lastDigit + left)
    before = number
  }
  return written
}

/** Where each of some numbers has its mark: that of `first + n` is at `places[n]`, or nowhere where that is negative. */
export type Places = { first: number; places: Int32Array }

/** Sets the marks of the written numbers to 1. */
export function markNumbers(written: string, { first, places }: Places, marks: Uint8Array): void {
  let number = 0
  let difference = 0
  let unit = 1
  for (let at = 0; at < written.length; at += 1) {
    const digit = written.charCodeAt(at) - lastDigit
    if (digit >= 32) {
      difference += (digit - 32) * unit
      unit *= 32
      continue
    }
    difference += digit * unit
    number = difference === 0 ? 0 : number + difference
    difference = 0
    unit = 1
    const nth = number - first
    if (nth < 0 || nth >= places.length) continue
    const place = places[nth] ?? -1
    if (place >= 0) marks[place] = 1
  }
}

/** Numbers of a text that is longer than this are looked at one by one. */
const mostUncut = 2000

/**
 * Drops numbers below `least`: those of whole texts at the beginning, as they were joined, and all where much is left. What is
 * given back leaves one text of all mails.
 */
export function dropBelow(written: string, least: number): string {
  const kept = written.slice(lengthBelow(written, least))
  if (kept.length <= mostUncut) return kept
  return writeNumbers([...new Set(readNumbers(kept))].filter((number) => number >= least))
}

function lengthBelow(written: string, least: number): number {
  let length = 0
  while (length < written.length) {
    const next = written.indexOf(restart, length + 1)
    const end = next < 0 ? written.length : next
    const greatest = readNumbers(written.slice(length, end)).at(-1) ?? 0
    if (greatest >= least) break
    length = end
  }
  return length
}

function readNumbers(written: string): number[] {
  const numbers: number[] = []
  let number = 0
  let difference = 0
  let unit = 1
  for (let at = 0; at < written.length; at += 1) {
    const digit = written.charCodeAt(at) - lastDigit
    difference += (digit % 32) * unit
    unit *= 32
    if (digit >= 32) continue
    number = difference === 0 ? 0 : number + difference
    if (number > 0) numbers.push(number)
    difference = 0
    unit = 1
  }
  return numbers
}
