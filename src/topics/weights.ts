import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { topics } from './catalogue.ts'
import { cueFeatureCount } from './features.ts'
import type { Model } from './model.ts'

const topicCount = topics.length

/** Weights as one byte each: value · scale of their topic. Terms and cues differ in size, so each has its scales. */
const Bytes = z.object({ scales: z.array(z.number()).length(topicCount), bytes: z.base64() })
const File = z.object({
  format: z.literal(1),
  /** In the order of the columns. */
  topics: z.array(z.string()).length(topicCount),
  terms: z.string(),
  idf: z.object({ scale: z.number(), bytes: z.base64() }),
  termWeights: Bytes,
  cueWeights: Bytes,
  bias: z.array(z.number()).length(topicCount),
  slope: z.number(),
})

export function encodeModel(model: Model): string {
  const split = model.idf.length * topicCount
  const idfScale = Math.max(...model.idf) / 255
  return `${JSON.stringify({
    format: 1,
    topics: topics.map(({ slug }) => slug),
    terms: [...model.rows.keys()].join('\n'),
    idf: {
      scale: idfScale,
      bytes: base64(Uint8Array.from(model.idf, (value) => Math.round(value / idfScale))),
    },
    termWeights: toBytes(model.weights.subarray(0, split)),
    cueWeights: toBytes(model.weights.subarray(split)),
    bias: Array.from(model.bias, (bias) => Number(bias.toFixed(4))),
    slope: Number(model.slope.toFixed(3)),
  } satisfies z.infer<typeof File>)}\n`
}

/** @throws where the text is not of this catalogue and lexicon: train again after changing them */
export function decodeModel(text: string): Model {
  const file = File.parse(JSON.parse(text))
  if (file.topics.some((slug, at) => slug !== topics[at]?.slug))
    throw new Error('the weights are for other topics')
  const rows = new Map(file.terms.split('\n').map((term, row) => [term, row]))
  const weights = new Float32Array((rows.size + cueFeatureCount) * topicCount)
  const termWeights = fromBytes(file.termWeights)
  const cueWeights = fromBytes(file.cueWeights)
  if (termWeights.length + cueWeights.length !== weights.length)
    throw new Error('the weights are for other features')
  weights.set(termWeights)
  weights.set(cueWeights, termWeights.length)
  const idf = Float32Array.from(Buffer.from(file.idf.bytes, 'base64'), (byte) => byte * file.idf.scale)
  return { rows, idf, weights, bias: Float32Array.from(file.bias), slope: file.slope }
}

/** The weights that come with Paperboy. */
export function shippedModel(): Model {
  return decodeModel(readFileSync(new URL('./weights.json', import.meta.url), 'utf8'))
}

function toBytes(weights: Float32Array): z.infer<typeof Bytes> {
  const scales = new Float64Array(topicCount)
  for (const [at, weight] of weights.entries()) {
    const t = at % topicCount
    scales[t] = Math.max(scales[t] ?? 0, Math.abs(weight) / 127)
  }
  const bytes = Int8Array.from(weights, (weight, at) => Math.round(weight / (scales[at % topicCount] || 1)))
  return { scales: Array.from(scales, (scale) => Number(scale.toPrecision(5))), bytes: base64(bytes) }
}

function fromBytes({ scales, bytes }: z.infer<typeof Bytes>): Float32Array {
  const signed = new Int8Array(Buffer.from(bytes, 'base64'))
  return Float32Array.from(signed, (byte, at) => byte * (scales[at % topicCount] ?? 0))
}

function base64(bytes: Uint8Array | Int8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
