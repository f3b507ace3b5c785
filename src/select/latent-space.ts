import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { isTelling, runsOf, type DescribedFields, type Run } from './latent-terms.ts'
import { singularsOf } from './stems.ts'

/**
 * Where words, pairs of words, and so papers and phrases lie in a space of some hundred dimensions, learned from which of them
 * occur in the same papers: latent semantic analysis (Deerwester et al. 1990).
 */
export type LatentSpace = {
  /** The row of each term: a word in the singular, or two with a blank between. */
  rows: ReadonlyMap<string, number>
  /** By row. */
  idf: Float32Array
  /** By row: one byte times this is a number. */
  scales: Float32Array
  /** Row after row, one byte per dimension. */
  basis: Int8Array
  dimensions: number
}

/** Of unit length, or zero where no word is known. */
export type Vector = Float32Array

export function paperVector(space: LatentSpace, paper: DescribedFields): Vector {
  return toVector(space, runsOf(paper))
}

export function phraseVector(space: LatentSpace, phrase: string): Vector {
  return toVector(space, [{ words: singularsOf(phrase), weight: 1 }])
}

/** The cosine of the angle between two vectors of unit length. */
export function nearness(one: Vector, other: Vector): number {
  let sum = 0
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}

export function toUnitLength(vector: Vector): Vector {
  const length = Math.sqrt(nearness(vector, vector)) || 1
  return vector.map((value) => value / length)
}

/** A vector as it is stored: one signed byte per dimension. Only directions are compared, so each has its own scale. */
export function bytesOf(vector: Vector): Buffer {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1
  return Buffer.from(Int8Array.from(vector, (value) => Math.round((value * 127) / largest)))
}

/** The way back, to unit length. */
export function vectorOf(bytes: Uint8Array): Vector {
  // Composing does this for everyone who has marked something: to make it of arrays takes twenty times as long.
  const vector = new Float32Array(bytes.length)
  let squares = 0
  for (let at = 0; at < vector.length; at += 1) {
    const value = ((bytes[at] ?? 0) << 24) >> 24
    vector[at] = value
    squares += value * value
  }
  const scale = 1 / (Math.sqrt(squares) || 1)
  for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] ?? 0) * scale
  return vector
}

/** How much a text says each term: (1 + ln tf) · idf at unit length, by row. */
export function latentFeatures(
  { rows, idf }: Pick<LatentSpace, 'rows' | 'idf'>,
  runs: readonly Run[],
): { columns: number[]; values: number[] } {
  const counts = new Map<number, number>()
  const index = indexOf(rows)
  for (const { words, weight } of runs) {
    let previous: Entry | undefined
    for (const word of words) {
      const entry = index.get(word)
      if (entry === undefined && !isTelling(word)) continue
      if (entry && entry.row !== none) counts.set(entry.row, (counts.get(entry.row) ?? 0) + weight)
      const pair = previous?.pairs.get(word)
      if (pair !== undefined) counts.set(pair, (counts.get(pair) ?? 0) + weight)
      previous = entry
    }
  }
  const columns = [...counts.keys()]
  const values = columns.map((row) => (1 + Math.log(counts.get(row) ?? 1)) * (idf[row] ?? 0))
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1
  return { columns, values: values.map((value) => value / length) }
}

/** The row of a word, and those of the pairs that it begins, by the other word: to join each two would cost most of the time. */
type Entry = { row: number; pairs: Map<string, number> }
const none = -1
const indexes = new WeakMap<LatentSpace['rows'], Map<string, Entry>>()

function indexOf(rows: LatentSpace['rows']): Map<string, Entry> {
  const known = indexes.get(rows)
  if (known) return known
  const index = new Map<string, Entry>()
  for (const [term, row] of rows) {
    const [first = '', second] = term.split(' ')
    const entry = index.get(first) ?? { row: none, pairs: new Map<string, number>() }
    index.set(first, entry)
    if (second === undefined) entry.row = row
    else entry.pairs.set(second, row)
  }
  indexes.set(rows, index)
  return index
}

function toVector(space: LatentSpace, runs: readonly Run[]): Vector {
  const { basis, scales, dimensions } = space
  const vector = new Float32Array(dimensions)
  const { columns, values } = latentFeatures(space, runs)
  for (const [nth, row] of columns.entries()) {
    const value = (values[nth] ?? 0) * (scales[row] ?? 0)
    const start = row * dimensions
    for (let at = 0; at < dimensions; at += 1) {
      vector[at] = (vector[at] ?? 0) + value * (basis[start + at] ?? 0)
    }
  }
  return toUnitLength(vector)
}

const Header = z.object({
  format: z.literal(1),
  terms: z.string().transform((text) => text.split('\n')),
  dimensions: z.int().positive(),
})

/** A line of JSON; then by row its idf and its scale as 32-bit numbers, little end first, and its bytes. */
export function encodeSpace(space: LatentSpace): Buffer {
  const header: z.input<typeof Header> = {
    format: 1,
    terms: [...space.rows.keys()].join('\n'),
    dimensions: space.dimensions,
  }
  const numbers = Buffer.alloc(space.rows.size * 8)
  for (let row = 0; row < space.rows.size; row += 1) {
    numbers.writeFloatLE(space.idf[row] ?? 0, row * 8)
    numbers.writeFloatLE(space.scales[row] ?? 0, row * 8 + 4)
  }
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), numbers, Buffer.from(space.basis)])
}

/** @throws {Error} where the bytes are not as `encodeSpace` makes them */
export function decodeSpace(bytes: Buffer): LatentSpace {
  const end = bytes.indexOf('\n') + 1
  const { terms, dimensions } = Header.parse(JSON.parse(bytes.toString('utf8', 0, end)))
  const basisAt = end + terms.length * 8
  if (bytes.length !== basisAt + terms.length * dimensions) throw new Error('the latent space is cut off')
  return {
    rows: new Map(terms.map((term, row) => [term, row])),
    idf: Float32Array.from(terms, (_, row) => bytes.readFloatLE(end + row * 8)),
    scales: Float32Array.from(terms, (_, row) => bytes.readFloatLE(end + row * 8 + 4)),
    basis: new Int8Array(bytes.buffer, bytes.byteOffset + basisAt, bytes.length - basisAt),
    dimensions,
  }
}

let shipped: { space: LatentSpace; name: string } | undefined

/** The space that comes with Paperboy; read when it is first needed. */
export function shippedSpace(): LatentSpace {
  return readShipped().space
}

/** Another one for each file: vectors of different spaces say nothing of each other. */
export function shippedSpaceName(): string {
  return readShipped().name
}

function readShipped(): { space: LatentSpace; name: string } {
  if (shipped) return shipped
  const bytes = readFileSync(new URL('./latent-space.bin', import.meta.url))
  shipped = { space: decodeSpace(bytes), name: createHash('sha256').update(bytes).digest('hex').slice(0, 16) }
  return shipped
}
